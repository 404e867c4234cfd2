import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { BudgetNote } from "@/app/admin/_frame/budget-note";
import { accountTitle } from "@/components/account-title";
import { PageHead } from "@/components/page-head";
import { isChannel } from "@/lib/channels/inbound-message";
import { automaticGroups } from "@/lib/rules/editing/automatic-groups";
import { requireOwner } from "@/lib/web/auth/current-person";
import { ownAccountOr404, ownRulesOr404 } from "@/lib/web/pages/own-accounts";
import { application } from "@/lib/wiring/application";
import { RulesPanel } from "./rules-panel";

type Props = { params: Promise<{ channel: string; accountId: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { channel, accountId } = await params;
  if (!isChannel(channel)) notFound();
  const t = await getTranslations("rules");
  return { title: t("pageTitle", { name: accountTitle(await ownAccountOr404(accountId)) }) };
}

export default async function RulesPage({ params }: Props) {
  const { channel, accountId } = await params;
  const { tenantId } = await requireOwner();
  const account = await ownAccountOr404(accountId);
  const t = await getTranslations("rules");
  const first = await ownRulesOr404(accountId);
  return (
    <>
      <PageHead
        title={t("title")}
        back={{ href: `/admin/${channel}/${accountId}`, label: accountTitle(account) }}
        text={t(automaticGroups(first.config.rules).size > 0 ? "textOfGroups" : "text")}
      />
      <BudgetNote first={await application().budget.read(tenantId)} />
      <RulesPanel first={first} accountName={accountTitle(account)} />
    </>
  );
}
