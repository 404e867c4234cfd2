import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { joinTexts } from "./choose-reply";

const sent = (providerMessageId: string, seconds: number, text: string | null) => ({
  providerMessageId,
  sentAt: new Date(seconds * 1000),
  text,
});

describe("joinTexts", () => {
  it("joins by newline in order of sent time, then of arrival", () => {
    expect(joinTexts([sent("a", 2, "on sunday?"), sent("c", 1, "are you"), sent("b", 1, "open")])).toBe(
      "are you\nopen\non sunday?",
    );
  });

  it("leaves out media without words, and is null when there are none", () => {
    expect(joinTexts([sent("a", 1, null), sent("b", 2, "hi")])).toBe("hi");
    expect(joinTexts([sent("a", 1, null)])).toBeNull();
    expect(joinTexts([])).toBeNull();
  });

  it("doesn't depend on the order of arrival where the times differ, and changes nothing that it was given", () => {
    const messages = fc.uniqueArray(
      fc.record({
        providerMessageId: fc.string(),
        sentAt: fc.date({ noInvalidDate: true }),
        text: fc.option(fc.string()),
      }),
      { selector: ({ sentAt }) => sentAt.getTime() },
    );
    fc.assert(
      fc.property(messages, (given) => {
        const before = [...given];
        expect(joinTexts([...given].reverse())).toBe(joinTexts(given));
        expect(given).toEqual(before);
      }),
    );
  });
});
