import type { TurnRecords } from "@/lib/pipeline/release/release-turn";
import type { AttemptRecords } from "@/lib/pipeline/send/send-turn";
import { readBusiness } from "../facts/facts-records";
import { readAccountWithRules, WITH_RULES } from "../rules/stored-config";
import type { Database } from "../shared/database";
import { forTenant } from "../shared/tenant-scope";

type AccountSteps = Pick<TurnRecords, "loadAccount"> & Pick<AttemptRecords, "throttleAccount">;

export function createAccountRecords(database: Database, classifier: string): AccountSteps {
  return {
    loadAccount: (tenantId, accountId) =>
      forTenant(database, tenantId, async (tx) => {
        const row = await tx.account.findFirst({ where: { id: accountId, tenantId }, include: WITH_RULES });
        return row && { ...readAccountWithRules(row), ...(await readBusiness(tx, tenantId, classifier)) };
      }),
    throttleAccount: (tenantId, accountId, throttledUntil) =>
      forTenant(database, tenantId, async (tx) => {
        await tx.account.updateMany({ where: { id: accountId, tenantId }, data: { throttledUntil } });
      }),
  };
}
