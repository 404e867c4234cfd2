import { notFound } from "next/navigation";
import type { RuleList } from "@/lib/rules/editing/rule-list";
import { application } from "@/lib/wiring/application";
import { requireOwner } from "../auth/current-person";

/** The rule list of one of the signed-in owner's connected numbers, or the same 404 for every other id. */
export async function ownRulesOr404(accountId: string): Promise<RuleList> {
  const { tenantId } = await requireOwner();
  return (await application().rules.readRules(tenantId, accountId)) ?? notFound();
}
