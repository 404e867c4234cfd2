import type { Closeness } from "../../lib/rules/config/reply-config";
import { aimRules, createBackground, type PhraseVector, scoreAutomatic } from "../../lib/rules/intent/automatic-rules";
import { dot, type IntentVector, scoreIntents } from "../../lib/rules/intent/intent-vectors";

export type MeasuredRule = { phrases: PhraseVector[] };

/** How far a message stands above the line of each rule; below zero it does not match. */
export type Chooser = (message: PhraseVector) => number[];

export type Candidate = {
  name: string;
  /** What the product does, in one of its three settings. */
  isProduct?: true;
  build(rules: readonly MeasuredRule[], nobodys: readonly PhraseVector[]): Chooser;
};

/** What the helper's slider begins with. */
const WRITTEN = 0.72;

type Scores = (message: PhraseVector) => number[];

/** Lines where so small a share of nobody's lines stands above; `among`: the other rules' phrases are nobody's, too. */
function drawLines(scores: Scores, share: number, nobodys: readonly PhraseVector[]): Chooser {
  const seen = nobodys.map(scores);
  const lines = (seen[0] ?? []).map((_, rule) => {
    const sorted = seen.map((row) => row[rule] ?? 0).sort((one, other) => one - other);
    const place = (sorted.length - 1) * (1 - share);
    const below = sorted[Math.floor(place)] ?? 0;
    return below + ((sorted[Math.ceil(place)] ?? below) - below) * (place % 1);
  });
  return (message) => scores(message).map((score, rule) => score - (lines[rule] ?? 1));
}

const nearestPhrase =
  (rules: readonly MeasuredRule[]): Scores =>
  ({ vector }) => {
    const found = scoreIntents(
      vector,
      new Map(rules.map(({ phrases }, at) => [String(at), phrases.map((one) => one.vector)])),
    );
    return rules.map((_, at) => found.get(String(at)) ?? -1);
  };

function centroid(rules: readonly MeasuredRule[]): Scores {
  const centres = rules.map(({ phrases }) => middleOf(phrases.map(({ vector }) => vector)));
  return ({ vector }) => centres.map((centre) => dot(vector, centre));
}

function middleOf(vectors: readonly IntentVector[]): IntentVector {
  const sum = new Float32Array(vectors[0]?.length ?? 0);
  for (const vector of vectors) for (const [at, one] of vector.entries()) sum[at] = (sum[at] ?? 0) + one;
  const length = Math.sqrt(dot(sum, sum));
  return sum.map((one) => one / length);
}

/** The product's own; `otherShare`: a line also lies above all but this share of the other rules' phrases. */
function automatic(
  rules: readonly MeasuredRule[],
  nobodys: readonly PhraseVector[],
  otherShare: number | null,
  closeness: Closeness = "normal",
): Chooser {
  const background = createBackground(nobodys);
  if (!background) throw new Error("no lines that are nobody's");
  const all = aimRules(
    new Map(rules.map(({ phrases }, at) => [String(at), phrases])),
    background,
    new Map(rules.map((_, at) => [String(at), closeness])),
  );
  const lines = rules.map((_, at) => {
    const line = all.rules.get(String(at))?.line ?? 1;
    if (otherShare === null) return line;
    const others = rules.flatMap((other, place) => (place === at ? [] : other.phrases));
    const scores = others.map((one) => scoreAutomatic([one], all).get(String(at)) ?? 0).sort((one, two) => one - two);
    return Math.max(line, scores[Math.floor((scores.length - 1) * (1 - otherShare))] ?? 0);
  });
  return (message) => {
    const scores = scoreAutomatic([message], all);
    return lines.map((line, at) => (scores.get(String(at)) ?? -1) - line);
  };
}

export const CANDIDATES: readonly Candidate[] = [
  {
    name: "nearest phrase, 0.72",
    build: (rules) => (message) => nearestPhrase(rules)(message).map((score) => score - WRITTEN),
  },
  { name: "nearest phrase, lines", build: (rules, nobodys) => drawLines(nearestPhrase(rules), 0.01, nobodys) },
  { name: "centroid, lines", build: (rules, nobodys) => drawLines(centroid(rules), 0.01, nobodys) },
  {
    name: "automatic, others' phrases",
    build: (rules, nobodys) => automatic(rules, nobodys, 0.1),
  },
  { name: "automatic", isProduct: true, build: (rules, nobodys) => automatic(rules, nobodys, null) },
  { name: "automatic, strict", isProduct: true, build: (rules, nobodys) => automatic(rules, nobodys, null, "strict") },
  {
    name: "automatic, generous",
    isProduct: true,
    build: (rules, nobodys) => automatic(rules, nobodys, null, "generous"),
  },
];
