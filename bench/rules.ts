/**
 * `npx tsx bench/rules.ts [--rounds 9] [--json]`: 1,000 messages matched against 50 rules, 25 by words and 25 by meaning
 * with cached vectors of 768 numbers, as a ratio to a bare loop over the same characters and numbers. The ratio tells a
 * slow matcher from a slow machine. Median of the rounds.
 */
import { parseArgs } from "node:util";
import { normaliseVector, scoreIntents } from "../lib/rules/intent-vectors";
import { matchReply } from "../lib/rules/match-reply";
import { newAccountConfig } from "../lib/rules/new-account-config";
import type { ReplyConfig, ReplyRule } from "../lib/rules/reply-config";

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
const report = { messages: MESSAGES, rules: RULES, matchMs, bareMs, ratio: matchMs / bareMs };
console.log(
  values.json
    ? JSON.stringify(report)
    : `${MESSAGES} messages × ${RULES} rules: ${matchMs.toFixed(0)} ms, bare loop ${bareMs.toFixed(0)} ms, ratio ${report.ratio.toFixed(2)}`,
);
