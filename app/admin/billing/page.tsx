import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { PageHead } from "../../../components/page-head";
import { Card, CardText, CardTitle } from "../../../components/ui/card";
import { ENTRIES_PER_PAGE } from "../../../lib/web/credit-actions";
import { requireOwner } from "../../../lib/web/current-person";
import { application } from "../../../lib/wiring/application";
import { BalanceCard } from "./balance-card";
import { EntriesCard } from "./entries-card";
import { ThresholdCard } from "./threshold-card";
import { UsageCard } from "./usage-card";

const SHOWN_DAYS = 30;

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("credits"))("pageTitle") };
}

export default async function BillingPage() {
  const { tenantId } = await requireOwner();
  const { credits } = application();
  const t = await getTranslations("credits");
  const balance = await credits.readBalance(tenantId);
  const usage = await credits.usagePerDay(tenantId, SHOWN_DAYS);
  const entries = await credits.listEntries(tenantId, { limit: ENTRIES_PER_PAGE });
  return (
    <>
      <PageHead title={t("title")} text={t("text")} />
      <div className="flex flex-col gap-4">
        <BalanceCard first={balance} />
        <UsageCard usage={usage} />
        <EntriesCard first={entries} perPage={ENTRIES_PER_PAGE} />
        <ThresholdCard threshold={balance.lowThreshold} />
        <Card>
          <CardTitle>{t("packsTitle")}</CardTitle>
          <CardText>{t("packsText")}</CardText>
        </Card>
      </div>
    </>
  );
}
