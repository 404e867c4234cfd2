import type { AuditStamp } from "@/lib/core/audit-stamp";
import { AppError } from "@/lib/core/errors";
import type { IdSource } from "@/lib/core/ids";
import type { Facts, FactsVersion, SavedFacts } from "@/lib/facts/facts";
import { factTexts } from "@/lib/facts/render-facts";
import type { SafetyState } from "@/lib/safety/safety-check";
import { Prisma } from "../generated/client";
import { hashPrompt, NOTHING_TO_JUDGE, readChecks, retryChecksNow, syncChecks } from "../safety/check-records";
import { writeAudit } from "../shared/audit-row";
import type { Database } from "../shared/database";
import { forTenant, type TenantTx } from "../shared/tenant-scope";

/** Saved versions that are kept, the newest; the one that customers get is kept beside them. */
const VERSIONS_KEPT = 10;

export type FactsStore = ReturnType<typeof createFactsStore>;

export function createFactsStore(database: Database, ids: IdSource, classifier: string) {
  return {
    /** The facts as they were last saved, and their verdict; version 0 and none before the first save. */
    readFacts: (tenantId: string): Promise<SavedFacts> =>
      forTenant(database, tenantId, (tx) => readSavedFacts(tx, tenantId, classifier)),

    /** What customers get; null where nothing is approved. */
    readFactsInForce: (tenantId: string): Promise<Facts | null> =>
      forTenant(database, tenantId, (tx) => readFactsInForce(tx, tenantId, classifier)),

    /**
     * Saves facts and lets their words wait for a verdict. `seenVersion` is the version that was edited (0: none yet); a
     * newer one in the database is a conflict, and nothing is written.
     */
    saveFacts: (stamp: AuditStamp, facts: Facts, seenVersion: number): Promise<SavedFacts> =>
      forTenant(database, stamp.tenantId, async (tx, tenantId) => {
        await saveFacts(tx, { tenantId, facts, seenVersion, classifier, now: stamp.at });
        await writeAudit(tx, ids, stamp, tenantId, { version: seenVersion + 1 });
        return readSavedFacts(tx, tenantId, classifier);
      }),

    /** Saves what an earlier version held as a new one, under the same condition; null when that version is gone. */
    restoreFacts: (stamp: AuditStamp, wanted: number, seenVersion: number): Promise<SavedFacts | null> =>
      forTenant(database, stamp.tenantId, async (tx, tenantId) => {
        const key = { tenantId_version: { tenantId, version: wanted } };
        const earlier = await tx.factsVersion.findUnique({ where: key });
        if (!earlier) return null;
        const facts = earlier.content as Facts;
        await saveFacts(tx, { tenantId, facts, seenVersion, classifier, now: stamp.at });
        await writeAudit(tx, ids, stamp, tenantId, { from: wanted, version: seenVersion + 1 });
        return readSavedFacts(tx, tenantId, classifier);
      }),

    /** Lets everything of this tenant that waits for a verdict be asked about now. */
    retryChecksNow: (tenantId: string): Promise<void> => forTenant(database, tenantId, retryChecksNow),

    /** The versions that are kept, the newest first. */
    listVersions: (tenantId: string): Promise<FactsVersion[]> =>
      forTenant(database, tenantId, async (tx) => {
        const rows = await tx.factsVersion.findMany({ where: { tenantId }, orderBy: { version: "desc" } });
        const texts = rows.map(({ text }) => text);
        const states = await readChecks(tx, tenantId, "facts", texts, classifier);
        return rows.map(({ version, content, createdAt, text }) => ({
          ...{ version, facts: content as Facts, createdAt },
          safety: text === "" ? APPROVED : (states.get(text) ?? null),
        }));
      }),
  };
}

const APPROVED: SafetyState = { status: "approved" };

