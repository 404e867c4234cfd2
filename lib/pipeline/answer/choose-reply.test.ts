import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Facts } from "@/lib/facts/facts";
import { newAccountConfig, type ReplyRule } from "@/lib/rules/config/reply-config";
import { openTexts, type TraceEntry } from "@/lib/rules/matching/match-reply";
import { NO_MOMENT } from "@/lib/rules/matching/match-trace";
import { NO_MORE_WORDS } from "@/lib/rules/own-words/own-words";
import { DEMO_ACCOUNT } from "@/lib/testing/pipeline/pipeline-world";
import { blockedAi, fillText, joinTexts, replyOf } from "./choose-reply";

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

describe("what is kept of a decision", () => {
  const rule = (id: string, label: string) =>
    ({
      ...{ id, label, matcher: { kind: "prompt", description: label } },
      response: { kind: "canned", text: "x" },
    }) as const satisfies ReplyRule;
  const opened = openTexts(newAccountConfig(), ["a secret word"], NO_MOMENT);
  const keep = (trace: TraceEntry[], version?: number) => {
    const why = { kind: "nearest", score: 0.7, line: 0.5 } as const;
    const result = { kind: "matched", rule: rule("book", "Booking"), why, trace } as const;
    return replyOf({ result: { ...result, trace }, gap: null, closeCall: null, opened }, true, version).match
      ?.matchedBy;
  };

  it("names the rule, the list's version and the three rules that came nearest to their lines", () => {
    const near = (ruleId: string, score: number): TraceEntry => ({
      ruleId,
      said: { kind: "below_line", score, line: 0.5 },
    });
    const trace: TraceEntry[] = [
      near("far", 0.1),
      { ruleId: "word", said: { kind: "no_keyword" } },
      { ruleId: "behind", said: { kind: "outdone", score: 0.6, line: 0.5 } },
      { ruleId: "written", said: { kind: "below_threshold", score: 0.7, threshold: 0.72 } },
      near("farther", 0.05),
    ];
    expect(keep(trace, 7)).toEqual({
      ...{ kind: "prompt", score: 0.7, threshold: 0.5, label: "Booking", version: 7 },
      near: [
        { rule: "behind", score: 0.6, line: 0.5 },
        { rule: "written", score: 0.7, line: 0.72 },
        { rule: "far", score: 0.1, line: 0.5 },
      ],
    });
  });

  it("holds no word of the message, and nothing where nothing was measured", () => {
    expect(keep([])).toEqual({ kind: "prompt", score: 0.7, threshold: 0.5, label: "Booking" });
    expect(JSON.stringify(keep([{ ruleId: "a", said: { kind: "no_keyword" } }], 1))).not.toContain("secret");
  });
});
