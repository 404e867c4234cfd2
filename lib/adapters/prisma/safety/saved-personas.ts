import { defaultPersona, type Persona } from "@/lib/persona/persona";
import { type JudgedText, textToJudge } from "@/lib/persona/render-persona";
import type { TenantTx } from "../shared/tenant-scope";

/** A persona that may speak once its text is approved; version 0 is the one that a tenant begins with. */
export type SavedText = { version: number; persona: Persona; judged: JudgedText };

/** A tenant's kept personas, the newest first, and behind them the one that it began with. */
export async function readSavedPersonas(tx: TenantTx, tenantId: string): Promise<[SavedText, ...SavedText[]]> {
  const { name } = await tx.tenant.findUniqueOrThrow({ where: { id: tenantId }, select: { name: true } });
  const rows = await tx.personaVersion.findMany({
    where: { tenantId },
    orderBy: { version: "desc" },
    select: { version: true, content: true },
  });
  const kept = rows.map(({ version, content }) => savedText(version, content as Persona));
  const first = savedText(0, defaultPersona(name));
  const [newest = first, ...others] = [...kept, first];
  return [newest, ...others];
}

const savedText = (version: number, persona: Persona): SavedText => ({
  version,
  persona,
  judged: textToJudge(persona),
});
