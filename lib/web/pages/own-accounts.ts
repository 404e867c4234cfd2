import { notFound } from "next/navigation";
import { cache } from "react";
import type { AccountView } from "@/lib/accounts/account-view";
import type { LeftAlone } from "@/lib/accounts/left-alone";
import type { Pause } from "@/lib/accounts/pause";
import type { RuleList } from "@/lib/rules/editing/rule-list";
import { application } from "@/lib/wiring/application";
import { requireOwner } from "../auth/current-person";

/** The signed-in owner's connected numbers, oldest first. */
export async function ownAccounts(): Promise<AccountView[]> {
  const { tenantId } = await requireOwner();
  const records = await application().accounts.store.list(tenantId);
  return records.map((record) => record.view);
}

/** Layout, title and page of one request ask for the same number. */
const findOnce = cache((tenantId: string, accountId: string) => application().accounts.store.find(tenantId, accountId));

/** One of them, or the same 404 for somebody else's, an unknown and a disconnected one. */
export async function ownAccountOr404(accountId: string): Promise<AccountView> {
  const { tenantId } = await requireOwner();
  const record = await findOnce(tenantId, accountId);
  if (!record || record.view.disconnectedAt) notFound();
  return record.view;
}

/** How many rules one of them, which is connected again, has from before. */
export async function ownRulesFromBefore(accountId: string): Promise<number> {
  const { tenantId } = await requireOwner();
  return application().accounts.store.countRulesFromBefore(tenantId, accountId);
}

/** The customers whom one of them never answers, the newest first. */
export async function ownLeftAlone(accountId: string): Promise<LeftAlone[]> {
  const { tenantId } = await requireOwner();
  return application().accounts.leftAlone.store.list(tenantId, accountId);
}

/** Who is answered by hand on one of them, everybody or by name. */
export async function ownPauses(accountId: string): Promise<Pause[]> {
  const { tenantId } = await requireOwner();
  const { accounts, ports } = application();
  return accounts.pauses.listPauses({ tenantId, accountId }, ports.clock.now());
}

/** Until when each of them that rests for everybody does, by its id. */
export async function ownRestingAccounts(): Promise<Map<string, Date>> {
  const { tenantId } = await requireOwner();
  const { accounts, ports } = application();
  return accounts.pauses.listRestingAccounts(tenantId, ports.clock.now());
}

/** How many customers of each of them wait for a person, by its id. */
export async function ownHandedOver(): Promise<Map<string, number>> {
  const { tenantId } = await requireOwner();
  const { accounts, ports } = application();
  return accounts.pauses.countHandedOver(tenantId, ports.clock.now());
}

/** The rule list of one of the signed-in owner's connected numbers, or the same 404 for every other id. */
export async function ownRulesOr404(accountId: string): Promise<RuleList> {
  const { tenantId } = await requireOwner();
  return (await application().rules.readRules(tenantId, accountId)) ?? notFound();
}
