import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Json, mutateJson } from "@/lib/testing/fixtures/mutate-json";
import { propertyRuns } from "@/lib/testing/property-runs";
import { newAccountConfig, type ReplyRule, type StoredConfig, type StoredRule } from "../config/reply-config";
import { readStoredRule } from "../config/stored-rule";
import { foldText } from "../fold-text";
import { matchReply, openTexts } from "./match-reply";
import { type IntentScores, type Moment, NO_MOMENT } from "./match-trace";

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

describe("a rule's moment", () => {
  const WEEK = { kind: "hours" as const, spans: [{ days: ["mon" as const], from: "09:00", to: "17:00" }] };
  const facts = { time_zone: "Europe/Berlin", hours: { mon: [["09:00", "18:00"]] as [string, string][], tue: [] } };
  const MONDAY_NOON = new Date("2026-11-30T11:00:00Z");
  const MONDAY_NIGHT = new Date("2026-11-30T21:00:00Z");
  const at = (moment: Partial<Moment>) => ({ ...NO_MOMENT, at: MONDAY_NOON, facts, ...moment });
  const winner = (rule: ReplyRule, text: string | null, moment: Moment) => {
    const result = matchReply(config(rule), text, UNASKED, moment);
    return result.kind === "matched" ? [result.rule.id, result.why.kind, result.trace[0]?.said.kind] : result.kind;
  };
  const any = { ...keywordRule("any"), matcher: { kind: "any" as const } };
  const taken = ["any", "any", undefined];
  const passed = ["default", "default", "not_now"];

  it.each([
    [{ kind: "open" as const }, at({}), taken],
    [{ kind: "open" as const }, at({ at: MONDAY_NIGHT }), passed],
    [{ kind: "closed" as const }, at({}), passed],
    [{ kind: "closed" as const }, at({ at: MONDAY_NIGHT }), taken],
    [{ kind: "open" as const }, at({ facts: null }), passed],
    [{ kind: "closed" as const }, at({ facts: null }), passed],
    [{ kind: "closed" as const }, at({ facts: { time_zone: "Europe/Berlin" } }), passed],
    [WEEK, at({}), taken],
    [WEEK, at({ at: MONDAY_NIGHT }), passed],
    [WEEK, at({ at: MONDAY_NIGHT, facts: { time_zone: "America/New_York" } }), taken],
  ])("%j is asked at that moment", (when, moment, expected) => {
    expect(winner({ ...any, when }, "hello", moment)).toEqual(expected);
    expect(winner({ ...any, when }, null, moment)).toEqual(expected);
  });

  it("is that of a stranger's first message, words or none", () => {
    const rule = { ...keywordRule("hello"), matcher: { kind: "first_message" as const } };
    expect(winner(rule, "open?", at({ isFirstContact: true }))).toEqual(["hello", "first_message", undefined]);
    expect(winner(rule, null, at({ isFirstContact: true }))).toEqual(["hello", "first_message", undefined]);
    expect(winner(rule, "open?", at({}))).toEqual(["default", "default", "not_first"]);
  });

  it("keeps a rule that is not asked now from asking for scores", () => {
    expect(outcome([{ ...intentRule("book"), when: { kind: "closed" } }], "book", UNASKED)).toEqual([
      "default",
      "book: not_now",
    ]);
  });

  it("tells which rule may go on with a conversation", () => {
    const inForce = (rule: StoredRule, moment: Moment) =>
      openTexts(config(rule), ["hello"], moment).ruleInForce(rule.id)?.id ?? null;
    const book = intentRule("book");
    expect(inForce(book, at({}))).toBe("book");
    expect(inForce({ ...book, when: { kind: "closed" } }, at({}))).toBeNull();
    expect(inForce({ ...book, enabled: false }, at({}))).toBeNull();
    expect(inForce({ ...book, handoff: { kind: "broken", stored: 7 } }, at({}))).toBeNull();
    expect(openTexts(config(book), ["hello"], at({})).ruleInForce("gone")).toBeNull();
  });
});
