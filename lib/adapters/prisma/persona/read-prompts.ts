import type { AiPorts } from "@/lib/pipeline/answer/generate-reply";
import { readCheck, syncChecks } from "../safety/check-records";
import type { Database } from "../shared/database";
import { forTenant } from "../shared/tenant-scope";
import { readSpeaker } from "./persona-records";

/** Both texts of an AI reply with their verdicts, read in one transaction. */
export function createReadPrompts(database: Database, classifier: string): AiPorts["readPrompts"] {
  return (tenantId, rulePrompt) =>
    forTenant(database, tenantId, async (tx) => {
      const persona = await readSpeaker(tx, tenantId, classifier);
      const ruleSafety = await readCheck(tx, tenantId, "rule", rulePrompt, classifier);
      if (!ruleSafety) await syncChecks(tx, tenantId, classifier);
      const tenant = await tx.tenant.findUniqueOrThrow({ where: { id: tenantId }, select: { assistantLine: true } });
      return {
        assistantLine: tenant.assistantLine,
        persona,
        rule: { text: rulePrompt, safety: ruleSafety ?? { status: "pending", attempts: 0 } },
      };
    });
}
