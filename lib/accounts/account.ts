import type { Channel } from "@/lib/channels/inbound-message";
import type { TokenOwner } from "@/lib/channels/send-reply.port";
import type { StoredConfig } from "@/lib/rules/config/reply-config";
import type { MoreOwnWords } from "@/lib/rules/own-words/own-words";

/** Whose business it is to mend a broken account: the operator's when the platform's own token is refused. */
export type BrokenBy = TokenOwner;

/** What names an account to whoever is outside: each channel has its own ids. */
export type AccountKey = { channel: Channel; externalId: string };

/** An account as its own rows name it. */
export type AccountRef = { tenantId: string; accountId: string };

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
  /** Whether the mail about a hand-over is to hold what the customer wrote. */
  handOverWords: boolean;
};

/** An account together with what its owner ordered. */
export type AccountWithConfig = {
  account: Account;
  config: StoredConfig;
  /** Rises with every change of the config; what is cached by it is never stale. */
  configVersion: number;
  /** Whether rules match by meaning in languages that the embedding model does not know. */
  intentInAnyLanguage: boolean;
  /** What the owner added to the words that customers can always use. */
  moreOwnWords: MoreOwnWords;
};
