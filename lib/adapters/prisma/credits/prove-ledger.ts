import type { LedgerDrift, LedgerProof } from "@/lib/credits/ledger-reader";
import type { Database } from "../shared/database";
import { asPlatform, type PlatformTx } from "../shared/tenant-scope";

/** The whole ledger is read; a big one takes its time, and stops nobody. */
const LIMITS = { maxWait: 10_000, timeout: 600_000, isolationLevel: "RepeatableRead" } as const;

/**
 * Proves every kept balance and every turn's credit from the entries alone, over one snapshot. Finds an entry that was
 * edited, removed or slipped in, also where two such changes cancel each other out.
 */
export function proveLedger(database: Database): Promise<LedgerProof> {
  return asPlatform(
    database,
    async (tx) => {
      const [counts] = await tx.$queryRaw<{ tenants: number; entries: number }[]>`
      SELECT (SELECT count(*)::int FROM tenants) AS tenants, (SELECT count(*)::int FROM credit_entries) AS entries`;
      const drift = [
        ...(await findWrongBalances(tx)),
        ...(await findBrokenRuns(tx)),
        ...(await findOrphans(tx)),
        ...(await findWrongTurns(tx)),
        ...(await findMissingTurns(tx)),
        ...(await findWrongSamples(tx)),
        ...(await findWrongOrders(tx)),
      ];
      const held = await findHeldOrders(tx);
      return { ok: drift.length === 0, tenants: counts?.tenants ?? 0, entries: counts?.entries ?? 0, drift, held };
    },
    LIMITS,
  );
}

function findWrongBalances(tx: PlatformTx): Promise<LedgerDrift[]> {
  return tx.$queryRaw<LedgerDrift[]>`
    SELECT t.slug AS tenant,
           'the kept balance is ' || coalesce(b.balance, 0) || ', its entries add up to ' || coalesce(e.sum, 0)
             AS problem
    FROM tenants t
    LEFT JOIN credit_balances b ON b.tenant_id = t.id
    LEFT JOIN (SELECT tenant_id, sum(amount) FROM credit_entries GROUP BY tenant_id) e ON e.tenant_id = t.id
    WHERE coalesce(b.balance, 0) <> coalesce(e.sum, 0)
    ORDER BY t.slug`;
}

/** Each entry against the one before it, so that one edit names one place. */
function findBrokenRuns(tx: PlatformTx): Promise<LedgerDrift[]> {
  return tx.$queryRaw<LedgerDrift[]>`
    SELECT t.slug AS tenant,
           'entry ' || run.id || ' (' || kind || ' ' || amount || ', ' || reference || ') says that it left '
             || balance_after || ', the entry before it left ' || before AS problem
    FROM (
      SELECT *, coalesce(lag(balance_after) OVER (PARTITION BY tenant_id ORDER BY id), 0) AS before
      FROM credit_entries) run
    JOIN tenants t ON t.id = run.tenant_id
    WHERE before + amount <> balance_after OR (kind = 'reserve' AND balance_after < 0)
    ORDER BY run.id`;
}

function findOrphans(tx: PlatformTx): Promise<LedgerDrift[]> {
  return tx.$queryRaw<LedgerDrift[]>`
    SELECT t.slug AS tenant, 'entry ' || e.id || ' (' || e.kind || ', ' || e.reference || ') ' ||
           CASE WHEN r.id IS NULL THEN 'has no reserve' WHEN back.id IS NOT NULL THEN 'comes after the credit was restored'
             ELSE 'gives back ' || e.amount || ' of ' || -r.amount || ' reserved' END AS problem
    FROM credit_entries e
    JOIN tenants t ON t.id = e.tenant_id
    LEFT JOIN credit_entries r
      ON r.tenant_id = e.tenant_id AND r.reference = e.reference AND r.kind = 'reserve' AND r.id < e.id
    LEFT JOIN credit_entries back
      ON back.tenant_id = e.tenant_id AND back.reference = e.reference AND back.kind = 'restore' AND back.id < e.id
    WHERE e.kind IN ('settle', 'restore') AND (
      r.id IS NULL OR back.id IS NOT NULL OR (e.kind = 'restore' AND e.amount <> -r.amount))
    ORDER BY e.id`;
}

/** What a turn says of its credit and of its reply, against its entries. */
function findWrongTurns(tx: PlatformTx): Promise<LedgerDrift[]> {
  return tx.$queryRaw<LedgerDrift[]>`
    SELECT slug AS tenant, 'turn ' || id || ' (' || coalesce(outcome, 'open') || ') says that its credit is '
           || coalesce(credit, 'not reserved') || ', its entries say ' || coalesce(proven, 'not reserved') AS problem
    FROM (
      SELECT t.slug, turn.id, turn.outcome, turn.credit, turn.closed_at,
             CASE WHEN bool_or(e.kind = 'restore') THEN 'restored' WHEN bool_or(e.kind = 'settle') THEN 'settled'
                  WHEN bool_or(e.kind = 'reserve') THEN 'reserved' END AS proven
      FROM turns turn
      JOIN tenants t ON t.id = turn.tenant_id
      LEFT JOIN credit_entries e
        ON e.tenant_id = turn.tenant_id AND e.reference = turn.id AND e.kind IN ('reserve', 'settle', 'restore')
      WHERE turn.credit IS NOT NULL OR e.id IS NOT NULL
      GROUP BY t.slug, turn.tenant_id, turn.id) judged
    WHERE credit IS DISTINCT FROM proven
       OR (closed_at IS NOT NULL AND credit = 'reserved')
       OR (outcome IN ('silent', 'undelivered') AND credit = 'settled')
    ORDER BY id`;
}

