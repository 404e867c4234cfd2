import type { Closeness } from "../config/reply-config";
import { dot, type IntentVector } from "./intent-vectors";
import {
  indexProfiles,
  joinProfiles,
  type LetterIndex,
  type LetterProfile,
  type LetterWeights,
  likenessToEach,
  profileLetters,
  weighLetters,
} from "./letter-profile";

/**
 * What automatic rules are measured beside: lines that are nobody's intent, under one model. All vectors lie in one
 * corner of the space of meanings, and the lines' mean is where: seen from there a sentence has a direction of its own.
 */
export type Background = {
  lines: readonly SeenText[];
  mean: IntentVector;
  weights: LetterWeights;
};

/** What one automatic rule is compared by. A message matches from `line` on, −1 to 1, as the scores are. */
export type AutomaticRule = { centre: IntentVector; line: number };

/** `letters` in the order of `rules`. */
export type AutomaticRules = {
  background: Background;
  rules: ReadonlyMap<string, AutomaticRule>;
  letters: LetterIndex;
};

export type PhraseVector = { phrase: string; vector: IntentVector };

/** Of nobody's lines so many may stand above one rule's line, and above any: chosen on bench/meaning/development.txt. */
const SHARE_OF_A_RULE = { strict: 0.003, normal: 0.01, generous: 0.03 } as const satisfies Record<Closeness, number>;
const SHARE_OF_ALL = 0.08;

/** Lines with their vectors of one model. Null where there is none. */
export function createBackground(lines: readonly PhraseVector[]): Background | null {
  const [first] = lines;
  if (!first) return null;
  const mean = new Float32Array(first.vector.length);
  for (const { vector } of lines)
    for (const [at, component] of vector.entries()) mean[at] = (mean[at] ?? 0) + component;
  for (const [at, sum] of mean.entries()) mean[at] = sum / lines.length;
  const weights = weighLetters(lines.map(({ phrase }) => phrase));
  const seen = lines.map(({ phrase, vector }) => ({
    vector: seenFrom(mean, vector),
    letters: profileLetters(phrase, weights),
  }));
  return { lines: seen, mean, weights };
}

/**
 * Aims rules by their descriptions and examples, and draws their lines: each above nearly all of nobody's lines, and all a
 * little higher where the rules are so many that together they would still take too much. A rule without phrases is left
 * out. `closenessOf`: rules that are not `normal`; each moves its own line, and no other's.
 */
export function aimRules(
  phrasesOf: ReadonlyMap<string, readonly PhraseVector[]>,
  background: Background,
  closenessOf: ReadonlyMap<string, Closeness> = new Map(),
): AutomaticRules {
  const aimed = [...phrasesOf].flatMap(([ruleId, phrases]) =>
    phrases.length === 0 ? [] : [{ ruleId, ...aimAt(phrases, background) }],
  );
  const aims: Aims = {
    centres: aimed.map(({ centre }) => centre),
    letters: indexProfiles(aimed.map(({ letters }) => letters)),
  };
  const scores = background.lines.map((line) => nearnessToEach(line, aims));
  const lineOf = (at: number, closeness: Closeness): number => ownLine(column(scores, at), closeness);
  const higher = higherOf(
    scores,
    aims.centres.map((_, at) => lineOf(at, "normal")),
  );
  const rules = aimed.map(({ ruleId, centre }, at) => {
    const own = lineOf(at, closenessOf.get(ruleId) ?? "normal");
    return [ruleId, { centre, line: own + higher }] as const;
  });
  return { background, rules: new Map(rules), letters: aims.letters };
}

/**
 * The lines that one rule of `own` would draw in a list, in place of its rule `instead` where that is one of it; `list` is
 * null where the list has no automatic rule yet.
 */
