import { fenced } from "./write-reply";

/** Words that stand in any message: sharing them says nothing. */
const EVERYDAY = new Set(
  "the and you your are for can could would what when how have has this that with wants asks about please there from not do is it to of in on at my me we or any".split(
    " ",
  ),
);

const wordsOf = (text: string): Set<string> =>
  new Set((text.toLowerCase().match(/[\p{L}\p{N}]{2,}/gu) ?? []).filter((word) => !EVERYDAY.has(word)));

/**
 * Which of the offered topics shares most words with the message, which stands last between the marks; none where no topic
 * shares any. Of equals the first. Cruder than any model: it knows no meaning at all. What the message orders is not obeyed: its words are counted like all others.
 */
export function chooseTopic(user: string): string {
  const [message = "", ...topics] = fenced(user).reverse();
  const said = wordsOf(message);
  const shared = topics.reverse().map((topic) => [...wordsOf(topic)].filter((word) => said.has(word)).length);
  const most = Math.max(0, ...shared);
  return JSON.stringify({ topic: most === 0 ? "none" : String(shared.indexOf(most) + 1) });
}
