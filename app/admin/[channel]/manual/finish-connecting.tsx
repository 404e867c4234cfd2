"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { accountTitle } from "@/components/account-title";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Card, CardText, CardTitle } from "@/components/ui/card";
import { accountState } from "@/lib/accounts/account-state";
import type { AccountView } from "@/lib/accounts/account-view";
import { ConnectionTicks } from "../_account/connection-ticks";
import { ConfirmReply } from "./confirm-reply";
import { StepList } from "./step-list";

/** `rulesFromBefore`: how many rules a number that is connected again has had before. */
type Props = { first: AccountView; rulesFromBefore: number; rulesHref: string | null };

/** The last two steps, on one page: nobody has to wait for Meta before they write their text. */
export function FinishConnecting({ first, rulesFromBefore, rulesHref }: Props) {
  const t = useTranslations("connect");
  const [account, setAccount] = useState(first);
  const state = accountState(account);
  const tested = state.kind === "needs_you" && state.need === "confirm_default";
  return (
    <>
      <StepList current={tested ? "reply" : "test"} />
      <div className="flex flex-col gap-4">
        {rulesFromBefore > 0 ? (
          <Alert
            title={t("rulesBack", { count: rulesFromBefore })}
            action={
              rulesHref ? (
                <Button asChild kind="secondary" size="small">
                  <Link href={rulesHref}>{t("rulesLook")}</Link>
                </Button>
              ) : null
            }
          >
            {t("rulesBackText")}
          </Alert>
        ) : null}
        <Card>
          <p className="mb-4 text-sm text-soft">
            {accountTitle(account)} · <span className="tabular-nums">{account.displayAddress}</span>
          </p>
          <CardTitle>{t("testTitle")}</CardTitle>
          <CardText className="mb-5">{t("testText")}</CardText>
          <ConnectionTicks account={account} onView={setAccount} />
        </Card>
        <Card>
          <CardTitle>{t("replyTitle")}</CardTitle>
          <CardText className="mb-5">{t(account.ruleCount > 0 ? "replyTextRules" : "replyText")}</CardText>
          <ConfirmReply account={account} />
        </Card>
      </div>
    </>
  );
}
