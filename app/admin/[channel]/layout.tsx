import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { PageHead } from "@/components/page-head";
import { CHANNEL_TRAITS, readChannel } from "@/lib/channels/channel-traits";
import { application } from "@/lib/wiring/application";

type Props = { children: ReactNode; params: Promise<{ channel: string }> };

/**
 * Every page of a channel stands below this: what is no channel is an address that is none, and what is not here yet, or
 * not set up, is said in words.
 */
export default async function ChannelLayout({ children, params }: Props) {
  const read = readChannel((await params).channel);
  if (read.kind === "unknown") notFound();
  const t = await getTranslations("channel");
  if (read.kind === "planned") {
    return <PageHead title={t("plannedTitle", { name: read.name })} text={t("plannedText", { name: read.name })} />;
  }
  const { channels, billing } = application();
  if (channels[read.channel] !== null) return children;
  const { name } = CHANNEL_TRAITS[read.channel];
  const text = billing.contact ? t("notSetUpAsk", { contact: billing.contact }) : t("notSetUpText");
  return <PageHead title={t("notSetUpTitle", { name })} text={text} />;
}
