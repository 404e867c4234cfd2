import type { Records } from "../../pipeline/records";
import type { Database } from "./database";
import { readAccountWithConfig, WITH_RULES } from "./stored-config";
import { forTenant } from "./tenant-scope";

type AccountSteps = Pick<Records, "loadAccount" | "pauseAccount">;

export function createAccountRecords(database: Database): AccountSteps {
  return {
    loadAccount: (tenantId, accountId) =>
      forTenant(database, tenantId, async (tx) => {
        const row = await tx.whatsappAccount.findFirst({ where: { id: accountId, tenantId }, include: WITH_RULES });
        return row ? readAccountWithConfig(row) : null;
      }),
    pauseAccount: (tenantId, accountId, pausedUntil) =>
      forTenant(database, tenantId, async (tx) => {
        await tx.whatsappAccount.updateMany({ where: { id: accountId, tenantId }, data: { pausedUntil } });
      }),
  };
}
