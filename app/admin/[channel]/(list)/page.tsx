import { MessageCirclePlus } from "lucide-react";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { PageHead } from "@/components/page-head";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { accountState } from "@/lib/accounts/account-state";
import { readChannel } from "@/lib/channels/channel-traits";
import { ownAccounts, ownHandedOver, ownRestingAccounts } from "@/lib/web/pages/own-accounts";
import { AccountCard } from "../_account/account-card";

type Props = { params: Promise<{ channel: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const read = readChannel((await params).channel);
  if (read.kind === "unknown") notFound();
  return { title: read.kind === "planned" ? read.name : (await getTranslations("numbers"))("pageTitle") };
}

export default async function NumbersPage() {
  const [accounts, resting, handedOver] = await Promise.all([ownAccounts(), ownRestingAccounts(), ownHandedOver()]);
  const t = await getTranslations("numbers");
  if (accounts.length === 0) return <NoNumbers />;
  // Whoever looks between two customers sees first what needs them.
  const [needy, rest] = [true, false].map((needs) =>
    accounts.filter((account) => (accountState(account).kind === "needs_you") === needs),
  );
  return (
    <>
      <PageHead
        title={t("title")}
        text={t("text")}
        action={
          <Button asChild>
            {/* The next page has a policy of its own, which comes with a document. */}
            <a href="/admin/whatsapp/connect">
              <MessageCirclePlus aria-hidden />
              {t("add")}
            </a>
          </Button>
        }
      />
      <ul className="flex flex-col gap-4">
        {[...(needy ?? []), ...(rest ?? [])].map((account) => (
          <li key={account.id}>
            <AccountCard
              account={account}
              restingUntil={resting.get(account.id) ?? null}
              handedOver={handedOver.get(account.id) ?? 0}
            />
          </li>
        ))}
      </ul>
    </>
  );
}

async function NoNumbers() {
  const t = await getTranslations("numbers");
  return (
    <>
      <PageHead title={t("title")} text={t("text")} />
      <Card className="flex flex-col items-start gap-3 border-dashed p-8">
        <MessageCirclePlus aria-hidden className="size-8 text-brand" />
        <h2 className="font-semibold text-xl tracking-tight">{t("emptyTitle")}</h2>
        <p className="max-w-prose text-soft leading-relaxed">{t("emptyText")}</p>
        <Button asChild className="mt-2">
          <a href="/admin/whatsapp/connect">{t("emptyAdd")}</a>
        </Button>
      </Card>
    </>
  );
}
