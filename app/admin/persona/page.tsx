import type { Metadata } from "next";
import { after } from "next/server";
import { getTranslations } from "next-intl/server";
import { PageHead } from "@/components/page-head";
import { checkTexts } from "@/lib/web/actions/after-save";
import { requireOwner } from "@/lib/web/auth/current-person";
import { listAiRules } from "@/lib/web/pages/ai-rules";
import { application } from "@/lib/wiring/application";
import { BudgetNote } from "../_frame/budget-note";
import { PersonaPanel } from "./persona-panel";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("persona"))("pageTitle") };
}

export default async function PersonaPage() {
  const { tenantId } = await requireOwner();
  const app = application();
  const t = await getTranslations("persona");
  const view = await app.personas.readPersona(tenantId);
  const versions = await app.personas.listVersions(tenantId);
  const rules = await listAiRules(app, tenantId);
  if (view.safety.status === "pending") after(() => checkTexts(app));
  return (
    <>
      <PageHead title={t("title")} text={t("text")} />
      <BudgetNote first={await app.budget.read(tenantId)} />
      <PersonaPanel first={view} firstVersions={versions} rules={rules} />
    </>
  );
}