/** The facts as they were last saved; their words begin to wait for a verdict if nobody asked for one yet. */
export async function readSavedFacts(tx: TenantTx, tenantId: string, classifier: string): Promise<SavedFacts> {
  const row = await tx.facts.findUnique({ where: { tenantId } });
  if (!row) return { facts: {}, version: 0, safety: APPROVED, inForce: null };
  const { content, text, version } = row;
  const states = text === "" ? null : await readChecks(tx, tenantId, "facts", [text], classifier);
  const safety = states === null ? APPROVED : states.get(text);
  if (!safety) await syncChecks(tx, tenantId, classifier);
  const inForce = await findInForce(tx, tenantId, classifier);
  return {
    ...{ facts: content as Facts, version, safety: safety ?? { status: "pending", attempts: 0 } },
    inForce: inForce?.version ?? null,
  };
}

/** The newest version whose words are approved, or that has none to judge: what customers get. Null: there is none. */
export async function readFactsInForce(tx: TenantTx, tenantId: string, classifier: string): Promise<Facts | null> {
  return (await findInForce(tx, tenantId, classifier))?.content ?? null;
}

/** A text's verdict is today's classifier's, or the last of those before it, as `readChecks` has it. */
async function findInForce(
  tx: TenantTx,
  tenantId: string,
  classifier: string,
): Promise<{ version: number; content: Facts } | null> {
  const [row] = await tx.$queryRaw<{ version: number; content: Facts }[]>(inForce(tenantId, classifier));
  return row ?? null;
}

const inForce = (tenantId: string, classifier: string): Prisma.Sql => Prisma.sql`
  SELECT v.version, v.content FROM facts_versions v
  WHERE v.tenant_id = ${tenantId} AND (v.hash = ${NOTHING_TO_JUDGE} OR 'approved' = (
    SELECT c.status FROM prompt_checks c
    WHERE c.tenant_id = ${tenantId} AND c.kind = 'facts' AND c.hash = v.hash AND c.status <> 'pending'
    ORDER BY c.classifier = ${classifier} DESC, c.checked_at DESC LIMIT 1))
  ORDER BY v.version DESC LIMIT 1`;

export type Business = { facts: Facts | null; shortMemory: boolean };

/** What a turn is answered by beside its account's rules. */
export async function readBusiness(tx: TenantTx, tenantId: string, classifier: string): Promise<Business> {
  const [row] = await tx.$queryRaw<Business[]>(businessSql(tenantId, classifier));
  return row ?? { facts: null, shortMemory: false };
}

/** One row, of the type `Business`. */
export const businessSql = (tenantId: string, classifier: string): Prisma.Sql => Prisma.sql`
  SELECT t.short_memory AS "shortMemory", f.content AS facts
  FROM tenants t LEFT JOIN LATERAL (${inForce(tenantId, classifier)}) f ON true WHERE t.id = ${tenantId}`;

type Save = { tenantId: string; facts: Facts; seenVersion: number; classifier: string; now: Date };

/** Refuses with a conflict where another version than `seenVersion` is saved. */
export async function saveFacts(tx: TenantTx, { tenantId, facts, seenVersion, classifier, now }: Save): Promise<void> {
  const content = facts as Prisma.InputJsonObject;
  const text = factTexts(facts);
  const row = { content, text, hash: hashPrompt(text) };
  const conflict = new AppError("conflict", "Your facts were changed elsewhere. Load them, then save again.");
  if (seenVersion === 0) {
    const data = [{ tenantId, ...row, updatedAt: now }];
    const { count } = await tx.facts.createMany({ data, skipDuplicates: true });
    if (count === 0) throw conflict;
  } else {
    const { count } = await tx.facts.updateMany({
      where: { tenantId, version: seenVersion },
      data: { ...row, updatedAt: now, version: { increment: 1 } },
    });
    if (count === 0) throw conflict;
  }
  const version = seenVersion + 1;
  await tx.factsVersion.create({ data: { tenantId, version, ...row, createdAt: now } });
  const inForce = await findInForce(tx, tenantId, classifier);
  await tx.factsVersion.deleteMany({
    where: { tenantId, version: { lte: version - VERSIONS_KEPT, not: inForce?.version ?? 0 } },
  });
  await syncChecks(tx, tenantId, classifier);
}
