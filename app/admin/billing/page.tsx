import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { PageHead } from "../../../components/page-head";
import { Card, CardText, CardTitle } from "../../../components/ui/card";
import { ENTRIES_PER_PAGE } from "../../../lib/web/credit-actions";
import { requireOwner } from "../../../lib/web/current-person";
import { application } from "../../../lib/wiring/application";
import { AutoTopUpCard } from "./auto-top-up-card";
import { BalanceCard } from "./balance-card";
import { EntriesCard } from "./entries-card";
import { GrantedCard } from "./granted-card";
import { PacksCard } from "./packs-card";
import { PurchasesCard } from "./purchases-card";
import { ReturnedNotice } from "./returned-notice";
import { ThresholdCard } from "./threshold-card";
import { UsageCard } from "./usage-card";

const SHOWN_DAYS = 30;

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("credits"))("pageTitle") };
}

const SHOWN_PURCHASES = 50;

type BillingPageProps = { searchParams: Promise<{ order?: string | string[] }> };

export default async function BillingPage({ searchParams }: BillingPageProps) {
  const { tenantId } = await requireOwner();
  const { credits, billing, ports } = application();
  const { order } = await searchParams;
  const t = await getTranslations("credits");
  const balance = await credits.readBalance(tenantId);
  const usage = await credits.usagePerDay(tenantId, SHOWN_DAYS);
  const entries = await credits.listEntries(tenantId, { limit: ENTRIES_PER_PAGE });
  const purchases = await billing.orders.listPurchases(tenantId, SHOWN_PURCHASES);
  const settings = await billing.accounts.readSettings(tenantId, ports.clock.now());
  const { shop } = billing;
  const packs = shop ? (
    <PacksCard
      packs={shop.packs}
      savesCard={settings.autoTopUp !== null && !settings.cardSaved}
      hasPortal={purchases.length > 0}
    />
  ) : (
    <GrantedCard contact={billing.contact} />
  );
  return (
    <>
      <PageHead title={t("title")} text={t("text")} />
      <div className="flex flex-col gap-4">
        {typeof order === "string" ? <ReturnedNotice orderId={order} /> : null}
        {balance.credits <= 0 ? packs : null}
        <BalanceCard first={balance} />
        {balance.credits <= 0 ? null : packs}
        {shop?.ports.topUpOffered ? <AutoTopUpCard settings={settings} packs={shop.packs} /> : null}
        {shop && !shop.ports.topUpOffered ? (
          <Card>
            <CardTitle>{t("topUp.title")}</CardTitle>
            <CardText>{t("topUp.taxed")}</CardText>
          </Card>
        ) : null}
        <UsageCard usage={usage} />
        {shop || purchases.length > 0 ? <PurchasesCard purchases={purchases} /> : null}
        <EntriesCard first={entries} perPage={ENTRIES_PER_PAGE} />
        <ThresholdCard threshold={balance.lowThreshold} />
      </div>
    </>
  );
}
