import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { replyConfigs } from "@/lib/testing/fixtures/reply-config-arbitrary";
import { isLongRun, propertyRuns } from "@/lib/testing/property-runs";
import { newAccountConfig, type ReplyRule } from "../config/reply-config";
import { matchReply, openTexts } from "./match-reply";
import { type IntentScores, NO_MOMENT } from "./match-trace";

const response = { kind: "canned", text: "answer" } as const;
const automatic = (id: string, more: Partial<ReplyRule> = {}): ReplyRule => ({
  id,
  label: id,
  matcher: { kind: "prompt", description: id },
  response,
  ...more,
});
const byNumber = (id: string, threshold: number): ReplyRule => ({
  ...automatic(id),
  matcher: { kind: "prompt", description: id, threshold },
});
const byWord = (id: string, keyword: string): ReplyRule => ({
  ...automatic(id),
  matcher: { kind: "static_text", keywords: [keyword] },
});

/** Scores by rule, each with its line where it has one. */
function scored(of: Record<string, number | [score: number, line: number]>): IntentScores {
  const rows = Object.entries(of);
  return {
    kind: "scored",
    scores: new Map(rows.map(([id, one]) => [id, typeof one === "number" ? one : one[0]])),
    lines: new Map(rows.flatMap(([id, one]) => (typeof one === "number" ? [] : [[id, one[1]]]))),
  };
}

function match(rules: ReplyRule[], intent: IntentScores, text = "hello") {
  const result = matchReply({ ...newAccountConfig(), rules }, text, intent);
  if (result.kind !== "matched") return { winner: result.kind, trace: [] };
  return {
    winner: result.rule.id,
    why: result.why,
    trace: result.trace.map(({ ruleId, said }) => `${ruleId} ${said.kind}`),
  };
}

describe("adjacent automatic rules", () => {
  const rules = [automatic("a"), automatic("b"), automatic("c")];

  it("are won by the one furthest above its line, which need not have the highest score", () => {
    expect(match(rules, scored({ a: [0.6, 0.55], b: [0.5, 0.3], c: [0.2, 0.4] }))).toEqual({
      winner: "b",
      why: { kind: "nearest", score: 0.5, line: 0.3 },
      trace: ["a outdone", "c below_line"],
    });
    expect(match(rules, scored({ a: [0.6, 0.2], b: [0.5, 0.3], c: [0.45, 0.4] }))).toMatchObject({
      winner: "a",
      trace: ["b outdone", "c outdone"],
    });
  });

  it("match from the line on, and of equals the first wins", () => {
    expect(match(rules, scored({ a: [0.29, 0.3], b: [0.3, 0.3], c: [0.4, 0.4] })).winner).toBe("b");
    expect(match(rules, scored({ a: [0.29, 0.3], b: [0.29, 0.3], c: [0.39, 0.4] })).winner).toBe("default");
  });

  it("are two groups with any other rule between them, and the first group that has one wins", () => {
    const scores = scored({ a: [0.4, 0.3], b: [0.9, 0.3], number: 0.8 });
    expect(match([automatic("a"), byWord("word", "xyz"), automatic("b")], scores).winner).toBe("a");
    expect(match([automatic("a"), byNumber("number", 0.9), automatic("b")], scores).winner).toBe("a");
    expect(match([automatic("a"), byNumber("number", 0.7), automatic("b")], scores).winner).toBe("a");
    expect(match([byNumber("number", 0.7), automatic("a"), automatic("b")], scores).winner).toBe("number");
    expect(match([automatic("a"), automatic("b"), byWord("word", "hello")], scores).winner).toBe("b");
  });

  it("stay one group across a rule that is switched off or not at its time", () => {
    const scores = scored({ a: [0.4, 0.3], off: [1, 0], b: [0.9, 0.3] });
    for (const between of [
      automatic("off", { enabled: false }),
      { ...byWord("off", "hello"), enabled: false },
      { ...byWord("off", "hello"), when: { kind: "open" as const } },
      { ...automatic("off"), when: { kind: "open" as const } },
    ]) {
      expect(match([automatic("a"), between, automatic("b")], scores).winner).toBe("b");
    }
  });

  it("ask for scores when the first is reached, and match nothing without their lines", () => {
    expect(match([byWord("word", "hello"), ...rules], { kind: "unasked" }).winner).toBe("word");
    expect(match(rules, { kind: "unasked" }).winner).toBe("needs_intent");
    expect(match(rules, { kind: "unavailable" })).toMatchObject({
      winner: "default",
      trace: ["a intent_unavailable", "b intent_unavailable", "c intent_unavailable"],
    });
    expect(match(rules, scored({ a: 0.9, b: 0.9, c: 0.9 })).winner).toBe("default");
  });

  it("have the same winner in any order, unless two are equally far", () => {
    const place = fc.tuple(fc.double({ min: -1, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }));
    fc.assert(
      fc.property(fc.array(place, { minLength: 1, maxLength: 6 }), fc.integer({ min: 0, max: 5 }), (places, turn) => {
        const over = places.map(([score, line]) => score - line);
        fc.pre(new Set(over).size === over.length);
        const group = places.map((_, at) => automatic(String(at)));
        const scores = scored(Object.fromEntries(places.map((one, at) => [String(at), one])));
        const turned = [...group.slice(turn), ...group.slice(0, turn)];
        expect(match(turned, scores).winner).toBe(match(group, scores).winner);
      }),
    );
  });
});

it("leaves every list without automatic rules to the first that matches", () => {
  const words = fc.constantFrom("a", "b", "éa", "hello b", "7", "", "are you open?");
  const seed: ReplyRule[] = [
    { ...byWord("hours", "open"), matcher: { kind: "static_text", keywords: ["hours", "open", "closed", "address"] } },
    byNumber("booking", 0.72),
  ];
  const lists = fc.oneof(fc.constant({ ...newAccountConfig(), rules: seed }), replyConfigs);
  const list = lists.map((config) => ({
    ...config,
    rules: config.rules.map((rule) =>
      rule.matcher.kind === "prompt" ? { ...rule, matcher: { ...rule.matcher, threshold: 0.72 } } : rule,
    ),
  }));
  const scores = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 6, maxLength: 6 });
  fc.assert(
    fc.property(list, words, scores, (config, text, values) => {
      // Lines of whatever origin must not matter to a rule that has a threshold.
      const intent = scored(Object.fromEntries(config.rules.map(({ id }, at) => [id, [values[at] ?? 0, -1]])));
      const opened = openTexts(config, text === "" ? [] : [text], NO_MOMENT);
      const result = opened.match(intent);
      const verdicts = opened.judgeEach(intent);
      for (const { rule, said } of verdicts) {
        if (said.kind !== "match" && said.kind !== "miss") throw new Error(said.kind);
        const { score } = { score: Number.NaN, ...said.why };
        if (said.why.kind === "intent") expect(score).toBeGreaterThanOrEqual(0.72);
        else if (said.why.kind === "below_threshold") expect(score).toBeLessThan(0.72);
        else if (rule.matcher.kind === "prompt") expect(["disabled", "not_now", "no_text"]).toContain(said.why.kind);
      }
      const first = verdicts.find(({ said }) => said.kind === "match");
      expect(result.kind === "matched" && result.rule.id).toBe(first?.rule.id ?? "default");
    }),
    { numRuns: isLongRun() ? 1_000_000 : propertyRuns(500) },
  );
}, 600_000);
