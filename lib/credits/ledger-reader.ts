import type { EntryKind } from "./credit-entry";

/**
 * The choices of the ledger's filter, and the kinds of entries that begin a row of each. `settle` and `restore` begin
 * none: they are the end of their reserve's row.
 */
export const LEDGER_FILTERS = {
  replies: ["reserve"],
  purchases: ["purchase", "refund", "reversal"],
  grants: ["grant", "adjustment"],
} as const satisfies Record<string, readonly EntryKind[]>;

export type LedgerFilter = keyof typeof LEDGER_FILTERS;

/** What became of the credit of a reply or a sample answer: `open` while it is on its way. */
export type CreditEnd = "open" | "used" | "returned";

/** One row of the ledger, as its owner reads it: a reply is one, however many entries it has. */
export type LedgerRow = {
  /** The place of this row: what follows it in the list comes after it. */
  place: string;
  at: Date;
  /** What it has moved so far: -1 for a used credit, 0 for one that came back. */
  amount: number;
  /** Right after the entry that decided the amount. */
  balanceAfter: number;
  /** Of a reply: its turn. Of a purchase: its order. Of a grant: what the operator called it. */
  reference: string;
} & (
  | { kind: "reply"; end: CreditEnd; reason: string | null; rule: UsedRule | null }
  | { kind: "sample"; end: CreditEnd; reason: string | null }
  /** `reason` in the operator's words. */
  | { kind: "grant"; reason: string | null }
  | { kind: Exclude<EntryKind, "reserve" | "settle" | "restore" | "grant">; reason: string | null }
);

/** A rule that spent credits; `label` is null for one that is gone. `number` is the account's name, or its number. */
export type UsedRule = { accountId: string; number: string; ruleId: string; label: string | null };

export type LedgerQuery = {
  filter?: LedgerFilter;
  /** From this moment on. */
  from?: Date;
  /** Before this moment. */
  until?: Date;
  /** The place of a row: what comes after it in the list. */
  after?: string;
  /** 1 to 500. */
  limit: number;
};

export type LedgerReader = {
  /** The newest first. @throws AppError invalid_input that names the field */
  listRows(tenantId: string, query: LedgerQuery): Promise<LedgerRow[]>;
};

/** One thing that the entries don't bear out. `tenant` is its slug. */
export type LedgerDrift = { tenant: string; problem: string };

/** `held`: payments under which Stripe has something else than was ordered. They are no drift; a person has to look. */
export type LedgerProof = {
  ok: boolean;
  tenants: number;
  entries: number;
  drift: LedgerDrift[];
  held: LedgerDrift[];
};
