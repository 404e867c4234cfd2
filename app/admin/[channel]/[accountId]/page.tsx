import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { areaHref } from "@/app/admin/_frame/areas";
import { accountTitle } from "@/components/account-title";
import { isChannel } from "@/lib/channels/inbound-message";
import { ownAccountOr404, ownLeftAlone, ownPauses } from "@/lib/web/pages/own-accounts";
import { AccountPanel } from "./account-panel";

type Props = { params: Promise<{ channel: string; accountId: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { channel, accountId } = await params;
  if (!isChannel(channel)) notFound();
  return { title: accountTitle(await ownAccountOr404(accountId)) };
}

export default async function AccountPage({ params }: Props) {
  const account = await ownAccountOr404((await params).accountId);
  const [leftAlone, paused] = await Promise.all([ownLeftAlone(account.id), ownPauses(account.id)]);
  const rules = areaHref("rules");
  return (
    <AccountPanel
      first={account}
      leftAlone={leftAlone}
      paused={paused}
      rulesHref={rules && `${rules}/whatsapp/${account.id}`}
    />
  );
}
