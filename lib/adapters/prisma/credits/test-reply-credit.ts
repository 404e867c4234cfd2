import type { SampleRecords } from "@/lib/playground/test-reply";
import { Prisma } from "../generated/client";
import type { Database } from "../shared/database";
import { forTenant } from "../shared/tenant-scope";
import { inTurns } from "../shared/waiting-rows";
import { appendEntry } from "./ledger";

/** References of sample answers, apart from those of turns. */
const referenceOf = (sampleId: string): string => `sample:${sampleId}`;

/** A row in `open_samples` is the right to end a reserve: who deletes it writes the end, so there is one. */
export function createSampleRecords(database: Database): SampleRecords {
  const asPlatform = database;
  return {
    reserveSample: ({ tenantId, sampleId }, now) =>
      forTenant(database, tenantId, async (tx) => {
        const reference = referenceOf(sampleId);
        const entry = { tenantId, kind: "reserve", amount: -1, reference, reason: null, now } as const;
        const written = await appendEntry(tx, entry);
        if (written.kind === "refused") return { kind: "no_credit" };
        if (written.kind === "repeated") return { kind: "reserved", notice: false };
        await tx.openSample.create({ data: { id: sampleId, tenantId, createdAt: now } });
        return { kind: "reserved", notice: written.rings };
      }),

    endSample: ({ tenantId, sampleId }, kind, reason, now) =>
      forTenant(database, tenantId, async (tx) => {
        const { count } = await tx.openSample.deleteMany({ where: { id: sampleId, tenantId } });
        if (count === 0) return false;
        const amount = kind === "settle" ? 0 : 1;
        await appendEntry(tx, { tenantId, kind, amount, reference: referenceOf(sampleId), reason, now });
        return true;
      }),

    async findOpenSamples(before, limit) {
      const waiting = Prisma.sql`SELECT id, tenant_id, created_at AS since FROM open_samples WHERE created_at < ${before}`;
      const rows = await inTurns<{ id: string; tenant_id: string }>(asPlatform, waiting, limit);
      return rows.map(({ id, tenant_id }) => ({ sampleId: id, tenantId: tenant_id }));
    },
  };
}