/**
 * A turn may be gone from the log when it was closed before what its tenant keeps; what it reserved was reserved earlier, and
 * has ended. Any other reserve is one of a turn that never was, or of one that somebody removed.
 */
function findMissingTurns(tx: PlatformTx): Promise<LedgerDrift[]> {
  return tx.$queryRaw<LedgerDrift[]>`
    SELECT t.slug AS tenant, 'entry ' || e.id || ' (reserve, ' || e.reference || ') is about a turn that ' ||
           CASE WHEN e.created_at < t.log_deleted_before THEN 'is gone, and was never ended' ELSE 'is not there' END AS problem
    FROM credit_entries e
    JOIN tenants t ON t.id = e.tenant_id
    WHERE e.kind = 'reserve' AND e.reference NOT LIKE 'sample:%'
      AND NOT EXISTS (SELECT FROM turns WHERE turns.tenant_id = e.tenant_id AND turns.id = e.reference)
      AND (t.log_deleted_before IS NULL OR e.created_at >= t.log_deleted_before OR NOT EXISTS (
        SELECT FROM credit_entries done WHERE done.tenant_id = e.tenant_id AND done.reference = e.reference
          AND done.kind IN ('settle', 'restore')))
    ORDER BY e.id`;
}

/** A sample answer's row is there exactly as long as its credit is reserved. */
function findWrongSamples(tx: PlatformTx): Promise<LedgerDrift[]> {
  return tx.$queryRaw<LedgerDrift[]>`
    SELECT t.slug AS tenant,
           coalesce(e.reference, 'sample:' || s.id) || CASE WHEN s.id IS NULL THEN ' was reserved and never ended'
             ELSE ' is under way without a reserve' END AS problem
    FROM (
      SELECT r.tenant_id, r.reference FROM credit_entries r
      WHERE r.kind = 'reserve' AND r.reference LIKE 'sample:%' AND NOT EXISTS (
        SELECT FROM credit_entries done WHERE done.tenant_id = r.tenant_id AND done.reference = r.reference
          AND done.kind IN ('settle', 'restore'))) e
    FULL JOIN open_samples s ON s.tenant_id = e.tenant_id AND 'sample:' || s.id = e.reference
    JOIN tenants t ON t.id = coalesce(e.tenant_id, s.tenant_id)
    WHERE s.id IS NULL OR e.reference IS NULL
    ORDER BY 1, 2`;
}

/** Newest first; what is older than the first hundred was seen before. */
function findHeldOrders(tx: PlatformTx): Promise<LedgerDrift[]> {
  return tx.$queryRaw<LedgerDrift[]>`
    SELECT t.slug AS tenant,
           'order ' || o.id || ' of ' || o.credits || ' credits was not granted: at Stripe, ' || coalesce(o.object_id, 'it')
             || ' has another ' || coalesce(o.failure, 'content') AS problem
    FROM orders o JOIN tenants t ON t.id = o.tenant_id
    WHERE o.state = 'mismatch' ORDER BY o.created_at DESC, o.id LIMIT 100`;
}

/** A paid order has its credits once, less what refunds and disputes took; any other has none. */
function findWrongOrders(tx: PlatformTx): Promise<LedgerDrift[]> {
  return tx.$queryRaw<LedgerDrift[]>`
    SELECT t.slug AS tenant,
           'order ' || coalesce(o.id, e.order_id) || ' (' || coalesce(o.state, 'unknown') || ') is to have granted '
             || due.granted || ' and taken ' || due.taken || ' credits, its entries say ' || coalesce(e.granted, 0)
             || ' and ' || coalesce(e.taken, 0) AS problem
    FROM orders o
    FULL JOIN (
      SELECT tenant_id, split_part(reference, ':', 1) AS order_id,
             coalesce(sum(amount) FILTER (WHERE kind = 'purchase'), 0) AS granted,
             coalesce(-sum(amount) FILTER (WHERE kind <> 'purchase'), 0) AS taken
      FROM credit_entries WHERE kind IN ('purchase', 'refund', 'reversal')
      GROUP BY 1, 2) e ON e.tenant_id = o.tenant_id AND e.order_id = o.id
    JOIN tenants t ON t.id = coalesce(o.tenant_id, e.tenant_id)
    CROSS JOIN LATERAL (
      SELECT CASE WHEN o.state = 'paid' THEN o.credits ELSE 0 END AS granted, coalesce(o.taken_credits, 0) AS taken) due
    WHERE due.granted <> coalesce(e.granted, 0) OR due.taken <> coalesce(e.taken, 0)
    ORDER BY 1, 2`;
}
