import { ChevronRight, ListOrdered } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { accountTitle } from "@/components/account-title";
import { PageHead } from "@/components/page-head";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { ownAccounts } from "@/lib/web/pages/own-accounts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("rules"))("title") };
}

/** Which number's rules; with one number there is nothing to choose. */
export default async function ChooseNumberPage() {
  const accounts = await ownAccounts();
  const [only] = accounts;
  if (only && accounts.length === 1) redirect(`/admin/rules/whatsapp/${only.id}`);
  const t = await getTranslations("rules");
  if (!only) {
    return (
      <>
        <PageHead title={t("title")} text={t("text")} />
        <Card className="flex flex-col items-start gap-3 border-dashed p-8">
          <ListOrdered aria-hidden className="size-8 text-brand" />
          <h2 className="font-semibold text-xl tracking-tight">{t("noNumberTitle")}</h2>
          <p className="max-w-prose text-soft leading-relaxed">{t("noNumberText")}</p>
          <Button asChild className="mt-2">
            <a href="/admin/whatsapp/connect">{t("noNumberAdd")}</a>
          </Button>
        </Card>
      </>
    );
  }
  return (
    <>
      <PageHead title={t("title")} text={t("choose")} />
      <ul className="flex flex-col gap-3">
        {accounts.map((account) => (
          <li key={account.id}>
            <Card className="relative flex items-center justify-between gap-4 hover:border-edge">
              <div className="min-w-0">
                <h2 className="font-semibold text-lg tracking-tight">
                  <Link
                    href={`/admin/rules/whatsapp/${account.id}`}
                    className="after:absolute after:inset-0 after:rounded-card"
                  >
                    {accountTitle(account)}
                  </Link>
                </h2>
                <p className="text-soft tabular-nums">{account.displayAddress}</p>
              </div>
              <p className="flex shrink-0 items-center gap-1 text-soft">
                {t("ruleCount", { count: account.ruleCount })}
                <ChevronRight aria-hidden className="size-5" />
              </p>
            </Card>
          </li>
        ))}
      </ul>
    </>
  );
}
