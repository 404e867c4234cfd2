import type { AccountWithConfig } from "@/lib/accounts/account";
import { openTexts } from "@/lib/rules/matching/match-reply";
import type { Moment } from "@/lib/rules/matching/match-trace";
import { ownWordText } from "@/lib/rules/own-words/own-word-texts";
import { readOwnWord } from "@/lib/rules/own-words/read-own-word";
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

/** What a turn has done about it before, as its row says. */
export type HeededWord = "stop" | "start" | null;

/** An unreachable database throws; one transaction, and it may be repeated with the same effect. */
export type OwnWordRecords = {
  /** Puts the turn's customer on the account's list of those who get no answers, or takes them off; however long it is. */
  changeConsent(
    turn: TurnRef & { accountId: string },
    customer: string,
    word: "stop" | "start",
    now: Date,
  ): Promise<ConsentChange>;
  /** Undoes what this turn did about it, where its customer has edited or withdrawn the words since. */
  takeBackConsent(turn: TurnRef & { accountId: string }, customer: string, now: Date): Promise<"done" | "closed">;
};

/** Whether the customer gets no answers now, and the text that tells them what they asked for; null: nothing to say. */
export type Consent = { optedOut: boolean; word: HeededWord; text: string | null };

type ConsentPorts = { records: OwnWordRecords; intents: { detectLanguage: DetectLanguage } };

/**
 * Heeds a customer's wish for no more answers, or for answers again, before anything else is looked at. The list is
 * changed and the turn marked in one transaction: whoever comes to it after a crash finds that this turn did it, and says
 * so. `heeded`: what this turn did before; if its words say it no longer, it is undone. `optedOut`: as the list has it.
 */
export async function heedConsent(
  ports: ConsentPorts,
  turn: TurnRef & { accountId: string },
  owner: AccountWithConfig,
  messages: readonly BufferedText[],
  { heeded, optedOut }: { heeded: HeededWord; optedOut: boolean },
  now: Date,
): Promise<Consent | "closed"> {
  const unchanged = { optedOut, word: null, text: null };
  const customer = messages[0]?.body.sender.value;
  if (customer === undefined || !owner.account.live) return unchanged;
  const said = textsOf(messages.filter(({ body }) => !body.withdrawn));
  const language = languageOf(ports.intents.detectLanguage, owner);
  const read = readOwnWord(said, owner.moreOwnWords, ["stop", "start"], language);
  if (read === null || read.word === "human") {
    if (heeded === null) return unchanged;
    const back = await ports.records.takeBackConsent(turn, customer, now);
    return back === "closed" ? back : { ...unchanged, optedOut: heeded === "start" };
  }
  const change = await ports.records.changeConsent(turn, customer, read.word, now);
  if (change === "closed") return change;
  if (change === "as_before") return unchanged;
  return { optedOut: read.word === "stop", word: read.word, text: ownWordText(read, language()) };
}

/** Whether a customer asks for a person, in whichever of the texts. */
export function asksForPerson(
  detectLanguage: DetectLanguage,
  owner: AccountWithConfig,
  messages: readonly BufferedText[],
): boolean {
  const language = languageOf(detectLanguage, owner);
  return readOwnWord(textsOf(messages), owner.moreOwnWords, ["human"], language) !== null;
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
  const language = languageOf(detectLanguage, owner);
  const read = readOwnWord(texts, owner.moreOwnWords, ["human"], language);
  if (!read) return null;
  const match = openTexts(owner.config, texts, moment).match({ kind: "unasked" });
  const handsOver = match.kind === "matched" && "handoff" in match.rule && match.rule.handoff !== undefined;
  return handsOver ? null : ownWordText(read, language());
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

/** The account's language is that of its default reply; "" where that is not certain. Found out once, if at all. */
function languageOf(detectLanguage: DetectLanguage, { config }: AccountWithConfig): () => string {
  let known: string | null = null;
  return () => {
    if (known !== null) return known;
    const { response } = config.default_rule;
    const guess = response.kind === "none" ? null : detectLanguage(response.text.slice(0, TELLING_UNITS));
    known = guess?.reliable ? guess.language : "";
    return known;
  };
}
