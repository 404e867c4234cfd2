import type { AccountRef } from "@/lib/accounts/account";
import type { StoredConfig } from "@/lib/rules/config/reply-config";
import { storedDefault, storedPart } from "@/lib/rules/config/stored-rule";
import type { EmbeddingModel } from "@/lib/rules/intent/intent-vectors";
import type { Prisma } from "../generated/client";
import { syncChecks } from "../safety/check-records";
import type { TenantTx } from "../shared/tenant-scope";
import { syncPhrases } from "./embedding-records";

const json = (value: unknown) => value as Prisma.InputJsonObject;

/** The models whose work a changed config waits for: vectors of its phrases, verdicts on its prompts. */
export type ConfigModels = { embedding: EmbeddingModel; classifier: string };

/** The columns of a reply config that stand on its account. */
export function configColumns(config: StoredConfig) {
  return {
    enabled: config.enabled,
    waitSeconds: config.wait_seconds,
    onAiBlocked: config.on_ai_blocked ?? null,
    defaultPauseMinutes: config.default_pause_minutes ?? null,
    defaultRule: json(storedDefault(config)),
  };
}

/** Replaces an account's whole reply config; readers see the old list or the new one, never a mixture. */
export async function writeConfig(
  tx: TenantTx,
  account: AccountRef,
  config: StoredConfig,
  models: ConfigModels,
): Promise<void> {
  const { tenantId, accountId } = account;
  await tx.account.update({
    where: { id: accountId, tenantId },
    data: { ...configColumns(config), configVersion: { increment: 1 } },
  });
  await tx.replyRule.deleteMany({ where: { tenantId, accountId } });
  await tx.replyRule.createMany({
    data: config.rules.map((rule, position) => ({
      tenantId,
      accountId,
      position,
      ruleId: rule.id,
      label: rule.label,
      enabled: rule.enabled ?? null,
      ...(rule.when === undefined ? {} : { appliesWhen: json(storedPart(rule.when)) }),
      ...(rule.handoff === undefined ? {} : { handoff: json(storedPart(rule.handoff)) }),
      matcher: json(storedPart(rule.matcher)),
      response: json(storedPart(rule.response)),
    })),
  });
  await syncPhrases(tx, account, config, models.embedding);
  await syncChecks(tx, tenantId, models.classifier);
}
