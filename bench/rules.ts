/**
 * `npx tsx bench/rules.ts [--rounds 9] [--json]`: 1,000 messages matched against 50 rules, 25 by words and 25 by meaning
 * with cached vectors of 768 numbers, as a ratio to a bare loop over the same characters and numbers. The ratio tells a
 * slow matcher from a slow machine. Median of the rounds. Then the largest lists allowed, 200 rules of 50 keywords, against
 * one message of 4,096 characters, beside a search for each keyword by itself: the shortest of the rounds.
 */

import { parseArgs } from "node:util";
import { newAccountConfig } from "@/lib/rules/config/reply-config";
import { NO_MOMENT } from "@/lib/rules/matching/match-trace";
import type { ReplyConfig, ReplyRule } from "../lib/rules/config/reply-config";
import { foldText } from "../lib/rules/fold-text";
import { normaliseVector, scoreIntents } from "../lib/rules/intent/intent-vectors";
import { matchReply, openTexts } from "../lib/rules/matching/match-reply";

const MESSAGES = 1_000;
const RULES = 50;
const KEYWORDS = 4;
const DIMENSIONS = 768;

const { values } = parseArgs({
  options: { rounds: { type: "string", default: "9" }, json: { type: "boolean", default: false } },
});

/** The same numbers in every run. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}

const random = createRandom(7);
const word = (): string =>
  Array.from({ length: 6 }, () => String.fromCharCode(97 + Math.floor(random() * 26))).join("");
const vector = (): Float32Array => {
  const found = normaliseVector(Array.from({ length: DIMENSIONS }, () => random() - 0.5));
  if (!found) throw new Error("a vector without a direction");
  return found;
};

const rules = Array.from(
  { length: RULES },
  (_, index): ReplyRule => ({
    id: `r${index}`,
    label: `Rule ${index}`,
    matcher:
      index % 2 === 0
        ? { kind: "static_text", keywords: Array.from({ length: KEYWORDS }, word) }
        : { kind: "prompt", description: "described", threshold: 0.95 },
    response: { kind: "canned", text: "ok" },
  }),
);
const config: ReplyConfig = { ...newAccountConfig(), rules };
const ruleVectors = new Map(rules.flatMap(({ id, matcher }) => (matcher.kind === "prompt" ? [[id, [vector()]]] : [])));
const messages = Array.from({ length: MESSAGES }, () => ({
  text: Array.from({ length: 8 }, word).join(" "),
  vector: vector(),
}));

/** Every message against every rule: none matches before the end. */
function match(): number {
  let defaults = 0;
  for (const { text, vector: meaning } of messages) {
    const first = matchReply(config, text, { kind: "unasked" });
    const result =
      first.kind === "matched"
        ? first
        : matchReply(config, text, { kind: "scored", scores: scoreIntents(meaning, ruleVectors) });
    if (result.kind === "matched" && result.why.kind === "default") defaults += 1;
  }
  return defaults;
}

/** The least that a comparison can cost: each keyword looked for in each text, each pair of vectors multiplied. */
function bareLoop(): number {
  const keywords = rules.flatMap(({ matcher }) => (matcher.kind === "static_text" ? matcher.keywords : []));
  const vectors = [...ruleVectors.values()].flat();
  let sum = 0;
  for (const { text, vector: meaning } of messages) {
    for (const keyword of keywords) if (text.includes(keyword)) sum += 1;
    for (const other of vectors)
      for (let index = 0; index < DIMENSIONS; index += 1) sum += (meaning[index] ?? 0) * (other[index] ?? 0);
  }
  return sum;
}

function milliseconds(work: () => number): number {
  const began = performance.now();
  if (!Number.isFinite(work())) throw new Error("the work went wrong");
  return performance.now() - began;
}

const median = (times: number[]): number => times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;

