/** One thing that the entries don't bear out. `tenant` is its slug. */
export type LedgerDrift = { tenant: string; problem: string };

export type LedgerProof = { ok: boolean; tenants: number; entries: number; drift: LedgerDrift[] };
