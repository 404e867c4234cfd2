import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { areaHref } from "@/app/admin/_frame/areas";
import { PageHead } from "@/components/page-head";
import { requireOwner } from "@/lib/web/auth/current-person";
import { ownAccountOr404, ownRulesFromBefore } from "@/lib/web/pages/own-accounts";
import { FindNumber } from "./find-number";
import { FinishConnecting } from "./finish-connecting";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("connect"))("pageTitle") };
}

type Query = Promise<{ account?: string | string[] }>;

/** Four steps. After the second the account exists, and its id in the address lets one come back later. */
export default async function ManualPage({ searchParams }: { searchParams: Query }) {
  await requireOwner();
  const { account: accountId } = await searchParams;
  const t = await getTranslations("connect");
  const account = typeof accountId === "string" ? await ownAccountOr404(accountId) : null;
  if (account?.confirmedAt) redirect(`/admin/whatsapp/${account.id}`);
  const rulesFromBefore = account ? await ownRulesFromBefore(account.id) : 0;
  const rules = areaHref("rules");
  return (
    <>
      <PageHead
        title={account ? t("finishTitle", { number: account.displayAddress }) : t("title")}
        back={{ href: "/admin/whatsapp", label: t("back") }}
      />
      {account ? (
        <FinishConnecting
          first={account}
          rulesFromBefore={rulesFromBefore}
          rulesHref={rules && `${rules}/whatsapp/${account.id}`}
        />
      ) : (
        <FindNumber />
      )}
    </>
  );
}
