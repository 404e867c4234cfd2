import type { TextLimit } from "@/lib/core/unicode";
import { type Channel, isChannel } from "./inbound-message";

/** The marks that a channel shows as bold, italic and the like; what it does not know is sent as plain text. */
export type Formatting = "whatsapp-marks" | "plain-text" | "markdown" | "plain-and-html";

/**
 * What becomes of a send whose end nobody knows. All are held first, because the vendor may still tell.
 * - `statuses`: the vendor reports what it accepted; when no report came, the same text goes out once more.
 * - `ask-by-key`: the vendor can be asked for a send by the key that went with it; one that it does not know goes out once more.
 * - `give-up-after-hold`: nobody can be asked: a second copy is worse than none.
 */
export type UnknownSend = "statuses" | "ask-by-key" | "give-up-after-hold";

/** All that differs between channels, but for their parser and their adapter. */
export type ChannelTraits = {
  /** For people, on pages and in mails. */
  name: string;
  /** For models: "You write … replies", "a small business's … assistant". */
  promptNoun: string;
  /** For the model that checks texts: whose rules forbid what may not be sold there. */
  contentPolicy: string;
  /** Of one outgoing text: the vendor's, or ours where it sets none. */
  textLimit: TextLimit;
  /** How long after a customer's last message they may be answered, ms; null where there is no such limit. */
  replyWindowMs: number | null;
  /** Whether a customer can be shown that a reply is being written. */
  typing: boolean;
  /** Whether a customer's message can be marked as read. */
  readMarks: boolean;
  /** Whether the vendor reports what became of a reply. */
  statuses: boolean;
  /** Whether one customer may have several conversations with an account side by side. */
  threads: boolean;
  formatting: Formatting;
  unknownSend: UnknownSend;
};

const HOUR_MS = 3_600_000;

export const CHANNEL_TRAITS = {
  whatsapp: {
    name: "WhatsApp",
    promptNoun: "WhatsApp",
    contentPolicy: "WhatsApp's commerce policy",
    textLimit: { max: 4_096, unit: "characters" },
    replyWindowMs: 24 * HOUR_MS,
    typing: true,
    readMarks: true,
    statuses: true,
    threads: false,
    formatting: "whatsapp-marks",
    unknownSend: "statuses",
  },
} as const satisfies Record<Channel, ChannelTraits>;

/** The formattings of the channels that are built: what formats a reply needs these. */
export type FormattingInUse = (typeof CHANNEL_TRAITS)[Channel]["formatting"];

/** Channels that are to come, by what people call them: an address of one says so, instead of that there is nothing. */
const PLANNED_CHANNELS = { instagram: "Instagram", email: "E-mail", discord: "Discord" } as const;
export type PlannedChannel = keyof typeof PLANNED_CHANNELS;

/** What a word in an address names. */
export function readChannel(
  word: string,
): { kind: "built"; channel: Channel } | { kind: "planned"; name: string } | { kind: "unknown" } {
  if (isChannel(word)) return { kind: "built", channel: word };
  if (Object.hasOwn(PLANNED_CHANNELS, word)) {
    return { kind: "planned", name: PLANNED_CHANNELS[word as PlannedChannel] };
  }
  return { kind: "unknown" };
}

/** As which channel a text is shown and tried where no account says which: on the persona's page. */
export const SHOWN_CHANNEL: Channel = "whatsapp";

/** What the texts that stand for a whole business are judged by: all channels that they may be sent on. */
export function checkedPlaces(traits: readonly ChannelTraits[] = Object.values(CHANNEL_TRAITS)): {
  noun: string;
  policy: string;
} {
  const all = (words: (one: ChannelTraits) => string): string => [...new Set(traits.map(words))].join(" and ");
  return { noun: all((one) => one.promptNoun), policy: all((one) => one.contentPolicy) };
}
