import type { TurnRecords } from "@/lib/pipeline/release/release-turn";
import type { AttemptRecords } from "@/lib/pipeline/send/send-turn";
import { readBusiness } from "../facts/facts-records";
import type { KeptConfigs } from "../rules/kept-configs";
import { readAccountWithRules, WITH_RULES } from "../rules/stored-config";
import type { Database } from "../shared/database";
import { forTenant } from "../shared/tenant-scope";

type AccountSteps = Pick<TurnRecords, "loadAccount"> & Pick<AttemptRecords, "throttleAccount">;

export function createAccountRecords(database: Database, kept: KeptConfigs, classifier: string): AccountSteps {
  return {
    loadAccount: (tenantId, accountId) =>
      forTenant(database, tenantId, async (tx) => {
        const row = await tx.account.findFirst({ where: { id: accountId, tenantId }, include: WITH_RULES });
        if (!row) return null;
        const owner = readAccountWithRules(row);
        return { ...owner, config: kept.keep(owner), ...(await readBusiness(tx, tenantId, classifier)) };
      }),
    throttleAccount: (tenantId, accountId, throttledUntil) =>
      forTenant(database, tenantId, async (tx) => {
        await tx.account.updateMany({ where: { id: accountId, tenantId }, data: { throttledUntil } });
      }),
  };
}
