import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { LocalTime } from "@/components/local-time";
import { PageHead } from "@/components/page-head";
import { shownAddress } from "@/components/shown-address";
import { ownReceiptOr404 } from "@/lib/web/pages/own-receipts";
import { logHref, readQuery, receiptHref, type SearchParams } from "../log-query";
import { OutcomeBadge } from "../outcome-badge";
import { CreditCard } from "./credit-card";
import { DecisionCard } from "./decision-card";
import { MessagesCard } from "./messages-card";
import { SendsCard } from "./sends-card";
import { VerdictCard } from "./verdict-card";

type Props = { params: Promise<{ turnId: string }>; searchParams: Promise<SearchParams> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { customer } = await ownReceiptOr404((await params).turnId);
  const t = await getTranslations("messages");
  return { title: customer ? shownAddress(customer) : t("unknownCustomer") };
}

export default async function ReceiptPage({ params, searchParams }: Props) {
  const receipt = await ownReceiptOr404((await params).turnId);
  const t = await getTranslations("receipt");
  const words = await getTranslations("messages");
  const { customer, number } = receipt;
  const filter = readQuery(await searchParams);
  return (
    <>
      <PageHead
        title={customer ? shownAddress(customer) : words("unknownCustomer")}
        text={
          <p className="break-words">
            {words("to", { number: number.name ?? number.displayAddress })}
            {" · "}
            <LocalTime at={receipt.openedAt} />
          </p>
        }
        back={{ href: `${logHref(filter)}#${receipt.id}`, label: t("back") }}
        action={<OutcomeBadge outcome={receipt.outcome} />}
      />
      <div className="flex flex-col gap-4">
        <VerdictCard receipt={receipt} href={receiptHref(receipt.id, filter)} />
        <DecisionCard receipt={receipt} />
        <MessagesCard receipt={receipt} />
        <SendsCard receipt={receipt} />
        <CreditCard receipt={receipt} />
      </div>
      <p className="mt-6 break-all text-sm text-soft">{t("turn", { id: receipt.id })}</p>
    </>
  );
}
