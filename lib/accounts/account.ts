import type { Channel } from "@/lib/channels/inbound-message";
import type { TokenOwner } from "@/lib/channels/send-reply.port";
import type { Facts } from "@/lib/facts/facts";
import type { StoredConfig } from "@/lib/rules/config/reply-config";
import type { MoreOwnWords } from "@/lib/rules/own-words/own-words";

/** Whose business it is to mend a broken account: the operator's when the platform's own token is refused. */
export type BrokenBy = TokenOwner;

/** What names an account to whoever is outside: each channel has its own ids. */
export type AccountKey = { channel: Channel; externalId: string };

/** An account as its own rows name it. */
export type AccountRef = { tenantId: string; accountId: string };

/** Whose account of a channel it is: all of it that never changes while it is connected. */
export type AccountBinding = Pick<Account, "id" | "tenantId" | "channel" | "externalId">;

/** One connected number, profile or mailbox. */
export type Account = {
  id: string;
  tenantId: string;
  channel: Channel;
  /** The channel's own id of it (WhatsApp: `phone_number_id`); one connected account of a channel has it. */
  externalId: string;
  displayAddress: string;
  /** False until the owner has confirmed the default reply, and after disconnecting: then nothing is answered. */
  live: boolean;
  /** The tenant's own token, sealed; null where the platform's token speaks for the account. */
  sealedToken: string | null;
  /** Set when the vendor refused our token or the account; nothing is sent until somebody mends it. */
  brokenReason: string | null;
  /** The vendor asked the whole account to slow down until then. */
  throttledUntil: Date | null;
  /** For how long a customer is left to whoever answered on the phone; 0: the bot goes on. */
  humanPauseMinutes: number;
  followUp: FollowUpSettings;
  /** Whether the mail about a hand-over is to hold what the customer wrote. */
  handOverWords: boolean;
  /** Whether the AI is asked which of its automatic rules a message is about, where that is hard to tell. */
  asksCloseCalls: boolean;
};

/**
 * For how long after an AI reply its rule is offered what the customer writes next, in minutes; 0: not at all.
 * `endsOnThanks`: "ok, thanks" is then left without an answer.
 */
export type FollowUpSettings = { minutes: number; endsOnThanks: boolean };

export const FOLLOW_UP = { usual: 30, most: 240 } as const;

/** An account together with the rules that its owner ordered. */
export type AccountWithRules = {
  account: Account;
  config: StoredConfig;
  /** Rises with every change of the config; what is cached by it is never stale. */
  configVersion: number;
  /** Whether rules match by meaning in languages that the embedding model does not know. */
  intentInAnyLanguage: boolean;
  /** What the owner added to the words that customers can always use. */
  moreOwnWords: MoreOwnWords;
};

/** The same, and all else that a turn is answered by. */
export type AccountWithConfig = AccountWithRules & {
  /** What is true of the business, as it was last approved; null where nobody said anything. */
  facts: Facts | null;
  /** Whether what was said in the last half hour is kept, sealed, for the AI to follow. */
  shortMemory: boolean;
};
