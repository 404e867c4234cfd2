import { notFound } from "next/navigation";
import type { ReactNode } from "react";
import { isChannel } from "@/lib/channels/inbound-message";

type Props = { children: ReactNode; params: Promise<{ channel: string }> };

/** Every page of a channel stands below this: what is no channel is an address that is none. */
export default async function ChannelLayout({ children, params }: Props) {
  if (!isChannel((await params).channel)) notFound();
  return children;
}
