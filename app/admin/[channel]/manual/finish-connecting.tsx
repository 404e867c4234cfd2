"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { accountTitle } from "@/components/account-title";
import { Card, CardText, CardTitle } from "@/components/ui/card";
import { accountState } from "@/lib/accounts/account-state";
import type { AccountView } from "@/lib/accounts/account-view";
import { ConnectionTicks } from "../_account/connection-ticks";
import { ConfirmReply } from "./confirm-reply";
import { StepList } from "./step-list";

/** The last two steps, on one page: nobody has to wait for Meta before they write their text. */
export function FinishConnecting({ first }: { first: AccountView }) {
  const t = useTranslations("connect");
  const [account, setAccount] = useState(first);
  const state = accountState(account);
  const tested = state.kind === "needs_you" && state.need === "confirm_default";
  return (
    <>
      <StepList current={tested ? "reply" : "test"} />
      <div className="flex flex-col gap-4">
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
          <CardText className="mb-5">{t("replyText")}</CardText>
          <ConfirmReply account={account} />
        </Card>
      </div>
    </>
  );
}
