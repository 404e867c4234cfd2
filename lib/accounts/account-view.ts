import type { WarningCause } from "@/lib/channels/account-news";
import type { Channel } from "@/lib/channels/inbound-message";
import type { MoreOwnWords } from "@/lib/rules/own-words/own-words";
import type { BrokenBy, FollowUpSettings } from "./account";

/** What Meta last said about the way of a number's messages to us. `checkedAt` is ms since 1970. */
export type Health = { subscribed: boolean; callback: boolean; registered: boolean; checkedAt: number };

/** The reply config's JSON for an answer and for a blocked one, as `lib/rules` has it; rooms of one height don't import each other. */
export type DefaultResponse = { kind: "canned" | "prompt"; text: string } | { kind: "none" };
export type OnAiBlocked = "silent" | "default";

/** What the mail about a hand-over holds: the customer's whole number, and what they wrote. */
export type HandOverMail = { wholeNumber: boolean; words: boolean };

/** What an owner may change on the account's own page; rules have a page of their own. */
export type ReplySettings = {
  /** The owner's own name for the account. */
  displayName: string | null;
  waitSeconds: number;
  onAiBlocked: OnAiBlocked;
  /** For how long one customer is not sent the default reply again; 0: every time. */
  defaultPauseMinutes: number;
  defaultResponse: DefaultResponse;
};

/** What the channel warns of. `detail`: its own words. `endsAt`: when it is over, or no news any more. */
export type AccountWarning = WarningCause & { id: string; detail: string | null; since: Date; endsAt: Date | null };

/** One account with everything that its pages show. Dates cross to the browser as they are. */
export type AccountView = ReplySettings & {
  id: string;
  channel: Channel;
  externalId: string;
  displayAddress: string;
  /** On WhatsApp, as Meta last told it; null where the channel has no such thing. */
  verifiedName: string | null;
  qualityRating: string | null;
  wabaId: string | null;
  nameStatus: string | null;
  messagingLimit: string | null;
  /** Whether its name was approved after it was registered: shown only once it is registered again. */
  registerAgain: boolean;
  /** Whether its owner also answers with the app on the phone. */
  onBusinessApp: boolean;
  /** When the tenant's own token ends; null: never, or nobody says. */
  tokenExpiresAt: Date | null;
  /** The two-step PIN that we keep for it, and whether Meta has shown that it is the number's. */
  pin: "none" | "unproven" | "proven";
  /** Whether a token of the tenant's own speaks for the account; the token itself never gets here. */
  ownToken: boolean;
  enabled: boolean;
  /** For how long a customer is left to whoever answered on the phone; 0: the bot goes on. */
  humanPauseMinutes: number;
  followUp: FollowUpSettings;
  /** What its owner added to the words that customers can always use. */
  moreOwnWords: MoreOwnWords;
  handOverMail: HandOverMail;
  /** Counts changes of the config; who saves names the version that they saw. */
  version: number;
  ruleCount: number;
  brokenReason: string | null;
  brokenBy: BrokenBy | null;
  brokenAt: Date | null;
  /** What the channel says about it in its own words, and when it is over by itself. */
  brokenDetail: string | null;
  brokenUntil: Date | null;
  /** What keeps nothing back yet, the newest first. */
  warnings: AccountWarning[];
  /** Since when Meta has refused replies that are still tried again; null when it has not, or once it counts as broken. */
  suspectAt: Date | null;
  selfTestAt: Date | null;
  health: Health | null;
  confirmedAt: Date | null;
  disconnectedAt: Date | null;
  firstMessageAt: Date | null;
  lastMessageAt: Date | null;
};

/** The same on the server, with the sealed token. */
export type AccountRecord = { view: AccountView; tenantId: string; sealedToken: string | null };
