import { cleanText, cutCodePoints, isBlank } from "../clean-text";
import { dig } from "../read-json";

const MAX_TEXT_CHARACTERS = 16_000;

/**
 * Where each message type keeps the customer's words, best place first (DOC/webhooks/reference/messages).
 * Types that are not listed (audio, sticker, contacts, whatever Meta adds) have none. The name of a file or a place and
 * the body of a flow's reply, which is always "Sent", are no words of the customer's: they would match keywords.
 */
const WORDS_AT: ReadonlyMap<string, readonly (readonly string[])[]> = new Map([
  ["text", [["text", "body"]]],
  ["image", [["image", "caption"]]],
  ["video", [["video", "caption"]]],
  ["document", [["document", "caption"]]],
  [
    "interactive",
    [
      ["interactive", "button_reply", "title"],
      ["interactive", "list_reply", "title"],
    ],
  ],
  ["button", [["button", "text"]]],
  ["order", [["order", "text"]]],
]);

/**
 * What the customer wrote, chose or captioned: cleaned, at most 16,000 code points. Null if the type carries no
 * words or they are blank.
 */
export function messageText(message: unknown, kind: string): string | null {
  for (const place of WORDS_AT.get(kind) ?? []) {
    const words = dig(message, ...place);
    if (typeof words !== "string") continue;
    const text = cutCodePoints(cleanText(words), MAX_TEXT_CHARACTERS);
    if (!isBlank(text)) return text;
  }
  return null;
}
