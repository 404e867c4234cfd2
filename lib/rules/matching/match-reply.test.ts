import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Json, mutateJson } from "@/lib/testing/fixtures/mutate-json";
import { propertyRuns } from "@/lib/testing/property-runs";
import { newAccountConfig, type ReplyRule, type StoredConfig, type StoredRule } from "../config/reply-config";
import { readStoredRule } from "../config/stored-rule";
import { foldText } from "../fold-text";
import { matchReply, openTexts } from "./match-reply";
import type { IntentScores } from "./match-trace";
import { NO_MOMENT } from "./match-trace";

const UNASKED: IntentScores = { kind: "unasked" };
const UNAVAILABLE: IntentScores = { kind: "unavailable" };
const scored = (scores: Record<string, number>): IntentScores => ({
  kind: "scored",
  scores: new Map(Object.entries(scores)),
});

const response = { kind: "canned", text: "answer" } as const;
const keywordRule = (id: string, ...keywords: string[]): ReplyRule => ({
  id,
  label: id,
  matcher: { kind: "static_text", keywords },
  response,
});
const intentRule = (id: string, threshold = 0.7): ReplyRule => ({
  id,
  label: id,
  matcher: { kind: "prompt", description: "wants to book", threshold },
  response,
});
const config = (...rules: StoredRule[]): StoredConfig => ({ ...newAccountConfig(), rules });

/** The winner's id with what the earlier rules said, or `needs_intent`. */
function outcome(rules: StoredRule[], text: string | null, intent: IntentScores) {
  const result = matchReply(config(...rules), text, intent);
  return result.kind === "matched"
    ? [result.rule.id, ...result.trace.map(({ ruleId, said }) => `${ruleId}: ${said.kind}`)]
    : result.kind;
}

