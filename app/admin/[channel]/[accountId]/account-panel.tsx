"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import { useRef, useState } from "react";
import { LeftAloneCard } from "@/app/admin/_left-alone/left-alone-card";
import { accountTitle, qualityKey } from "@/components/account-title";
import { LocalTime } from "@/components/local-time";
import { PageHead } from "@/components/page-head";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Card, CardText, CardTitle } from "@/components/ui/card";
import { accountState } from "@/lib/accounts/account-state";
import type { AccountView } from "@/lib/accounts/account-view";
import type { LeftAlone } from "@/lib/accounts/left-alone";
import type { Pause } from "@/lib/accounts/pause";
import { ConnectionTicks } from "../_account/connection-ticks";
import { StateBadge } from "../_account/state-badge";
import { FollowUpCard } from "./_follow-up/follow-up-card";
import { HandOverMailCard } from "./_hand-over/hand-over-mail-card";
import { HandedOverBanner } from "./_hand-over/handed-over-banner";
import { OwnWordsCard } from "./_hand-over/own-words-card";
import { PauseCard } from "./_pause/pause-card";
import { PausedBanner } from "./_pause/paused-banner";
import { usePauses } from "./_pause/use-pauses";
import { AccountWarnings } from "./account-warnings";
import { AutoReplySwitch } from "./auto-reply-switch";
import { DisconnectCard } from "./disconnect-card";
import { MetaFactsCard } from "./meta-facts-card";
import { NeedAlert } from "./need-alert";
import { ReplyForm } from "./reply-form";

type Props = { first: AccountView; leftAlone: LeftAlone[]; paused: Pause[]; rulesHref: string | null };

/** One number: what it needs, its switch, its replies, its connection. All parts show the same state of it. */
export function AccountPanel({ first, leftAlone, paused, rulesHref }: Props) {
  const t = useTranslations("account");
  const n = useTranslations("numbers");
  const ticks = useTranslations("ticks");
  const [account, setAccount] = useState(first);
  const pauses = usePauses(account.id, paused);
  const byHand = useRef<HTMLHeadingElement>(null);
  const state = accountState(account);
  return (
    <>
      <PageHead
        title={accountTitle(account)}
        back={{ href: "/admin/whatsapp", label: t("back") }}
        text={
          <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <span className="tabular-nums">{account.displayAddress}</span>
            {account.displayName && account.verifiedName ? <span>{account.verifiedName}</span> : null}
            <span>{n(`quality.${qualityKey(account.qualityRating)}`)}</span>
          </p>
        }
        action={<StateBadge state={state} />}
      />
      <div className="flex flex-col gap-4">
        {state.kind === "needs_you" ? <NeedAlert account={account} need={state.need} onView={setAccount} /> : null}
        {account.brokenReason === null ? <AccountWarnings account={account} onView={setAccount} /> : null}
        {account.suspectAt && (state.kind === "live" || state.kind === "off") ? (
          <Alert title={t("suspectTitle")}>
            <p>{t("suspectText")}</p>
            <p className="mt-1 text-sm text-soft">
              {t.rich("suspectSince", { time: () => <LocalTime at={account.suspectAt ?? new Date(0)} /> })}
            </p>
          </Alert>
        ) : null}
        {pauses.everybody ? (
          <PausedBanner pause={pauses.everybody} pauses={pauses} onResumed={() => byHand.current?.focus()} />
        ) : null}
        <HandedOverBanner pauses={pauses} onResumed={() => byHand.current?.focus()} />
        <AutoReplySwitch account={account} onView={setAccount} />
        <ReplyForm account={account} onView={setAccount} />
        <Card>
          <CardTitle>{t("rules")}</CardTitle>
          <CardText>{account.ruleCount === 0 ? t("rulesNone") : t("rulesSome", { count: account.ruleCount })}</CardText>
          {rulesHref ? (
            <Button asChild kind="secondary" className="mt-4">
              <Link href={rulesHref}>{t("rulesOpen")}</Link>
            </Button>
          ) : null}
        </Card>
        <FollowUpCard account={account} onView={setAccount} />
        <PauseCard account={account} pauses={pauses} title={byHand} onView={setAccount} />
        <HandOverMailCard account={account} onView={setAccount} />
        <OwnWordsCard account={account} onView={setAccount} />
        <LeftAloneCard accountId={account.id} first={leftAlone} />
        <MetaFactsCard account={account} onView={setAccount} />
        <Card id="connection" className="scroll-mt-6">
          <CardTitle className="mb-5">{ticks("title")}</CardTitle>
          <ConnectionTicks account={account} onView={setAccount} />
        </Card>
        <DisconnectCard account={account} />
      </div>
    </>
  );
}
