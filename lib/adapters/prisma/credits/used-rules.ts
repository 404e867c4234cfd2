import type { UsedRule } from "@/lib/credits/ledger-reader";
import type { TenantTx } from "../shared/tenant-scope";

/** Names a rule that spent credits, by its account and its id, as both are called now. */
export type NameRule = (accountId: string, ruleId: string) => UsedRule;

export async function readRuleNames(tx: TenantTx, tenantId: string): Promise<NameRule> {
  const accounts = await tx.account.findMany({
    where: { tenantId },
    select: { id: true, displayName: true, displayAddress: true, rules: { select: { ruleId: true, label: true } } },
  });
  const byId = new Map(
    accounts.map(({ id, displayName, displayAddress, rules }) => [
      id,
      { number: displayName ?? displayAddress, labels: new Map(rules.map(({ ruleId, label }) => [ruleId, label])) },
    ]),
  );
  return (accountId, ruleId) => {
    const account = byId.get(accountId);
    return { accountId, number: account?.number ?? "", ruleId, label: account?.labels.get(ruleId) ?? null };
  };
}
