"use client";

import { CircleAlert, CircleCheck, CircleDashed, RotateCw } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { useActionWords } from "@/components/call-action";
import { LocalTime } from "@/components/local-time";
import { Button } from "@/components/ui/button";
import { Spinner } from "@/components/ui/spinner";
import type { AccountView } from "@/lib/accounts/account-view";
import { RegisterForm } from "./register-form";
import { MendButton } from "./repair-button";
import { useConnection } from "./use-connection";

type TickState = "done" | "stale" | "pending" | "open";

/** The four ticks of a live connection, each with what helps while it is missing; they turn by themselves. */
export function ConnectionTicks({ account, onView }: { account: AccountView; onView: (view: AccountView) => void }) {
  const t = useTranslations("ticks");
  const words = useActionWords();
  const connection = useConnection(account, onView);
  const { health } = account;
  // While Meta holds the number back, what it said before is no news to be glad of.
  const metaTick = (done: boolean | undefined): TickState =>
    done
      ? account.brokenReason === null
        ? "done"
        : "stale"
      : health === null && connection.check.busy
        ? "pending"
        : "open";
  const tested: TickState = account.selfTestAt ? "done" : connection.selfTest.busy ? "pending" : "open";
  const test = connection.selfTest.answer;
  const check = connection.check.answer;

  return (
    <div className="flex flex-col gap-4">
      <ul aria-live="polite" className="flex flex-col divide-y divide-line">
        <Tick state={tested} label={t("self_test")}>
          {tested === "open" && test?.ok && test.value.kind === "failed"
            ? t(`selfTestFailed.${test.value.step}`, { status: String(test.value.status ?? "none") })
            : null}
          {tested === "open" && test && !test.ok ? words(test) : null}
          {tested === "open" ? (
            <Button kind="secondary" size="small" onClick={connection.selfTest.again}>
              <RotateCw aria-hidden />
              {t("again")}
            </Button>
          ) : null}
        </Tick>
        <Tick state={metaTick(health?.subscribed)} label={t("subscribed")}>
          {health?.subscribed === false ? (
            <MendButton accountId={account.id} step="subscribe" onView={onView}>
              {t("subscribe")}
            </MendButton>
          ) : null}
        </Tick>
        <Tick state={metaTick(health?.callback)} label={t("callback")}>
          {health?.callback === false ? (
            <MendButton accountId={account.id} step="callback" onView={onView}>
              {t("point")}
            </MendButton>
          ) : null}
        </Tick>
        <Tick state={metaTick(health?.registered)} label={t("registered")}>
          {health?.registered === false ? <RegisterForm accountId={account.id} onView={onView} /> : null}
        </Tick>
      </ul>
      {check && !check.ok ? <p className="text-danger text-sm">{words(check)}</p> : null}
      {check?.ok && check.value.kind === "refused" ? (
        <p className="text-danger text-sm">{t("refused", { code: check.value.code })}</p>
      ) : null}
      {account.brokenReason !== null && health !== null ? (
        <p className="text-sm text-soft">
          {t.rich("before", { time: () => <LocalTime at={new Date(health.checkedAt)} /> })}
        </p>
      ) : null}
      <div className="flex flex-wrap items-center justify-between gap-3 text-sm text-soft">
        <p>
          {account.firstMessageAt
            ? t.rich("firstMessage", { time: () => <LocalTime at={account.firstMessageAt ?? new Date(0)} /> })
            : t("noMessage")}
        </p>
        <Button kind="quiet" size="small" onClick={connection.check.again} disabled={connection.check.busy}>
          {connection.check.busy ? <Spinner /> : <RotateCw aria-hidden />}
          {t("checkAgain")}
        </Button>
      </div>
    </div>
  );
}

const ICONS = {
  done: <CircleCheck aria-hidden className="size-6 text-brand" />,
  stale: <CircleCheck aria-hidden className="size-6 text-soft" />,
  pending: <CircleDashed aria-hidden className="size-6 animate-spin text-soft" />,
  open: <CircleAlert aria-hidden className="size-6 text-care" />,
} as const satisfies Record<TickState, ReactNode>;

function Tick({ state, label, children }: { state: TickState; label: string; children: ReactNode }) {
  const t = useTranslations("ticks");
  return (
    <li className="flex items-start gap-3 py-3.5 first:pt-0" data-tick={state}>
      {ICONS[state]}
      <div className="flex min-w-0 flex-1 flex-col items-start gap-2.5">
        <p className="font-medium leading-6">
          {label}
          <span className="sr-only">: {t(state)}</span>
        </p>
        {state === "open" ? (
          <div className="flex w-full flex-col items-start gap-2.5 text-[0.9375rem] text-soft leading-relaxed">
            {children}
          </div>
        ) : null}
      </div>
    </li>
  );
}
