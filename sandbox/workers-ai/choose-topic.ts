import type { EncodeTexts } from "./encode-texts";
import { OTHER_TOPICS } from "./other-topics";
import { fenced } from "./write-reply";

/** The answer to the user message of a `choose` request, as the JSON that it asks for. */
export type ChooseTopic = (user: string) => Promise<string>;

/** Words that stand in any message: sharing them says nothing. */
const EVERYDAY = new Set(
  "the and you your are for can could would what when how have has this that with wants asks about please there from not do is it to of in on at my me we or any".split(
    " ",
  ),
);

/** What a message whose words all stand in a topic gains by them, for each square root of their number. */
const WORTH_OF_WORDS = 0.15;
/** So much nearer than the topic that is offered first another must be. */
const CLEARLY = 0.03;
/** So much nearer than what is about none of them a topic must be. */
const ABOVE_OTHERS = 0.02;
/** Texts whose vectors are kept: a shop's topics come again and again. */
const MOST_KEPT = 2_000;

/**
 * Stands in for a small model that is asked which of a few topics a message is about. A topic is as near as its two
 * nearest phrases (description and examples) are on average, and nearer for words that it shares with the message, known by
 * their first five letters. The first is kept unless another is clearly nearer; none where `OTHER_TOPICS` are as near. Its numbers
 * were chosen on `bench/meaning/development.txt`. What the message orders is not obeyed: it is compared like all others.
 * The promise fails as `encodeTexts` does.
 */
export function createChooseTopic(encodeTexts: EncodeTexts): ChooseTopic {
  const kept = new Map<string, number[]>();
  const encode = async (texts: readonly string[]): Promise<number[][]> => {
    if (kept.size > MOST_KEPT) kept.clear();
    const missing = [...new Set(texts)].filter((text) => !kept.has(text));
    const made = missing.length === 0 ? [] : await encodeTexts(missing);
    for (const [at, vector] of made.entries()) kept.set(missing[at] ?? "", vector);
    return texts.map((text) => kept.get(text) ?? []);
  };
  return async (user) => {
    const texts = fenced(user);
    const message = texts.at(-1) ?? "";
    const topics = texts.slice(0, -1).map(phrasesOf);
    const [said = [], ...others] = await encode([message, ...OTHER_TOPICS]);
    const nearness: number[] = [];
    for (const phrases of topics) {
      const [nearest = 0, second = nearest] = (await encode(phrases))
        .map((vector) => cosine(said, vector))
        .toSorted((one, other) => other - one);
      nearness.push((nearest + second) / 2 + WORTH_OF_WORDS * sharedWords(message, phrases));
    }
    const [first = 0] = nearness;
    const most = Math.max(...nearness);
    const chosen = most - first < CLEARLY ? 0 : nearness.indexOf(most);
    const apart = Math.max(...others.map((vector) => cosine(said, vector))) + ABOVE_OTHERS;
    return JSON.stringify({ topic: (nearness[chosen] ?? 0) < apart ? "none" : String(chosen + 1) });
  };
}

/** The description and the examples of a topic, below its name. */
function phrasesOf(topic: string): string[] {
  const [, ...lines] = topic.split("\n");
  return lines.map((line) => line.replace(/^- /, "").trim()).filter((line) => line !== "");
}

/** Of vectors of length 1. */
const cosine = (one: readonly number[], other: readonly number[]): number =>
  one.reduce((sum, component, at) => sum + component * (other[at] ?? 0), 0);

/** So many more words say more, but not so many times more: their number by its root. */
function sharedWords(message: string, phrases: readonly string[]): number {
  const said = wordsOf(message);
  const topic = wordsOf(phrases.join(" "));
  return said.size === 0 ? 0 : [...said].filter((word) => topic.has(word)).length / Math.sqrt(said.size);
}

const wordsOf = (text: string): Set<string> =>
  new Set(
    (text.toLowerCase().match(/[\p{L}\p{N}]{2,}/gu) ?? [])
      .filter((word) => !EVERYDAY.has(word))
      .map((word) => word.slice(0, 5)),
  );
