import type { FollowUpSettings } from "@/lib/accounts/account";
import { CLOSING_FORMS } from "@/lib/rules/everyday-words";
import { exactForm, foldMessage } from "@/lib/rules/fold-text";
import type { ReplyCounts } from "../turn";

/** The rule whose AI reply a customer may be answering now, or null. Known by ids and times alone: no word is kept for it. */
export function ruleToFollowUp(
  { minutes }: FollowUpSettings,
  { replyToFollow }: Pick<ReplyCounts, "replyToFollow">,
  now: Date,
): string | null {
  if (replyToFollow === null || now.getTime() - replyToFollow.at.getTime() > minutes * 60_000) return null;
  return replyToFollow.ruleId;
}

/** A thumb, a heart, folded hands: what is sent instead of the words. */
const ONLY_EMOJI = /^(?:\p{Extended_Pictographic}|\p{Emoji_Modifier}|\u200D|\uFE0F|\s)+$/u;
/** These ask, or complain. */
const UNSETTLED_EMOJI = /[\u{2753}-\u{2755}\u{1F914}\u{1F620}-\u{1F622}\u{1F62D}\u{1F621}\u{1F92C}\u{1F44E}]/u;

/** No thanks are longer, in UTF-16 units. */
const MOST_UNITS = 80;

/** Whether a turn's messages say nothing but that all is well: the whole of each of them. */
export function endsPolitely(texts: readonly string[]): boolean {
  return texts.length > 0 && texts.every((text) => text.length <= MOST_UNITS && isClosing(text));
}

function isClosing(text: string): boolean {
  if (ONLY_EMOJI.test(text)) return !UNSETTLED_EMOJI.test(text);
  // A question is none of it: "ok?" waits for an answer.
  return !/[?\u061F\uFF1F\u00BF]/.test(text) && CLOSING_FORMS.has(exactForm(foldMessage(text)));
}
