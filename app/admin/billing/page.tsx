import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { SandboxNote } from "@/app/sandbox-note";
import { PageHead } from "@/components/page-head";
import { Card, CardText, CardTitle } from "@/components/ui/card";
import { ROWS_PER_PAGE } from "@/lib/web/actions/billing-actions";
import { requireOwner } from "@/lib/web/auth/current-person";
import { application } from "@/lib/wiring/application";
import { AutoTopUpCard } from "./auto-top-up-card";
import { BalanceCard } from "./balance-card";
import { GrantedCard } from "./granted-card";
import { LedgerCard } from "./ledger/ledger-card";
import { MetaFeeCard } from "./meta-fee-card";
import { PacksCard } from "./packs-card";
import { PurchasesCard } from "./purchases-card";
import { ReturnedNotice } from "./returned-notice";
import { ThresholdCard } from "./threshold-card";
import { UsePerDayCard } from "./use/use-per-day-card";
import { UsePerRuleCard } from "./use/use-per-rule-card";

const SHOWN_DAYS = 30;
const SHOWN_PURCHASES = 50;

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("credits"))("pageTitle") };
}

type BillingPageProps = { searchParams: Promise<{ order?: string | string[] }> };

export default async function BillingPage({ searchParams }: BillingPageProps) {
  const { tenantId } = await requireOwner();
  const { credits, creditUse, ledger, billing, ports } = application();
  const { order } = await searchParams;
  const t = await getTranslations("credits");
  const balance = await credits.readBalance(tenantId);
  const use = await creditUse.readUse(tenantId, SHOWN_DAYS);
  const delivered = await creditUse.countDelivered(tenantId);
  const rows = await ledger.listRows(tenantId, { limit: ROWS_PER_PAGE });
  const purchases = await billing.orders.listPurchases(tenantId, SHOWN_PURCHASES);
  const settings = await billing.accounts.readSettings(tenantId, ports.clock.now());
  const { shop } = billing;
  const packs = shop ? (
    <>
      <PacksCard
        packs={shop.packs}
        savesCard={settings.autoTopUp !== null && !settings.cardSaved}
        hasPortal={purchases.length > 0}
      />
      <SandboxNote about="payments" />
    </>
  ) : (
    <GrantedCard contact={billing.contact} />
  );
  return (
    <>
      <PageHead title={t("title")} text={t("text")} />
      <div className="flex flex-col gap-4">
        {typeof order === "string" ? <ReturnedNotice orderId={order} /> : null}
        {balance.credits <= 0 ? packs : null}
        <BalanceCard first={balance} perDay={use.perDay} />
        {balance.credits <= 0 ? null : packs}
        {shop?.ports.topUpOffered ? <AutoTopUpCard settings={settings} packs={shop.packs} /> : null}
        {shop && !shop.ports.topUpOffered ? (
          <Card>
            <CardTitle>{t("topUp.title")}</CardTitle>
            <CardText>{t("topUp.taxed")}</CardText>
          </Card>
        ) : null}
        <UsePerDayCard perDay={use.perDay} />
        <UsePerRuleCard perRule={use.perRule} days={SHOWN_DAYS} />
        <MetaFeeCard {...delivered} />
        {shop || purchases.length > 0 ? <PurchasesCard purchases={purchases} /> : null}
        <LedgerCard first={rows} perPage={ROWS_PER_PAGE} />
        <ThresholdCard threshold={balance.lowThreshold} />
      </div>
    </>
  );
}
