import type { Metadata } from "next";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { PageHead } from "@/components/page-head";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { requireOwner } from "@/lib/web/auth/current-person";
import { ownAccounts } from "@/lib/web/pages/own-accounts";
import { application } from "@/lib/wiring/application";
import { LogFilter } from "../log-filter";
import { logHref, readQuery, receiptHref, type SearchParams, TURNS_PER_PAGE } from "../log-query";
import { RetentionCard } from "../retention-card";
import { ShortMemoryCard } from "../short-memory-card";
import { TurnRow } from "../turn-row";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("messages"))("pageTitle") };
}

export default async function MessagesPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const { tenantId } = await requireOwner();
  const query = readQuery(await searchParams);
  const accounts = await ownAccounts();
  const { turnLog, retention, shortMemory } = application();
  const found = await turnLog.listTurns(tenantId, { ...query, limit: TURNS_PER_PAGE + 1 });
  const [days, remembers] = await Promise.all([retention.readRetention(tenantId), shortMemory.readSwitch(tenantId)]);
  const t = await getTranslations("messages");
  const turns = found.slice(0, TURNS_PER_PAGE);
  const last = turns.at(-1);
  const filtered = query.accountId !== undefined || query.outcome !== undefined;
  // The row that an older page begins after may be deleted by now.
  const none = query.after !== undefined ? "noneOlder" : filtered ? "noneFiltered" : "none";
  return (
    <>
      <PageHead title={t("title")} text={t("text")} />
      <LogFilter
        key={logHref(query)}
        numbers={accounts.map(({ id, displayName, displayAddress }) => ({ id, name: displayName ?? displayAddress }))}
        accountId={query.accountId}
        outcome={query.outcome}
      />
      {turns.length === 0 ? (
        <Card className="border-dashed p-8">
          <h2 className="font-semibold text-xl tracking-tight">{t(none)}</h2>
          <p className="mt-2 max-w-prose text-soft leading-relaxed">{t(`${none}Text`)}</p>
        </Card>
      ) : (
        <Card className="p-0 sm:p-0">
          <ul className="divide-y divide-line">
            {turns.map((turn) => (
              <TurnRow key={turn.id} turn={turn} href={receiptHref(turn.id, query)} />
            ))}
          </ul>
        </Card>
      )}
      <nav aria-label={t("pages")} className="mt-4 flex flex-wrap gap-3">
        {query.after ? (
          <Button asChild kind="secondary">
            <Link href={logHref({ ...query, after: undefined })}>{t("newest")}</Link>
          </Button>
        ) : null}
        {last && found.length > TURNS_PER_PAGE ? (
          <Button asChild kind="secondary">
            <Link href={logHref({ ...query, after: last.id })}>{t("older")}</Link>
          </Button>
        ) : null}
      </nav>
      <RetentionCard key={days} days={days} />
      <ShortMemoryCard on={remembers} />
    </>
  );
}
