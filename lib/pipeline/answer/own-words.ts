import type { AccountWithConfig } from "@/lib/accounts/account";
import { openTexts } from "@/lib/rules/matching/match-reply";
import type { Moment } from "@/lib/rules/matching/match-trace";
import { ownWordText } from "@/lib/rules/own-words/own-word-texts";
import { type ReadWord, readOwnWord } from "@/lib/rules/own-words/read-own-word";
import type { TurnRef } from "../turn";
import { type BufferedText, orderTexts } from "./choose-reply";
import type { DetectLanguage } from "./match-turn";

/** What became of a wish to be left alone or answered again. */
export type ConsentChange =
  /** It is done, by this turn: it alone says so to the customer, also when it is asked again. */
  | "done"
  /** Nothing changed: they had asked for it before, or it is the owner who leaves them alone. */
  | "as_before"
  /** Somebody has ended the turn. */
  | "closed";

/** An unreachable database throws; one transaction, and it may be repeated with the same effect. */
export type OwnWordRecords = {
  /** Puts the turn's customer on the account's list of those who get no answers, or takes them off; however long it is. */
  changeConsent(
    turn: TurnRef & { accountId: string },
    customer: string,
    word: "stop" | "start",
    now: Date,
  ): Promise<ConsentChange>;
};

type ConsentPorts = { records: OwnWordRecords; intents: { detectLanguage: DetectLanguage } };

/**
 * Heeds a customer's wish for no more answers, or for answers again, before anything else is looked at. The list is
 * changed and the turn marked in one transaction: whoever comes to it after a crash finds that this turn did it, and says
 * so. Answers the one text that tells the customer; null: there is nothing to say.
 */
export async function heedConsent(
  ports: ConsentPorts,
  turn: TurnRef & { accountId: string },
  owner: AccountWithConfig,
  messages: readonly BufferedText[],
  now: Date,
): Promise<string | "closed" | null> {
  const customer = messages[0]?.body.sender.value;
  const read = readOwnWord(textsOf(messages), owner.moreOwnWords, ["stop", "start"]);
  if (!read || read.word === "human" || customer === undefined || !owner.account.live) return null;
  const change = await ports.records.changeConsent(turn, customer, read.word, now);
  if (change === "closed") return change;
  return change === "done" ? sayFor(ports.intents.detectLanguage, read, owner) : null;
}

/**
 * What is said to a customer who asks for a person; null when they don't, or when a rule of the owner's that hands over
 * takes these words: it knows better what to say.
 */
export function answerToHumanWish(
  detectLanguage: DetectLanguage,
  owner: AccountWithConfig,
  messages: readonly BufferedText[],
  moment: Moment,
): string | null {
  const texts = textsOf(messages);
  const read = readOwnWord(texts, owner.moreOwnWords, ["human"]);
  if (!read) return null;
  const match = openTexts(owner.config, texts, moment).match({ kind: "unasked" });
  const handsOver = match.kind === "matched" && "handoff" in match.rule && match.rule.handoff !== undefined;
  return handsOver ? null : sayFor(detectLanguage, read, owner);
}

const textsOf = (messages: readonly BufferedText[]): string[] =>
  orderTexts(
    messages.map(({ messageId, body }) => ({
      providerMessageId: messageId,
      text: body.text,
      sentAt: new Date(body.sentAt),
    })),
  );

/** So much of the default reply tells the language of an account. */
const TELLING_UNITS = 400;

/** The account's language is that of its default reply. */
function sayFor(detectLanguage: DetectLanguage, read: ReadWord, { config }: AccountWithConfig): string {
  const { response } = config.default_rule;
  const guess = response.kind === "none" ? null : detectLanguage(response.text.slice(0, TELLING_UNITS));
  return ownWordText(read, guess?.reliable ? guess.language : "");
}
