import { AppError } from "../../core/errors";
import { defaultPersona } from "../../persona/default-persona";
import type { Persona } from "../../persona/persona";
import { renderPersona } from "../../persona/render-persona";
import type { SafetyState } from "../../persona/safety-check";
import { hashPrompt, readCheck, requestChecks } from "./check-records";
import type { Database, Transaction } from "./database";
import type { Prisma } from "./generated/client";
import { forTenant } from "./tenant-scope";

/** Saved versions that are kept, the newest. */
const VERSIONS_KEPT = 10;

export type PersonaInForce = { persona: Persona; rendered: string; version: number; safety: SafetyState };
export type PersonaVersionSummary = { version: number; persona: Persona; createdAt: Date };

export type PersonaRecords = ReturnType<typeof createPersonaRecords>;

export function createPersonaRecords(database: Database, classifier: string) {
  return {
    /** The persona in force and its verdict. A tenant that never saved one has the default, under its own name. */
    readPersona: (tenantId: string): Promise<PersonaInForce> =>
      forTenant(database, tenantId, (tx) => readPersonaInForce(tx, tenantId, classifier)),

    /**
     * Saves a persona and lets it wait for its verdict. `seenVersion` is the version that was edited (0: none yet); a
     * newer one in the database is a conflict, and nothing is written.
     */
    savePersona: (tenantId: string, persona: Persona, seenVersion: number, now: Date): Promise<PersonaInForce> =>
      forTenant(database, tenantId, async (tx) => {
        await savePersona(tx, tenantId, persona, seenVersion, classifier, now);
        return readPersonaInForce(tx, tenantId, classifier);
      }),

    /** The last versions, the newest first. */
    listVersions: (tenantId: string): Promise<PersonaVersionSummary[]> =>
      forTenant(database, tenantId, async (tx) => {
        const rows = await tx.personaVersion.findMany({
          where: { tenantId },
          orderBy: { version: "desc" },
          take: VERSIONS_KEPT,
        });
        return rows.map(({ version, content, createdAt }) => ({ version, persona: content as Persona, createdAt }));
      }),
  };
}

/** The persona in force and its verdict; it begins to wait for one that nobody asked for yet. */
export async function readPersonaInForce(
  tx: Transaction,
  tenantId: string,
  classifier: string,
): Promise<PersonaInForce> {
  const row = await tx.persona.findUnique({ where: { tenantId } });
  const persona = row ? (row.content as Persona) : await readDefault(tx, tenantId);
  const rendered = row?.rendered ?? renderPersona(persona);
  const safety = await readCheck(tx, tenantId, "persona", rendered, classifier);
  if (!safety) await requestChecks(tx, tenantId, "persona", [rendered], classifier);
  return { persona, rendered, version: row?.version ?? 0, safety: safety ?? { status: "pending", attempts: 0 } };
}

async function readDefault(tx: Transaction, tenantId: string): Promise<Persona> {
  const { name } = await tx.tenant.findUniqueOrThrow({ where: { id: tenantId }, select: { name: true } });
  return defaultPersona(name);
}

async function savePersona(
  tx: Transaction,
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
  await requestChecks(tx, tenantId, "persona", [rendered], classifier);
}
