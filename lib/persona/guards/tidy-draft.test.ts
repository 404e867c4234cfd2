import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { tidyDraft } from "./tidy-draft";

const REPLY = "Sure! Which day suits you?";

describe("a draft is rid of what stands around the reply", () => {
  it.each([
    `<think>They want a cut.\nAsk the day.</think>\n\n${REPLY}`,
    `They want a cut. Ask the day.\n</think>\n${REPLY}`,
    `<reasoning>one</reasoning><think>two</think>${REPLY}`,
    `Reply: ${REPLY}`,
    `**Reply:** ${REPLY}`,
    `Assistant: ${REPLY}`,
    `WhatsApp reply:\n${REPLY}`,
    `Antwort: ${REPLY}`,
    `Here is the reply:\n\n${REPLY}`,
    `Sure! Here’s a possible reply to the customer:\n${REPLY}`,
    `"${REPLY}"`,
    `“${REPLY}”`,
    `„${REPLY}“`,
    `« ${REPLY} »`,
    `Reply: "${REPLY}"`,
    `\`\`\`\n${REPLY}\n\`\`\``,
  ])("%j", (draft) => {
    expect(tidyDraft(draft)).toBe(REPLY);
  });

  it.each([
    REPLY,
    "Our answer: we open at nine.",
    '"Balayage" or "ombré"',
    "The price: 45 € for a cut.",
    "We say: hello!",
    "{name}",
    '{"reply": 5}',
    '{"reply": "half',
    "Here is our address: Main Street 12",
    "Message us any time!",
  ])("and stays as it is where nothing does: %j", (draft) => {
    expect(tidyDraft(draft)).toBe(draft);
  });

  it("has nothing left of a thought that never ends", () => {
    expect(tidyDraft("<think>They want a cut. So I")).toBe("");
  });

  it("never grows, and is tidy then", () => {
    const piece = fc.constantFrom(
      "<think>",
      "</think>",
      "Reply:",
      '"',
      "“",
      "”",
      "```",
      "{",
      "}",
      '"reply":',
      "hi ",
      "\n",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const draft = pieces.join("");
        expect(tidyDraft(draft).length).toBeLessThanOrEqual(draft.length);
        expect(tidyDraft(draft)).not.toMatch(/<\/think>/);
      }),
    );
  });
});
