import type { Metadata } from "next";
import { ownAccountOr404 } from "../../../../lib/web/own-accounts";
import { areaHref } from "../../navigation";
import { accountTitle } from "../account-title";
import { AccountPanel } from "./account-panel";

type Props = { params: Promise<{ accountId: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: accountTitle(await ownAccountOr404((await params).accountId)) };
}

export default async function AccountPage({ params }: Props) {
  const account = await ownAccountOr404((await params).accountId);
  const rules = areaHref("rules");
  return <AccountPanel first={account} rulesHref={rules && `${rules}/whatsapp/${account.id}`} />;
}
