import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Facts } from "@/lib/facts/facts";
import { newAccountConfig } from "@/lib/rules/config/reply-config";
import { NO_MORE_WORDS } from "@/lib/rules/own-words/own-words";
import { DEMO_ACCOUNT } from "@/lib/testing/pipeline/pipeline-world";
import { blockedAi, fillText, joinTexts } from "./choose-reply";

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

describe("fillText", () => {
  const moment = { at: new Date("2026-11-30T11:00:00Z"), isFirstContact: false };
  const filled = (text: string, facts: Facts | null) => {
    const reply = fillText({ kind: "text", text, match: null }, { ...moment, facts }, "whatsapp");
    return reply.kind === "text" ? reply.text : reply.reason;
  };

  it("leaves out what nobody knows, and is silent where nothing is left", () => {
    expect(filled("Hi!\nWe are at {address}.", { address: "High Street 1" })).toBe("Hi!\nWe are at High Street 1.");
    expect(filled("Hi!\nWe are at {address}.", null)).toBe("Hi!");
    expect(filled("{address}", {})).toBe("rule_silent");
    expect(filled("We open {hours}", null)).toBe("We open {hours}");
  });

  it("is what stands in the place of a blocked AI answer too", () => {
    const config = newAccountConfig();
    const response = { kind: "canned" as const, text: "Call {phone}" };
    const owner = {
      ...{ account: DEMO_ACCOUNT, configVersion: 1, intentInAnyLanguage: false, shortMemory: false },
      ...{ facts: { phone: "030 123" }, moreOwnWords: NO_MORE_WORDS },
      config: { ...config, on_ai_blocked: "default" as const, default_rule: { ...config.default_rule, response } },
    };
    const match = { ruleId: "ai", responseKind: "prompt", matchedBy: {} };
    expect(blockedAi(owner, "no_credit", match, moment.at)).toMatchObject({ kind: "text", text: "Call 030 123" });
  });

  it("loses its last lines where facts make it longer than the channel takes", () => {
    const long = `${"a".repeat(4_000)}\n{address}\nend`;
    expect(filled(long, { address: "b".repeat(200) })).toBe("a".repeat(4_000));
    expect(filled(long, { address: "b".repeat(20) })).toContain("end");
  });
});
