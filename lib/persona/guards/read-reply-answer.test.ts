import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readReplyAnswer } from "./read-reply-answer";

const REPLY = "Sure! Which day suits you?";

describe("a model's answer", () => {
  it.each([
    [`{"reply":"${REPLY}","handoff":true}`, true],
    [`{"reply":"${REPLY}","handoff":false}`, false],
    [`{"reply": "${REPLY}"}`, false],
    [`{"handoff": "True", "Reply": "${REPLY}"}`, true],
    [`{"Reply": "${REPLY}", "hand_off": "false"}`, false],
    [`{ "response": "${REPLY}", "Hand-Over": 1 }`, true],
    [`\`\`\`json\n{"reply": "${REPLY}", "handoff": true}\n\`\`\``, true],
    [`\`\`\`\n{"reply": "${REPLY}",\n "handoff": false,\n}\n\`\`\``, false],
    [`Here is the JSON object:\n\n{"reply": "${REPLY}", "handoff": true}\n\nI hope that helps!`, true],
    [`<think>{"reply":"x"}? They want a day.</think>{"reply": "${REPLY}", "handoff": false}`, false],
    [`They want a day.</think>\n{"reply": "${REPLY}", "handoff": true}`, true],
    [`{'reply': '${REPLY}', 'handoff': True}`, true],
    [`{reply: "${REPLY}", handoff: true}`, true],
    [`{“reply”: “${REPLY}”, “handoff”: false}`, false],
    [`[{"reply": "${REPLY}", "handoff": true}]`, true],
    [`{"result": {"reply": "${REPLY}", "handoff": true}}`, true],
    [`{"type":"function","name":"reply","parameters":{"reply":"${REPLY}","handoff":true}}`, true],
    [JSON.stringify(JSON.stringify({ reply: REPLY, handoff: true })), true],
    [JSON.stringify({ reply: JSON.stringify({ reply: REPLY, handoff: false }), handoff: true }), true],
    [`{"reply": "Reply: \\"${REPLY}\\"", "handoff": false}`, false],
    [REPLY, false],
    [`Reply: ${REPLY}\nHandoff: true`, true],
    [`${REPLY}\n\n**handoff**: false`, false],
    [`${REPLY}\n\`\`\`json\n{"handoff": true}\n\`\`\``, true],
    [`{"reply": "${REPLY}", "handoff": "perhaps"}`, false],
  ])("%s", (answer, handoff) => {
    expect(readReplyAnswer(answer)).toEqual({ reply: REPLY, handoff });
  });

  it("keeps the lines and the quotes of a reply", () => {
    expect(readReplyAnswer('{"reply": "Cut: 45 €\\nColour: 80 €\\n\\n\\"See you!\\"", "handoff": false}').reply).toBe(
      'Cut: 45 €\nColour: 80 €\n\n"See you!"',
    );
    expect(readReplyAnswer('{"reply": "One\\\\nTwo", "handoff": false}').reply).toBe("One\nTwo");
    expect(readReplyAnswer("{'reply': 'We don't know, sorry', 'handoff': false}").reply).toBe("We don't know, sorry");
  });

  it.each([
    '{"reply": "Sure! Which da',
    '{"reply": "Sure!", "reply": "No!"}',
    '{"reply": "One"} {"reply": "Two"}',
    '{"note": "5"}',
    "{name}",
    '{"reply": 5}',
  ])("that can't be read stays what it is, for the guards: %s", (answer) => {
    expect(readReplyAnswer(answer)).toEqual({ reply: answer, handoff: false });
  });

  it("never throws, never grows, and hands nobody over who did not say so", () => {
    const piece = fc.constantFrom(
      "{",
      "}",
      '"reply"',
      ":",
      '"hi"',
      ",",
      "'",
      "[",
      "]",
      "\\",
      "true",
      "\n",
      "```",
      "“",
      "”",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 25 }), (pieces) => {
        const answer = pieces.join("");
        const { reply, handoff } = readReplyAnswer(answer);
        expect(reply.length).toBeLessThanOrEqual(answer.length);
        expect(handoff).toBe(false);
      }),
    );
  });
});
