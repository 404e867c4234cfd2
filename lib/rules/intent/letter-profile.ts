/**
 * How alike two texts are by their letters: the cosine over runs of three to five characters within words, where a run
 * counts more the fewer of the lines of `seen` have it. It knows names, products and typing slips that a model of
 * meanings has never seen, and nothing of meaning.
 */
export type LetterProfile = ReadonlyMap<string, number>;

const SHORTEST_RUN = 3;
const LONGEST_RUN = 5;

/** UTF-16 units of a text that are read: the longest message has 65,536. */
const READ_UNITS = 2_000;

export type LetterWeights = { readonly lines: number; readonly linesWith: ReadonlyMap<string, number> };

/** Counts in how many of the lines each run stands. */
export function weighLetters(seen: readonly string[]): LetterWeights {
  const linesWith = new Map<string, number>();
  for (const line of seen) {
    for (const run of runsOf(line)) linesWith.set(run, (linesWith.get(run) ?? 0) + 1);
  }
  return { lines: seen.length, linesWith };
}

/** Of length 1; empty where a text has no letters. */
export function profileLetters(text: string, { lines, linesWith }: LetterWeights): LetterProfile {
  return toLengthOne(
    new Map([...runsOf(text)].map((run) => [run, Math.log((lines + 1) / ((linesWith.get(run) ?? 0) + 1))])),
  );
}

/** The direction between several profiles, of length 1. */
export function joinProfiles(profiles: readonly LetterProfile[]): LetterProfile {
  const sum = new Map<string, number>();
  for (const profile of profiles) {
    for (const [run, weight] of profile) sum.set(run, (sum.get(run) ?? 0) + weight);
  }
  return toLengthOne(sum);
}

/** Several profiles to be compared with at once, by run: two hundred rules share few runs with one message. */
export type LetterIndex = { count: number; holders: ReadonlyMap<string, readonly { at: number; weight: number }[]> };

export function indexProfiles(profiles: readonly LetterProfile[]): LetterIndex {
  const holders = new Map<string, { at: number; weight: number }[]>();
  for (const [at, profile] of profiles.entries()) {
    for (const [run, weight] of profile) {
      const known = holders.get(run);
      if (known) known.push({ at, weight });
      else holders.set(run, [{ at, weight }]);
    }
  }
  return { count: profiles.length, holders };
}

/** How like a text is to each profile of an index, in their order: 0 to 1. */
export function likenessToEach(profile: LetterProfile, { count, holders }: LetterIndex): Float64Array {
  const sums = new Float64Array(count);
  for (const [run, weight] of profile) {
    for (const holder of holders.get(run) ?? []) sums[holder.at] = (sums[holder.at] ?? 0) + weight * holder.weight;
  }
  return sums;
}

function runsOf(text: string): Set<string> {
  const words =
    text
      .slice(0, READ_UNITS)
      .toLowerCase()
      .match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];
  const spaced = [...` ${words.join(" ")} `];
  const runs = new Set<string>();
  if (words.length === 0) return runs;
  for (let length = SHORTEST_RUN; length <= LONGEST_RUN; length += 1) {
    for (let from = 0; from + length <= spaced.length; from += 1) runs.add(spaced.slice(from, from + length).join(""));
  }
  return runs;
}

function toLengthOne(weights: ReadonlyMap<string, number>): LetterProfile {
  const length = Math.hypot(...weights.values());
  return length === 0 ? new Map() : new Map([...weights].map(([run, weight]) => [run, weight / length]));
}
