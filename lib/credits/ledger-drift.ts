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
