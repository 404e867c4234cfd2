import type { Metadata } from "next";
import { after } from "next/server";
import { getTranslations } from "next-intl/server";
import { PageHead } from "@/components/page-head";
import { checkTexts } from "@/lib/web/actions/after-save";
import { requireOwner } from "@/lib/web/auth/current-person";
import { application } from "@/lib/wiring/application";
import { BudgetNote } from "../_frame/budget-note";
import { FactsPanel } from "./facts-panel";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("businessFacts"))("pageTitle") };
}

export default async function FactsPage() {
  const { tenantId } = await requireOwner();
  const app = application();
  const t = await getTranslations("businessFacts");
  const view = await app.facts.readFacts(tenantId);
  const versions = await app.facts.listVersions(tenantId);
  if (view.safety.status === "pending") after(() => checkTexts(app));
  return (
    <>
      <PageHead title={t("title")} text={t("text")} />
      <BudgetNote first={await app.budget.read(tenantId)} />
      <FactsPanel first={view} firstVersions={versions} />
    </>
  );
}
