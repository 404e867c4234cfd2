import type { TurnRecords } from "@/lib/pipeline/release/release-turn";
import type { AttemptRecords } from "@/lib/pipeline/send/send-turn";
import { readFactsInForce } from "../facts/facts-records";
import { readAccountWithRules, WITH_RULES } from "../rules/stored-config";
import type { Database } from "../shared/database";
import { forTenant } from "../shared/tenant-scope";

type AccountSteps = Pick<TurnRecords, "loadAccount"> & Pick<AttemptRecords, "throttleAccount">;

export function createAccountRecords(database: Database, classifier: string): AccountSteps {
  return {
    loadAccount: (tenantId, accountId) =>
      forTenant(database, tenantId, async (tx) => {
        const include = { ...WITH_RULES, tenant: { select: { shortMemory: true } } };
        const row = await tx.account.findFirst({ where: { id: accountId, tenantId }, include });
        if (!row) return null;
        const facts = await readFactsInForce(tx, tenantId, classifier);
        return { ...readAccountWithRules(row), facts, shortMemory: row.tenant.shortMemory };
      }),
    throttleAccount: (tenantId, accountId, throttledUntil) =>
      forTenant(database, tenantId, async (tx) => {
        await tx.account.updateMany({ where: { id: accountId, tenantId }, data: { throttledUntil } });
      }),
  };
}
