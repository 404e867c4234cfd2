import type { AuditStamp } from "@/lib/core/audit-stamp";
import { AppError } from "@/lib/core/errors";
import type { IdSource } from "@/lib/core/ids";
import type { Persona, PersonaInForce, PersonaVersion, SavedPersona } from "@/lib/persona/persona";
import { renderPersona, textToJudge } from "@/lib/persona/render-persona";
import type { SafetyState } from "@/lib/safety/safety-check";
import type { Prisma } from "../generated/client";
import { hashPrompt, readCheck, readChecks, retryChecksNow, syncChecks } from "../safety/check-records";
import { readSavedPersonas, type SavedText } from "../safety/saved-personas";
import { writeAudit } from "../shared/audit-row";
import type { Database } from "../shared/database";
import { forTenant, type TenantTx } from "../shared/tenant-scope";

/** Saved versions that are kept, the newest; the one that speaks is kept beside them. */
const VERSIONS_KEPT = 10;

export type PersonaRecords = ReturnType<typeof createPersonaRecords>;

export function createPersonaRecords(database: Database, ids: IdSource, classifier: string) {
  return {
    /** The persona as it was last saved, and its verdict. A tenant that never saved one has the default, under its own name. */
    readPersona: (tenantId: string): Promise<SavedPersona> =>
      forTenant(database, tenantId, (tx) => readSavedPersona(tx, tenantId, classifier)),

    /**
     * Saves a persona and lets it wait for its verdict. `seenVersion` is the version that was edited (0: none yet); a
     * newer one in the database is a conflict, and nothing is written.
     */
    savePersona: (stamp: AuditStamp, persona: Persona, seenVersion: number): Promise<SavedPersona> =>
      forTenant(database, stamp.tenantId, async (tx, tenantId) => {
        await savePersona(tx, tenantId, persona, seenVersion, classifier, stamp.at);
        await writeAudit(tx, ids, stamp, tenantId, { mode: persona.mode, version: seenVersion + 1 });
        return readSavedPersona(tx, tenantId, classifier);
      }),

    /** Saves what an earlier version held as a new one, under the same condition; null when that version is gone. */
    restorePersona: (stamp: AuditStamp, wanted: number, seenVersion: number): Promise<SavedPersona | null> =>
      forTenant(database, stamp.tenantId, async (tx, tenantId) => {
        const key = { tenantId_version: { tenantId, version: wanted } };
        const earlier = await tx.personaVersion.findUnique({ where: key });
        if (!earlier) return null;
        await savePersona(tx, tenantId, earlier.content as Persona, seenVersion, classifier, stamp.at);
        await writeAudit(tx, ids, stamp, tenantId, { from: wanted, version: seenVersion + 1 });
        return readSavedPersona(tx, tenantId, classifier);
      }),

    /** What speaks to customers, as `readSpeaker` has it. */
    readSpeaker: (tenantId: string): Promise<Speaker> =>
      forTenant(database, tenantId, (tx) => readSpeaker(tx, tenantId, classifier)),

    /** Words, or with null leaves to us, how the first reply says that an assistant writes. */
    saveAssistantLine: (stamp: AuditStamp, line: string | null): Promise<SavedPersona> =>
      forTenant(database, stamp.tenantId, async (tx, tenantId) => {
        await tx.tenant.update({ where: { id: tenantId }, data: { assistantLine: line } });
        await writeAudit(tx, ids, stamp, tenantId, { own: line !== null });
        return readSavedPersona(tx, tenantId, classifier);
      }),

    /** Lets everything of this tenant that waits for a verdict be asked about now. */
    retryChecksNow: (tenantId: string): Promise<void> => forTenant(database, tenantId, retryChecksNow),

    /** The versions that are kept, the newest first. */
    listVersions: (tenantId: string): Promise<PersonaVersion[]> =>
      forTenant(database, tenantId, async (tx) => {
        const rows = await tx.personaVersion.findMany({
          where: { tenantId },
          orderBy: { version: "desc" },
        });
        const versions: PersonaVersion[] = [];
        for (const { version, content, createdAt } of rows) {
          const persona = content as Persona;
          const { kind, text } = textToJudge(persona);
          const safety = await readCheck(tx, tenantId, kind, text, classifier);
          versions.push({ version, persona, createdAt, safety });
        }
        return versions;
      }),
  };
}

/** The persona as it was last saved; what of it is to be judged begins to wait if nobody asked for a verdict yet. */
export async function readSavedPersona(tx: TenantTx, tenantId: string, classifier: string): Promise<SavedPersona> {
  const saved = await readSavedPersonas(tx, tenantId);
  const [{ version, persona, judged }] = saved;
  const { assistantLine } = await tx.tenant.findUniqueOrThrow({
    where: { id: tenantId },
    select: { assistantLine: true },
  });
  const safety = await readCheck(tx, tenantId, judged.kind, judged.text, classifier);
  if (!safety) await syncChecks(tx, tenantId, classifier);
  return {
    ...{ persona, rendered: renderPersona(persona), version, assistantLine },
    safety: safety ?? { status: "pending", attempts: 0 },
    inForce: await findInForce(tx, tenantId, saved, classifier),
  };
}

/** The newest of them whose text is approved; null where none is. */
async function findInForce(
  tx: TenantTx,
  tenantId: string,
  saved: readonly SavedText[],
  classifier: string,
): Promise<PersonaInForce | null> {
  const textsOf = (kind: string) => saved.flatMap(({ judged }) => (judged.kind === kind ? [judged.text] : []));
  const states = {
    persona: await readChecks(tx, tenantId, "persona", textsOf("persona"), classifier),
    name: await readChecks(tx, tenantId, "name", textsOf("name"), classifier),
  };
  const found = saved.find(({ judged }) => states[judged.kind].get(judged.text)?.status === "approved");
  return found ? { version: found.version, rendered: renderPersona(found.persona) } : null;
}

/** A text that the AI would speak from, and whether it may. */
export type Speaker = { text: string; safety: SafetyState };

/** The persona in force; where none is, the one that was last saved, with what keeps it from speaking. */
export async function readSpeaker(tx: TenantTx, tenantId: string, classifier: string): Promise<Speaker> {
  const { rendered, safety, inForce } = await readSavedPersona(tx, tenantId, classifier);
  return inForce ? { text: inForce.rendered, safety: { status: "approved" } } : { text: rendered, safety };
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
  const inForce = await findInForce(tx, tenantId, await readSavedPersonas(tx, tenantId), classifier);
  await tx.personaVersion.deleteMany({
    where: { tenantId, version: { lte: version - VERSIONS_KEPT, not: inForce?.version ?? 0 } },
  });
  await syncChecks(tx, tenantId, classifier);
}
