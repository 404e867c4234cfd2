import type { AuditStamp } from "@/lib/core/audit-stamp";
import { AppError } from "@/lib/core/errors";
import type { IdSource } from "@/lib/core/ids";
import { defaultPersona, type Persona, type PersonaInForce, type PersonaVersion } from "@/lib/persona/persona";
import { renderPersona } from "@/lib/persona/render-persona";
import type { Prisma } from "../generated/client";
import { hashPrompt, readCheck, retryChecksNow, syncChecks } from "../safety/check-records";
import { writeAudit } from "../shared/audit-row";
import type { Database } from "../shared/database";
import { forTenant, type TenantTx } from "../shared/tenant-scope";

/** Saved versions that are kept, the newest. */
const VERSIONS_KEPT = 10;

export type PersonaRecords = ReturnType<typeof createPersonaRecords>;

export function createPersonaRecords(database: Database, ids: IdSource, classifier: string) {
  return {
    /** The persona in force and its verdict. A tenant that never saved one has the default, under its own name. */
    readPersona: (tenantId: string): Promise<PersonaInForce> =>
      forTenant(database, tenantId, (tx) => readPersonaInForce(tx, tenantId, classifier)),

    /**
     * Saves a persona and lets it wait for its verdict. `seenVersion` is the version that was edited (0: none yet); a
     * newer one in the database is a conflict, and nothing is written.
     */
    savePersona: (stamp: AuditStamp, persona: Persona, seenVersion: number): Promise<PersonaInForce> =>
      forTenant(database, stamp.tenantId, async (tx, tenantId) => {
        await savePersona(tx, tenantId, persona, seenVersion, classifier, stamp.at);
        await writeAudit(tx, ids, stamp, tenantId, { mode: persona.mode, version: seenVersion + 1 });
        return readPersonaInForce(tx, tenantId, classifier);
      }),

    /** Saves what an earlier version held as a new one, under the same condition; null when that version is gone. */
    restorePersona: (stamp: AuditStamp, wanted: number, seenVersion: number): Promise<PersonaInForce | null> =>
      forTenant(database, stamp.tenantId, async (tx, tenantId) => {
        const key = { tenantId_version: { tenantId, version: wanted } };
        const earlier = await tx.personaVersion.findUnique({ where: key });
        if (!earlier) return null;
        await savePersona(tx, tenantId, earlier.content as Persona, seenVersion, classifier, stamp.at);
        await writeAudit(tx, ids, stamp, tenantId, { from: wanted, version: seenVersion + 1 });
        return readPersonaInForce(tx, tenantId, classifier);
      }),

    /** Lets everything of this tenant that waits for a verdict be asked about now. */
    retryChecksNow: (tenantId: string): Promise<void> => forTenant(database, tenantId, retryChecksNow),

    /** The last versions, the newest first. */
    listVersions: (tenantId: string): Promise<PersonaVersion[]> =>
      forTenant(database, tenantId, async (tx) => {
        const rows = await tx.personaVersion.findMany({
          where: { tenantId },
          orderBy: { version: "desc" },
          take: VERSIONS_KEPT,
        });
        const versions: PersonaVersion[] = [];
        for (const { version, content, createdAt } of rows) {
          const persona = content as Persona;
          const safety = await readCheck(tx, tenantId, "persona", renderPersona(persona), classifier);
          versions.push({ version, persona, createdAt, safety });
        }
        return versions;
      }),
  };
}

/** The persona in force and its verdict; it begins to wait for one that nobody asked for yet. */
export async function readPersonaInForce(tx: TenantTx, tenantId: string, classifier: string): Promise<PersonaInForce> {
  const row = await tx.persona.findUnique({ where: { tenantId } });
  const persona = row ? (row.content as Persona) : await readDefault(tx, tenantId);
  const rendered = row?.rendered ?? renderPersona(persona);
  const safety = await readCheck(tx, tenantId, "persona", rendered, classifier);
  if (!safety) await syncChecks(tx, tenantId, classifier);
  return { persona, rendered, version: row?.version ?? 0, safety: safety ?? { status: "pending", attempts: 0 } };
}

async function readDefault(tx: TenantTx, tenantId: string): Promise<Persona> {
  const { name } = await tx.tenant.findUniqueOrThrow({ where: { id: tenantId }, select: { name: true } });
  return defaultPersona(name);
}

async function savePersona(
  tx: TenantTx,
  tenantId: string,
  persona: Persona,
  seenVersion: number,
  classifier: string,
  now: Date,
): Promise<void> {
  const rendered = renderPersona(persona);
  const content = persona as Prisma.InputJsonObject;
  const row = { content, rendered, hash: hashPrompt(rendered), updatedAt: now };
  const conflict = new AppError("conflict", "Your persona was changed elsewhere. Load it, then save again.");
  if (seenVersion === 0) {
    const { count } = await tx.persona.createMany({ data: [{ tenantId, ...row }], skipDuplicates: true });
    if (count === 0) throw conflict;
  } else {
    const { count } = await tx.persona.updateMany({
      where: { tenantId, version: seenVersion },
      data: { ...row, version: { increment: 1 } },
    });
    if (count === 0) throw conflict;
  }
  const version = seenVersion + 1;
  await tx.personaVersion.create({ data: { tenantId, version, content, hash: row.hash, createdAt: now } });
  await tx.personaVersion.deleteMany({ where: { tenantId, version: { lte: version - VERSIONS_KEPT } } });
  await syncChecks(tx, tenantId, classifier);
}
