import type { SampleRecords } from "@/lib/playground/test-reply";
import { Prisma } from "../generated/client";
import type { Database } from "../shared/database";
import { forTenant } from "../shared/tenant-scope";
import { inTurns } from "../shared/waiting-rows";
import { appendEntry, reservedAmount } from "./ledger";

/** References of sample answers, apart from those of turns. */
const referenceOf = (sampleId: string): string => `sample:${sampleId}`;

/** A row in `open_samples` is the right to end a reserve: who deletes it writes the end, so there is one. */
export function createSampleRecords(database: Database): SampleRecords {
  return {
    reserveSample: ({ tenantId, sampleId }, priceCredits, now) =>
      forTenant(database, tenantId, async (tx) => {
        const reference = referenceOf(sampleId);
        const entry = { tenantId, kind: "reserve", amount: -priceCredits, reference, reason: null, now } as const;
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
        const reference = referenceOf(sampleId);
        const amount = kind === "settle" ? 0 : await reservedAmount(tx, tenantId, reference);
        await appendEntry(tx, { tenantId, kind, amount, reference, reason, now });
        return true;
      }),

    async findOpenSamples(before, limit) {
      const waiting = Prisma.sql`SELECT id, tenant_id, created_at AS since FROM open_samples WHERE created_at < ${before}`;
      const rows = await inTurns<{ id: string; tenant_id: string }>(database, waiting, limit);
      return rows.map(({ id, tenant_id }) => ({ sampleId: id, tenantId: tenant_id }));
    },
  };
}