describe("matchReply", () => {
  it("lets the first match win, and says why", () => {
    const hours = keywordRule("hours", "hours", "open");
    expect(
      matchReply(config(keywordRule("price", "cost"), hours, keywordRule("also", "open")), "Are you open?", UNASKED),
    ).toEqual({
      kind: "matched",
      rule: hours,
      why: { kind: "keyword", keyword: "open", wholeWord: false, exact: false },
      trace: [{ ruleId: "price", said: { kind: "no_keyword" } }],
    });
  });

  it("sees the messages of a burst one by one where a keyword must be all of one", () => {
    const menu: ReplyRule = { ...keywordRule("menu"), matcher: { kind: "static_text", keywords: ["2"], exact: true } };
    const winner = (...texts: string[]) => {
      const result = openTexts(config(menu), texts, NO_MOMENT).match(UNASKED);
      return result.kind === "matched" ? result.rule.id : result.kind;
    };
    expect(winner("Hello!", "2️⃣", "please")).toBe("menu");
    expect(winner("Hello!\n2\nplease")).toBe("default");
    expect(winner("A table for 2", "on the 13th")).toBe("default");
  });

  it("falls to the default rule", () => {
    expect(matchReply(config(), "hello", UNASKED)).toEqual({
      kind: "matched",
      rule: newAccountConfig().default_rule,
      why: { kind: "default" },
      trace: [],
    });
  });

  it("asks for the meaning only when an intent rule is reached before anything matched", () => {
    const rules = [keywordRule("hours", "open"), intentRule("booking"), keywordRule("price", "cost")];
    expect(outcome(rules, "open?", UNASKED)).toEqual(["hours"]);
    expect(outcome(rules, "what does it cost", UNASKED)).toBe("needs_intent");
    expect(outcome([{ ...intentRule("booking"), enabled: false }], "hello", UNASKED)).toEqual([
      "default",
      "booking: disabled",
    ]);
  });

  it("judges scores by the threshold, and tells near misses", () => {
    const rules = [intentRule("booking", 0.72), intentRule("late", 0.5)];
    const why = (scores: Record<string, number>) => matchReply(config(...rules), "can I come?", scored(scores));
    expect(why({ booking: 0.72, late: 0.9 })).toMatchObject({
      rule: { id: "booking" },
      why: { kind: "intent", score: 0.72, threshold: 0.72 },
    });
    expect(why({ booking: 0.7199, late: 0.6 })).toMatchObject({
      rule: { id: "late" },
      trace: [{ ruleId: "booking", said: { kind: "below_threshold", score: 0.7199, threshold: 0.72 } }],
    });
    expect(outcome(rules, "hello", scored({ late: Number.NaN }))).toEqual([
      "default",
      "booking: no_score",
      "late: no_score",
    ]);
  });

  it("passes intent rules over while they can't be measured, and goes on", () => {
    const rules = [intentRule("booking"), keywordRule("hours", "open")];
    expect(outcome(rules, "open?", UNAVAILABLE)).toEqual(["hours", "booking: intent_unavailable"]);
  });

  it.each([null, "", " \n"])(
    "gives media without words (%j) to the default rule without asking for a meaning",
    (text) => {
      const rules = [keywordRule("hours", "open"), intentRule("booking")];
      expect(outcome(rules, text, UNASKED)).toEqual(["default", "hours: no_text", "booking: no_text"]);
    },
  );

  it("skips disabled rules", () => {
    expect(
      outcome(
        [
          { ...keywordRule("hours", "open"), enabled: false },
          { ...keywordRule("b", "open"), enabled: true },
        ],
        "open",
        UNASKED,
      ),
    ).toEqual(["b", "hours: disabled"]);
  });

  it("passes a broken rule over and goes on", () => {
    const broken = readStoredRule({ ...keywordRule("x", "open"), enabled: null, response: null });
    expect(outcome([broken, keywordRule("hours", "open")], "open", UNASKED)).toEqual(["hours", "x: broken"]);
  });

  const words = ["open", "cost", "book", "address"];
  const anyRules = fc.array(fc.record({ word: fc.constantFrom(...words), on: fc.boolean() }), { maxLength: 8 });
  const anyText = fc
    .array(fc.constantFrom(...words, "hello", "please"), { maxLength: 4 })
    .map((parts) => parts.join(" "));

  it("always takes the first enabled rule whose word is in the text, whatever comes after it", () => {
    fc.assert(
      fc.property(anyRules, anyText, (given, text) => {
        const rules = given.map(({ word, on }, index) => ({ ...keywordRule(`r${index}`, word), enabled: on }));
        const winner = given.findIndex(({ word, on }) => on && text.split(" ").includes(word));
        const result = matchReply(config(...rules), text, UNASKED);
        expect(result).toMatchObject({ kind: "matched", rule: { id: winner === -1 ? "default" : `r${winner}` } });
        expect(result.kind === "matched" && result.trace.length).toBe(winner === -1 ? rules.length : winner);
      }),
    );
  });

  it("never throws and never loses the next rule, whatever a stored rule looks like", () => {
    const sound: Json = {
      id: "a",
      label: "a",
      matcher: { kind: "static_text", keywords: ["cost"], whole_word: true },
      response: { kind: "canned", text: "answer" },
    };
    const hours = keywordRule("hours", "open");
    fc.assert(
      fc.property(
        fc.oneof(fc.jsonValue(), mutateJson(sound)),
        fc.oneof(fc.jsonValue(), mutateJson(response)),
        (matcher, said) => {
          const stored = readStoredRule({ id: "stored", label: "", enabled: null, matcher, response: said });
          const result = matchReply(config(stored, hours), "open?", UNAVAILABLE);
          // A mutated rule may win only by a keyword that does stand in the text.
          if (result.kind !== "matched" || result.why.kind !== "keyword") throw new Error("the sound rule was lost");
          expect(foldText("open?")).toContain(foldText(result.why.keyword));
          if (result.rule.id !== "hours") expect(result.rule).toEqual(stored);
        },
      ),
      { numRuns: propertyRuns(200) },
    );
  });
});
