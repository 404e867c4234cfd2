import type { FollowUpSettings } from "@/lib/accounts/account";
import { CLOSING_FORMS } from "@/lib/rules/everyday-words";
import { exactForm, foldMessage } from "@/lib/rules/fold-text";
import type { ReplyCounts } from "../turn";

/** What a customer may be answering. Known by ids and times alone: no word is kept for it. */
export type FollowedReply = {
  /** The rule whose AI reply came last, if that may be followed up. */
  followUp: string | null;
  /** It ended with a question: "ok" is then an answer. */
  asked: boolean;
};

export function ruleToFollowUp(
  { minutes }: FollowUpSettings,
  { replyToFollow }: Pick<ReplyCounts, "replyToFollow">,
  now: Date,
): FollowedReply {
  const isOver = replyToFollow === null || now.getTime() - replyToFollow.at.getTime() > minutes * 60_000;
  return isOver ? { followUp: null, asked: false } : { followUp: replyToFollow.ruleId, asked: replyToFollow.asked };
}

/** Whether a reply leaves the customer with a question, whatever marks and emoji stand behind it. */
export const endsInQuestion = (reply: string): boolean =>
  /[?\u061F\uFF1F\u037E](?:\s|\p{P}|\p{S}|\p{M}){0,12}$/u.test(reply);

/** A thumb, a heart, folded hands: what is sent instead of the words. */
const ONLY_EMOJI = /^(?:\p{Extended_Pictographic}|\p{Emoji_Modifier}|\u200D|\uFE0F|\s)+$/u;
/** Of these, what says that all is well; any other may ask, or complain. */
const CONTENT_EMOJI = new Set(
  "👍👌🙏❤🧡💛💚💙💜🖤🤍🤎💕💖💗💓💞😊😀😃😄😁😆🙂😉😍🥰😘🤗🤩😎👏🙌✌🎉✅💯🤝💪🌸🌹🌷💐🫶👋☺✨🥳",
);

/** No thanks are longer, in UTF-16 units. */
const MOST_UNITS = 80;

/** Whether a turn's messages say nothing but that all is well: the whole of each of them. */
export function endsPolitely(texts: readonly string[]): boolean {
  return texts.length > 0 && texts.every((text) => text.length <= MOST_UNITS && isClosing(text));
}

function isClosing(text: string): boolean {
  if (ONLY_EMOJI.test(text))
    return (text.match(/\p{Extended_Pictographic}/gu) ?? []).every((one) => CONTENT_EMOJI.has(one));
  // A question is none of it: "ok?" waits for an answer.
  return !/[?\u061F\uFF1F\u00BF]/.test(text) && CLOSING_FORMS.has(exactForm(foldMessage(text)));
}
