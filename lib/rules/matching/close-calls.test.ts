import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { propertyRuns } from "@/lib/testing/property-runs";
import { newAccountConfig, type ReplyRule } from "../config/reply-config";
import type { CloseCalls } from "./close-calls";
import { openTexts } from "./match-reply";
import { type IntentScores, NO_MOMENT } from "./match-trace";

const response = { kind: "canned", text: "answer" } as const;
const automatic = (id: string): ReplyRule => ({
  id,
  label: id,
  matcher: { kind: "prompt", description: id },
  response,
});
const byWord = (id: string, keyword: string): ReplyRule => ({
  ...automatic(id),
  matcher: { kind: "static_text", keywords: [keyword] },
});
const byNumber = (id: string): ReplyRule => ({
  ...automatic(id),
  matcher: { kind: "prompt", description: id, threshold: 0.5 },
});

/** How far each rule stands above its line, which is at 0.4 for all. */
const surpluses = (of: Record<string, number>): IntentScores => ({
  kind: "scored",
  scores: new Map(Object.entries(of).map(([id, surplus]) => [id, 0.4 + surplus])),
  lines: new Map(Object.keys(of).map((id) => [id, 0.4])),
});

const WIDTH = 0.1;
const STOP: CloseCalls = { kind: "stop", width: WIDTH };
const ruled = (chosen: string | null): CloseCalls => ({ kind: "ruled", width: WIDTH, chosen });

function match(rules: ReplyRule[], scores: IntentScores, closeCalls?: CloseCalls, text = "hello") {
  const result = openTexts({ ...newAccountConfig(), rules }, [text], NO_MOMENT).match(scores, closeCalls);
  if (result.kind === "matched") return result.rule.id;
  return result.kind === "close_call" ? { offered: result.offered.map(({ id }) => id), nearest: result.nearest } : null;
}

const ABCD = ["a", "b", "c", "d"].map(automatic);

describe("a close decision between automatic rules", () => {
  it.each([
    ["just above its line", { a: 0.05 }, { offered: ["a"], nearest: "a" }],
    ["just below it", { a: -0.05, b: -0.3 }, { offered: ["a", "b"], nearest: null }],
    ["two near one another", { a: 0.3, b: 0.35 }, { offered: ["b", "a"], nearest: "b" }],
    ["of four the nearest three", { a: 0.3, b: 0.31, c: -0.2, d: 0.1 }, { offered: ["b", "a", "d"], nearest: "b" }],
    ["clearly above, alone", { a: 0.3, b: 0.1 }, "a"],
    ["clearly above, the other just at its line", { a: 0.3, b: 0.01 }, "a"],
    ["clearly below", { a: -0.2, b: -0.2 }, "default"],
  ])("is one that is %s", (_name, scores, expected) => {
    expect(match(ABCD.slice(0, Object.keys(scores).length), surpluses(scores), STOP)).toEqual(expected);
  });

  it("is none where a rule above the group has answered, and none of rules with a threshold", () => {
    const scores = surpluses({ a: 0.05, n: 0.1 });
    expect(match([byWord("word", "hello"), automatic("a")], scores, STOP)).toBe("word");
    expect(match([byNumber("n"), automatic("a")], scores, STOP)).toBe("n");
    expect(match([byWord("word", "bye"), automatic("a")], scores, STOP)).toEqual({ offered: ["a"], nearest: "a" });
  });

  it("is won by whichever of the offered is chosen, below its line too, and by no other", () => {
    const scores = surpluses({ a: 0.3, b: 0.31, c: -0.05, d: -0.2 });
    for (const chosen of ["a", "b", "c"]) expect(match(ABCD, scores, ruled(chosen))).toBe(chosen);
    // Nobody was offered it: the same as none of them.
    expect(match(ABCD, scores, ruled("d"))).toBe("default");
  });

  it("goes on below the group when none is chosen; of a later group the nearest decides alone", () => {
    const rules = [automatic("a"), byWord("word", "bye"), automatic("b"), automatic("c")];
    const scores = surpluses({ a: 0.05, b: 0.02, c: 0.03 });
    expect(match(rules, scores, ruled(null))).toBe("c");
    expect(match(rules, scores, ruled(null), "bye")).toBe("word");
    expect(match(rules, surpluses({ a: 0.05, b: -0.02, c: -0.03 }), ruled(null))).toBe("default");
  });

  it("that was passed by is not asked about again: a group that was no close call decides itself", () => {
    const rules = [automatic("a"), byWord("word", "bye"), automatic("b")];
    const scores = surpluses({ a: -0.3, b: 0.05 });
    expect(match(rules, scores, STOP)).toEqual({ offered: ["b"], nearest: "b" });
    expect(match(rules, scores, ruled("b"))).toBe("b");
    expect(match(rules, scores, ruled(null))).toBe("default");
  });

  it("says of the nearest that it was declined, and of the chosen one nothing", () => {
    const opened = openTexts({ ...newAccountConfig(), rules: ABCD }, ["hello"], NO_MOMENT);
    const result = opened.match(surpluses({ a: 0.05, b: -0.02, c: -0.5, d: -0.5 }), ruled("b"));
    expect(result).toMatchObject({ kind: "matched", rule: { id: "b" }, why: { kind: "nearest", line: 0.4 } });
    const said = result.kind === "matched" ? result.trace.map(({ ruleId, said }) => `${ruleId} ${said.kind}`) : [];
    expect(said.toSorted()).toEqual(["a declined", "c below_line", "d below_line"]);
  });

  it("changes nothing where it is agreed with: random lists, scores and widths", () => {
    const kinds = ["automatic", "word", "number"] as const;
    const lists = fc.array(fc.tuple(fc.constantFrom(...kinds), fc.double({ min: -0.4, max: 0.4, noNaN: true })), {
      maxLength: 8,
    });
    fc.assert(
      fc.property(lists, fc.double({ min: 0, max: 0.3, noNaN: true }), fc.boolean(), (list, width, bye) => {
        const rules = list.map(([kind], at) =>
          kind === "automatic" ? automatic(`r${at}`) : kind === "word" ? byWord(`r${at}`, "bye") : byNumber(`r${at}`),
        );
        const scores = surpluses(Object.fromEntries(list.map(([, surplus], at) => [`r${at}`, surplus])));
        const opened = openTexts({ ...newAccountConfig(), rules }, [bye ? "bye" : "hello"], NO_MOMENT);
        const alone = opened.match(scores);
        const found = opened.match(scores, { kind: "stop", width });
        if (found.kind !== "close_call") {
          expect(found).toEqual(alone);
          return;
        }
        expect(found.offered.length).toBeGreaterThan(0);
        expect(found.offered.length).toBeLessThanOrEqual(3);
        const agreed = opened.match(scores, { kind: "ruled", width, chosen: found.nearest });
        expect(agreed.kind === "matched" && agreed.rule.id).toBe(alone.kind === "matched" && alone.rule.id);
      }),
      { numRuns: propertyRuns(2_000) },
    );
  });
});
