import { notFound } from "next/navigation";
import type { ReactNode } from "react";
import { isChannel } from "@/lib/channels/inbound-message";
import { ownAccountOr404 } from "@/lib/web/pages/own-accounts";

type Props = { children: ReactNode; params: Promise<{ channel: string; accountId: string }> };

/** Looks the number up before anything is sent: behind the skeleton it would be too late for the status 404. */
export default async function RulesLayout({ children, params }: Props) {
  const { channel, accountId } = await params;
  if (!isChannel(channel)) notFound();
  await ownAccountOr404(accountId);
  return children;
}