match();
bareLoop();
const rounds = Array.from({ length: Number(values.rounds) }, () => ({
  bare: milliseconds(bareLoop),
  match: milliseconds(match),
}));
const matchMs = median(rounds.map((round) => round.match));
const bareMs = median(rounds.map((round) => round.bare));

/** Whether a folded keyword stands in a folded text, place by place. */
function standsIn(text: string, keyword: string, wholeWord: boolean): boolean {
  if (!wholeWord) return text.includes(keyword);
  for (let at = text.indexOf(keyword); at !== -1; at = text.indexOf(keyword, at + 1)) {
    const cutsBefore = /[\p{L}\p{N}\p{M}]$/u.test(text.slice(Math.max(0, at - 2), at));
    const cutsAfter = /^[\p{L}\p{N}\p{M}]/u.test(text.slice(at + keyword.length, at + keyword.length + 2));
    if (!cutsBefore && !cutsAfter) return true;
  }
  return false;
}

const letters = (count: number): string =>
  Array.from({ length: count }, () => String.fromCharCode(97 + Math.floor(random() * 26))).join("");

const LARGEST = [
  ["one keyword, 18 letters a character", () => "ل", "\uFDFA".repeat(512)],
  ["keywords of 1 to 200 letters", (index: number) => letters((index % 200) + 1), letters(4_096)],
  ["each the beginning of the others", (index: number) => `${"a".repeat(index % 190)}${index}`, "a".repeat(4_096)],
  ["pictures", (index: number) => `${"👍".repeat(index % 190)}${index}`, "👍".repeat(4_096)],
] as const;

function compareLargest() {
  return LARGEST.flatMap(([name, keyword, text]) =>
    [false, true].map((wholeWord) => {
      const keywords = Array.from({ length: 10_000 }, (_, index) => keyword(index));
      const list: ReplyConfig = {
        ...newAccountConfig(),
        rules: Array.from({ length: 200 }, (_, index) => ({
          id: `r${index}`,
          label: `Rule ${index}`,
          matcher: {
            kind: "static_text",
            keywords: keywords.slice(index * 50, index * 50 + 50),
            whole_word: wholeWord,
          },
          response: { kind: "canned", text: "ok" },
        })),
      };
      const folded = keywords.map(foldText);
      const foldedText = foldText(text);
      const count = (work: () => unknown) => (): number => (work() === undefined ? Number.NaN : 1);
      const best = (work: () => number, tries: number) =>
        Math.min(...Array.from({ length: tries }, () => milliseconds(work)));
      const listMs = milliseconds(count(() => openTexts(list, [text], NO_MOMENT).judgeEach({ kind: "unasked" })));
      const onceMs = best(
        count(() => openTexts(list, [text], NO_MOMENT).judgeEach({ kind: "unasked" })),
        9,
      );
      const eachMs = best(
        count(() => folded.map((one) => standsIn(foldedText, one, wholeWord))),
        1,
      );
      return { name, wholeWord, listMs, onceMs, eachMs, ratio: eachMs / onceMs };
    }),
  );
}

const largest = compareLargest();
const report = { messages: MESSAGES, rules: RULES, matchMs, bareMs, ratio: matchMs / bareMs, largest };
console.log(
  values.json
    ? JSON.stringify(report)
    : `${MESSAGES} messages × ${RULES} rules: ${matchMs.toFixed(0)} ms, bare loop ${bareMs.toFixed(0)} ms, ratio ${report.ratio.toFixed(2)}`,
);
if (!values.json) {
  for (const { name, wholeWord, listMs, onceMs, eachMs, ratio } of largest) {
    const how = wholeWord ? "whole words" : "anywhere";
    const times = `${onceMs.toFixed(1)} ms (${listMs.toFixed(0)} ms with a list not seen before)`;
    console.log(
      `10,000 keywords ${how}, ${name}: ${times}, each by itself ${eachMs.toFixed(0)} ms, ${ratio.toFixed(1)} times`,
    );
  }
}
