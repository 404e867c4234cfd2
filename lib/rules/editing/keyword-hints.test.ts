import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { propertyRuns } from "@/lib/testing/property-runs";
import { newAccountConfig, type ReplyRule } from "../config/reply-config";
import { foldText } from "../fold-text";
import { matchReply } from "../matching/match-reply";
import { findLongerWords, findShadowedKeywords } from "./keyword-hints";

const rule = (
  id: string,
  keywords: string[],
  more: { whole?: boolean; exact?: boolean; enabled?: boolean } = {},
): ReplyRule => ({
  id,
  label: id,
  ...(more.enabled === undefined ? {} : { enabled: more.enabled }),
  matcher: {
    kind: "static_text",
    keywords,
    ...(more.whole ? { whole_word: true } : {}),
    ...(more.exact ? { exact: true } : {}),
  },
  response: { kind: "canned", text: "ok" },
});
const shadowed = (...rules: ReplyRule[]) =>
  [...findShadowedKeywords(rules)].flatMap(([id, found]) => found.map(({ keyword }) => `${id}:${keyword}`));

describe("keywords that can never win", () => {
  it("are those that hold an earlier rule's keyword", () => {
    expect(shadowed(rule("a", ["open"]), rule("b", ["Opening hours", "price"]))).toEqual(["b:Opening hours"]);
    expect(shadowed(rule("a", ["opening hours"]), rule("b", ["open"]))).toEqual([]);
  });

  it("are not taken by rules that are switched off", () => {
    expect(shadowed(rule("a", ["open"], { enabled: false }), rule("b", ["open"]))).toEqual([]);
  });

  it("heed whole words", () => {
    const whole = rule("a", ["open"], { whole: true });
    // `open` also stands in `reopened`, which the whole word lets through.
    expect(shadowed(whole, rule("b", ["open"]))).toEqual([]);
    expect(shadowed(whole, rule("b", ["open"], { whole: true }))).toEqual(["b:open"]);
    expect(shadowed(whole, rule("b", ["are open now"]))).toEqual(["b:are open now"]);
    expect(shadowed(rule("a", ["open"]), rule("b", ["open"], { whole: true }))).toEqual(["b:open"]);
    expect(shadowed(rule("a", ["👍"], { whole: true }), rule("b", ["👍"]))).toEqual(["b:👍"]);
  });

  it("heed keywords that are the whole message", () => {
    const menu = rule("a", ["2"], { exact: true });
    expect(shadowed(menu, rule("b", ["2"], { whole: true }))).toEqual([]);
    expect(shadowed(menu, rule("b", ["(2)"], { exact: true }))).toEqual(["b:(2)"]);
    expect(shadowed(rule("a", ["2"], { whole: true }), rule("b", ["2"], { exact: true }))).toEqual(["b:2"]);
    expect(shadowed(rule("a", ["pen"], { whole: true }), rule("b", ["open"], { exact: true }))).toEqual([]);
  });

  it("never win any text", () => {
    const word = fc.stringMatching(/^[ab ?]{1,4}$/).filter((text) => text.trim() !== "");
    const rules = fc
      .array(
        fc.record({
          keywords: fc.array(word, { minLength: 1, maxLength: 2 }),
          whole: fc.boolean(),
          exact: fc.boolean(),
        }),
        {
          maxLength: 4,
        },
      )
      .map((all) => all.map(({ keywords, ...how }, index) => rule(`r${index}`, keywords, how)));
    fc.assert(
      fc.property(rules, fc.stringMatching(/^[abx ?]{1,8}$/), (list, text) => {
        const result = matchReply({ ...newAccountConfig(), rules: list }, text, { kind: "unavailable" });
        if (result.kind !== "matched" || result.why.kind !== "keyword") return;
        const { keyword, exact } = result.why;
        // Set apart otherwise than its owner wrote it, such a message may get past an earlier keyword.
        if (exact && foldText(keyword) !== foldText(text)) return;
        const found = findShadowedKeywords(list).get(result.rule.id) ?? [];
        expect(found.map((one) => one.keyword)).not.toContain(keyword);
      }),
      { numRuns: propertyRuns(500) },
    );
  });

  it("are found at once in a list of 200 rules", () => {
    const full = Array.from({ length: 200 }, (_, r) =>
      rule(
        `r${r}`,
        Array.from({ length: 10 }, (_, k) => `keyword ${k + 100} of rule ${r + 1_000} ${"y".repeat(k + 1)}z`),
      ),
    );
    const began = performance.now();
    expect(findShadowedKeywords(full).size).toBe(0);
    expect(performance.now() - began).toBeLessThan(2_000);
  });
});

it.each([
  ["art", ["start", "party", "apartment"]],
  ["hi", ["this", "which", "child"]],
])("%s fires inside longer words by accident", (keyword, some) => {
  const found = findLongerWords(keyword, 1_000);
  expect(found).toEqual(expect.arrayContaining(some.filter((word) => word !== "apartment" && word !== "which")));
  expect(findLongerWords(keyword)).toHaveLength(3);
});

it.each(["open", "book", "price", "hours", "opening hours", "時間", "👍", "x"])(
  "%s has no accident to warn of",
  (keyword) => {
    expect(findLongerWords(keyword)).toEqual([]);
  },
);
