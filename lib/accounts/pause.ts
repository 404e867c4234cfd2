import type { AuditStamp } from "@/lib/core/audit-stamp";
import type { AccountRef } from "./account";

/** Who is at work instead of the bot: the owner by a click, somebody who answered on the phone, or a hand-over. */
export type PauseCause = "owner" | "phone" | "hand_over";

/** The bot rests until then, for one customer or (null) for everybody who writes to the account. */
export type Pause = { customer: string | null; until: Date; cause: PauseCause; since: Date };

/** How long a customer is left to the person who answered on the phone: in minutes, up to a week; 0 leaves it to nobody. */
export const HUMAN_PAUSE = { usual: 720, most: 10_080 } as const;

/** The furthest that an owner may pause by hand: what was forgotten must not silence a shop for ever. */
export const MOST_PAUSE_DAYS = 90;

export type PauseChange = {
  /** By any of the customer's addresses; null: everybody. */
  customer: string | null;
  /** Null: from now on again. One that `keepsLater` never ends sooner than what stands. */
  until: Date | null;
  keepsLater: boolean;
  cause: PauseCause;
  now: Date;
  /** Of the owner's own clicks. */
  stamp: AuditStamp | null;
};

/** Pauses of an account that is connected. An unreachable database throws; each call is one transaction. */
export type PauseRecords = {
  /** Answers until when it is paused now (null: not) and all addresses of the customer; null for no such account. */
  setPause(ref: AccountRef, change: PauseChange): Promise<{ until: Date | null; addresses: string[] } | null>;
  /** Those that have not ended by `now`, the account's own first, then the newest. */
  listPauses(ref: AccountRef, now: Date): Promise<Pause[]>;
  /** Until when each account of the tenant's rests for everybody, by its id; those that don't are not in it. */
  listRestingAccounts(tenantId: string, now: Date): Promise<Map<string, Date>>;
  /** How many customers of each account wait for a person whom they, or a rule, asked for; accounts with none are not in it. */
  countHandedOver(tenantId: string, now: Date): Promise<Map<string, number>>;
};
