import type { Clock } from "@/lib/core/clock";
import { describeError } from "@/lib/core/errors";
import type { Logger } from "@/lib/core/log";

/** One batch: a short transaction, so that nobody waits for it and a server that ends loses little of it. */
export const BATCH = {
  /** Turns, each with its messages. */
  turns: 200,
  /** Rows that one statement deletes. */
  rows: 1_000,
} as const;

/** Batches of one round, all tenants together; the rest comes with the next sweep. */
const BATCHES_PER_ROUND = 50;

/** Tenants of one round. More than batches would find no turn in it anyway. */
const TENANTS_PER_ROUND = BATCHES_PER_ROUND;

/** A log grows old by the day: when nothing is left to delete, the sweep looks again after an hour. */
const REST_MS = 3_600_000;

/** How much of one tenant's log was deleted, and whether there may be more of it. */
export type DeletedBatch = { rows: number; more: boolean };

/** An unreachable database throws; each batch is one transaction, and may be repeated. */
export type OldLogRecords = {
  /** Tenants whose log has something older than they keep it; who waited longest comes first. */
  findOldLogs(now: Date, limit: number): Promise<string[]>;
  /** Deletes one batch of what is old by now; nothing of a tenant that another worker is at. */
  deleteOldBatch(tenantId: string, now: Date): Promise<DeletedBatch>;
};

export type OldLogPorts = {
  /** What is deleted, for the program's own log. */
  of: "log" | "signups";
  records: OldLogRecords;
  /** Whether the process is about to end: then no further batch is begun. */
  isEnding(): boolean;
  clock: Clock;
  log: Logger;
};

/**
 * Deletes what is older than its tenant keeps its log, a bounded number of batches a round. Tenants take turns: each has its
 * next batch before any has its second one. `askedBy`: a tenant that has just changed how long, and does not wait for the hour.
 */
export function createOldLogRound(ports: OldLogPorts): (askedBy?: string) => Promise<void> {
  const { of, records, isEnding, clock, log } = ports;
  let restsUntil = 0;

  return async (askedBy) => {
    const now = clock.now();
    if (isEnding() || (askedBy === undefined && now.getTime() < restsUntil)) return;
    const waiting = askedBy === undefined ? await records.findOldLogs(now, TENANTS_PER_ROUND) : [askedBy];
    const allFound = waiting.length < TENANTS_PER_ROUND;
    let batches = 0;
    let rows = 0;
    while (waiting.length > 0 && batches < BATCHES_PER_ROUND && !isEnding()) {
      const tenantId = waiting.shift() as string;
      batches += 1;
      try {
        const batch = await records.deleteOldBatch(tenantId, now);
        rows += batch.rows;
        if (batch.more) waiting.push(tenantId);
      } catch (error) {
        // One tenant's rows cost no other's.
        log.error("log.not_deleted", { of, tenantId, error: describeError(error) });
      }
    }
    if (rows > 0) log.info("log.deleted", { of, rows, batches });
    if (waiting.length > 0 || !allFound) restsUntil = 0;
    else if (askedBy === undefined) restsUntil = now.getTime() + REST_MS;
  };
}