export function linesInList(
  own: AutomaticRules,
  ruleId: string,
  list: AutomaticRules | null,
  instead: string,
): Record<Closeness, number> {
  const scoresOf = (of: AutomaticRules | null) => {
    const centres = [...(of?.rules.values() ?? [])].map(({ centre }) => centre);
    return own.background.lines.map((line) => (of ? nearnessToEach(line, { centres, letters: of.letters }) : []));
  };
  const mine = column(scoresOf(own), [...own.rules.keys()].indexOf(ruleId));
  const others = [...(list?.rules.keys() ?? [])].flatMap((id, at) => (id === instead ? [] : [at]));
  const theirs = scoresOf(list).map((row) => others.map((at) => row[at] ?? -1));
  const rows = theirs.map((row, at) => [...row, mine[at] ?? -1]);
  const higher = higherOf(
    rows,
    [...others, null].map((_, at) => ownLine(column(rows, at), "normal")),
  );
  const lineOf = (closeness: Closeness): number => ownLine(mine, closeness) + higher;
  return { strict: lineOf("strict"), normal: lineOf("normal"), generous: lineOf("generous") };
}

const column = (rows: readonly (readonly number[])[], at: number): number[] => rows.map((row) => row[at] ?? -1);

const ownLine = (scores: readonly number[], closeness: Closeness): number =>
  quantile(scores, 1 - SHARE_OF_A_RULE[closeness]);

/** By how much all lines stand higher, so that nobody's lines are not taken by one rule or another. `scores`: a row for each of nobody's lines. */
function higherOf(scores: readonly (readonly number[])[], normal: readonly number[]): number {
  const over = scores.map((row) => row.reduce((most, score, at) => Math.max(most, score - (normal[at] ?? 0)), -2));
  return normal.length === 0 ? 0 : Math.max(0, quantile(over, 1 - SHARE_OF_ALL));
}

type SeenText = { vector: IntentVector; letters: LetterProfile };
type Aims = { centres: readonly IntentVector[]; letters: LetterIndex };

function aimAt(phrases: readonly PhraseVector[], { mean, weights }: Background) {
  const sum = new Float32Array(mean.length);
  for (const { vector } of phrases) addTo(sum, seenFrom(mean, vector));
  return {
    centre: toLengthOne(sum),
    letters: joinProfiles(phrases.map(({ phrase }) => profileLetters(phrase, weights))),
  };
}

/**
 * How near a message comes to each rule, −1 to 1: half by meaning, half by letters. Of several texts (a burst as one, and
 * its messages) the nearest counts.
 */
export function scoreAutomatic(
  texts: readonly PhraseVector[],
  { background: { mean, weights }, rules, letters }: AutomaticRules,
): Map<string, number> {
  const centres = [...rules.values()].map(({ centre }) => centre);
  const scores = texts.map(({ phrase, vector }) =>
    nearnessToEach({ vector: seenFrom(mean, vector), letters: profileLetters(phrase, weights) }, { centres, letters }),
  );
  return new Map([...rules.keys()].map((ruleId, at) => [ruleId, Math.max(-1, ...scores.map((row) => row[at] ?? -1))]));
}

function nearnessToEach(text: SeenText, { centres, letters }: Aims): number[] {
  const byLetters = likenessToEach(text.letters, letters);
  return centres.map((centre, at) => (dot(text.vector, centre) + (byLetters[at] ?? 0)) / 2);
}

function addTo(sum: Float32Array, vector: IntentVector): void {
  for (let at = 0; at < sum.length; at += 1) sum[at] = (sum[at] ?? 0) + (vector[at] ?? 0);
}

function seenFrom(mean: IntentVector, vector: IntentVector): IntentVector {
  return toLengthOne(vector.map((component, at) => component - (mean[at] ?? 0)));
}

/** All zeros stay: such a text is near nothing. */
function toLengthOne(vector: IntentVector): IntentVector {
  const length = Math.sqrt(dot(vector, vector));
  return length > 0 ? vector.map((component) => component / length) : vector;
}

/** `values` not empty; between two of them in proportion. */
function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)] ?? 0;
  const above = sorted[Math.ceil(place)] ?? below;
  return below + (above - below) * (place - Math.floor(place));
}
