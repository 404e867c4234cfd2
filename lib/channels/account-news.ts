import type { Channel } from "./inbound-message";

/** What keeps every reply of an account back. Stored as an incident's cause. */
export const TROUBLES = ["access_removed", "account_deleted", "banned", "muted", "offboarded"] as const;
export type Trouble = (typeof TROUBLES)[number];

/** What a new token does not end: Meta holds the number itself back. */
export const OUTLIVES_TOKEN: ReadonlySet<Trouble> = new Set(["banned", "muted", "offboarded"]);

/** What an owner has to know before replies are kept back. Stored as a cause too, most with a subject behind a colon. */
const WARNINGS = ["ban_scheduled", "restricted", "violation", "review_rejected", "alert", "token_ends"] as const;
export type Warning = (typeof WARNINGS)[number];

/** Which warning, of which kind: alerts and restrictions of different types stand beside each other. */
export type WarningCause = { warning: Warning; subject: string | null };

export const warningCause = ({ warning, subject }: WarningCause): string =>
  subject === null ? warning : `${warning}:${subject}`;

/** Reads what `warningCause` wrote; null for anything else. */
export function readWarningCause(cause: string): WarningCause | null {
  const end = cause.indexOf(":");
  const warning = WARNINGS.find((one) => one === (end < 0 ? cause : cause.slice(0, end)));
  return warning ? { warning, subject: end < 0 ? null : cause.slice(end + 1) } : null;
}

/** The account that news is about, or all those of the channel's group (WhatsApp: a WABA). */
export type NewsSubject = {
  groupId: string | null;
  externalId: string | null;
  /** Its digits, where the channel names one by its address alone. */
  address: string | null;
};

export type AccountEvent =
  /** Nothing gets through any more, until `endsAt` where that is known. */
  | { kind: "trouble"; trouble: Trouble; detail: string | null; endsAt: Date | null }
  /** Somebody else's doing that may mean the same: only a look decides. */
  | { kind: "suspicion"; trouble: Trouble }
  /** `mail`: whether it is worth a mail besides its place on the page. */
  | { kind: "warning"; cause: WarningCause; detail: string | null; endsAt: Date | null; mail: boolean }
  | { kind: "over"; causes: readonly string[] }
  /** It works again, says the channel; a look decides. */
  | { kind: "recovery"; trouble: Trouble }
  /** What the channel says of the account has changed: it is to be read anew. */
  | { kind: "changed" }
  | { kind: "pin_changed" };

/** What a channel tells of accounts, by a signed webhook. `at`: when it happened, to the end of its second. */
export type AccountNews = { channel: Channel; about: NewsSubject; at: Date; event: AccountEvent };
