import type { ChatAnswer } from "@/lib/core/chat-model.port";
import { fitsLimit, type TextLimit, thinMarks } from "@/lib/core/unicode";
import { FRAME_SAYINGS, listedText, MAX_REPLY_CHARACTERS, type PromptTexts } from "../prompt-frame";
import { confidentialParts } from "../render-persona";
import { findLinks, takeEmails, unmask } from "./contact-traces";
import { deniesAssistant } from "./denied-assistant";
import { findUnfitWords, type UnfitWords } from "./unfit-words";
import { hasUnlistedPhone } from "./unlisted-phones";
import { hasUnlistedPrice } from "./unlisted-prices";

/** Why a draft must not go out. */
export type Breach =
  | "empty"
  | "too_long"
  | "cut_off"
  | "filtered"
  | "unlisted_link"
  | "unlisted_phone"
  | "unlisted_price"
  | "denies_assistant"
  | "system_text"
  | UnfitWords;

export type GuardInput = PromptTexts & {
  /** What stands around the persona in the system message. */
  frame: string;
  mark: string;
  /** What the customer wrote: an order number of theirs may be said back to them. */
  customerText: string;
  /** The account's own number as Meta shows it, with its country's code; empty where the channel has none. */
  ownAddress: string;
  /** What the channel takes. */
  textLimit: TextLimit;
};

/** UTF-16 units of a draft, its marks included. */
const LONGEST_DRAFT = 2 * MAX_REPLY_CHARACTERS;

/** This many words of the frame in a row are no coincidence. */
const FRAME_WORDS = 6;

/** An order may name what is to be said, so more of its words in a row have to be the same. */
const ORDER_WORDS = 14;

/** A shorter order counts when it is repeated whole; one of so few words is said by chance. */
const SHORTEST_ORDER = 5;

/** Why a draft is not even formatted: whatever became of it would be no reply. */
export function guardDraft({ text, finishReason }: Pick<ChatAnswer, "text" | "finishReason">): Breach | null {
  if (finishReason === "content_filter") return "filtered";
  if (finishReason === "length") return "cut_off";
  return text.length > LONGEST_DRAFT ? "too_long" : null;
}

/** Whether all that is sent is short enough to be read, and for its channel. */
export function guardLength(text: string, textLimit: TextLimit): Breach | null {
  return [...text].length > MAX_REPLY_CHARACTERS || !fitsLimit(text, textLimit) ? "too_long" : null;
}

/**
 * Stands outside the model, since models can be talked into things. Looks at what the customer would get, in the
 * channel's own marks, and never at the draft: null when it may be sent.
 */
export function guardReply(text: string, given: GuardInput): Breach | null {
  const { frame, personaText, rulePrompt, mark, textLimit, customerText, ownAddress } = given;
  if (text === "") return "empty";
  const tooLong = guardLength(text, textLimit);
  if (tooLong) return tooLong;
  if (text.includes(mark)) return "system_text";
  const listed = unmask(listedText(given));
  const allowed = takeEmails(listed);
  const known = findLinks(allowed.rest);
  // Hidden characters are taken out to read what a customer reads, and made blanks to see where a chat app ends a link.
  const shown = [unmask(text), unmask(text.replace(/\p{Default_Ignorable_Code_Point}/gu, " "))];
  const written = shown.map(takeEmails);
  if (written.flatMap(({ emails }) => emails).some((one) => !allowed.emails.includes(one))) return "unlisted_link";
  if (written.flatMap(({ rest }) => findLinks(rest)).some((link) => !known.some((one) => isWithin(link, one)))) {
    return "unlisted_link";
  }
  if (hasUnlistedPhone(unmask(text), [listed, ...orderNumbers(customerText)].join("\n\n"), unmask(ownAddress)))
    return "unlisted_phone";
  if (hasUnlistedPrice(unmask(text), listed)) return "unlisted_price";
  if (deniesAssistant(unmask(text))) return "denies_assistant";
  if (framePieces(frame).some((piece) => sharesWords(text, piece, FRAME_WORDS))) return "system_text";
  const orders = [rulePrompt, ...confidentialParts(personaText)];
  if (orders.some((order) => sharesWords(text, order, ORDER_WORDS))) return "system_text";
  const words = splitWords(rulePrompt).length;
  if (words >= SHORTEST_ORDER && words < ORDER_WORDS && sharesWords(text, rulePrompt, words)) return "system_text";
  return findUnfitWords(text, listedText(given));
}

/** What a number belongs to that a customer gives to be looked up. */
const ORDER_NAMES =
  "order|booking|reservation|invoice|ticket|ref(?:erence)?|tracking|parcel|bestell(?:ung|nummer)|auftrags?(?:nummer)?|buchungs?(?:nummer)?|rechnungs?(?:nummer)?|sendungs?(?:nummer)?|pedido|reserva|factura|commande|réservation|facture|ordine|prenotazione|fattura|encomenda|fatura|bestelling|boeking|factuur";
const ORDER_NUMBER = new RegExp(
  `(?<!\\p{L})(?:${ORDER_NAMES})(?:\\s(?:number|num|no|nr|id|code|n[°º]))?[.:#\\s]{1,4}([1-9]\\d{6,13})(?![\\d\\p{L}])`,
  "giu",
);

/** Order numbers of the customer's own: said to be one, and nothing that could be called. */
function orderNumbers(customerText: string): string[] {
  return [...unmask(customerText).matchAll(ORDER_NUMBER)].map(([, number = ""]) => number);
}

/** The frame without what it asks to be said, in pieces. */
function framePieces(frame: string): string[] {
  return Object.values(FRAME_SAYINGS).reduce<string[]>(
    (pieces, saying) => pieces.flatMap((piece) => piece.split(saying)),
    [frame],
  );
}

/** The listed address itself, or a page below it: never another name that merely begins alike. */
function isWithin(link: string, known: string): boolean {
  return link === known || link.startsWith(`${known}/`) || link.startsWith(`${known}?`) || link.startsWith(`${known}#`);
}

function sharesWords(text: string, secret: string, count: number): boolean {
  const words = splitWords(text);
  const windows = new Set<string>();
  const secretWords = splitWords(secret);
  for (let start = 0; start + count <= secretWords.length; start += 1) {
    windows.add(secretWords.slice(start, start + count).join(" "));
  }
  for (let start = 0; start + count <= words.length; start += 1) {
    if (windows.has(words.slice(start, start + count).join(" "))) return true;
  }
  return false;
}

function splitWords(text: string): string[] {
  return (
    thinMarks(text)
      .normalize("NFKC")
      .toLowerCase()
      .match(/[\p{L}\p{N}']+/gu) ?? []
  );
}
