"use client";

import { Circle, CircleAlert, CircleCheck } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, useEffect, useRef } from "react";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Spinner } from "@/components/ui/spinner";
import { checklistOf, cureOf, type SignupView } from "@/lib/accounts/connection/whatsapp/signup/signup";
import { NumberChoice } from "./number-choice";
import { PinForm } from "./pin-form";
import { SignupWords } from "./signup-words";
import type { useSignup } from "./use-signup";

type Props = {
  signup: SignupView;
  busy: boolean;
  canOpen: boolean;
  /** Opens Meta's window again, by the click that asks for it. */
  onOpen: () => void;
  moves: Pick<ReturnType<typeof useSignup>, "retry" | "choose" | "enterPin" | "leave">;
};

/** How far it came, what stands in its way in Meta's words and ours, and the one thing to do about it. */
export function SignupProgress({ signup, busy, canOpen, onOpen, moves }: Props) {
  const t = useTranslations("signup");
  const heading = useRef<HTMLHeadingElement>(null);
  const { id, state } = signup;
  // What had the focus is gone with each new kind of state; within one it stays where it is, as nothing is switched off.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the state is what it is for
  useEffect(() => heading.current?.focus(), [state.kind]);
  return (
    <Card className="flex flex-col gap-5">
      <h2 ref={heading} tabIndex={-1} className="font-semibold text-lg tracking-tight outline-none">
        {state.kind === "connected" ? t("connectedTitle") : t("progressTitle")}
      </h2>
      {state.kind === "connected" && state.displayPhone ? <p className="-mt-3 text-lg">{state.displayPhone}</p> : null}
      <Checklist signup={signup} busy={busy} />
      <SignupWords state={state} />
      {state.kind === "several_numbers" ? (
        <NumberChoice numbers={state.numbers} busy={busy} onChoose={(numberId) => void moves.choose(id, numberId)} />
      ) : null}
      {state.kind === "pin_needed" ? <PinForm busy={busy} onPin={(pin) => void moves.enterPin(id, pin)} /> : null}
      <div className="flex flex-wrap gap-2">
        <Cure signup={signup} busy={busy} canOpen={canOpen} onOpen={onOpen} onRetry={() => void moves.retry(id)} />
        <Button kind="quiet" aria-disabled={busy} onClick={busy ? undefined : moves.leave}>
          {t(state.kind === "connected" ? "anotherNumber" : "startOver")}
        </Button>
      </div>
    </Card>
  );
}

type CureProps = Pick<Props, "signup" | "busy" | "canOpen" | "onOpen"> & { onRetry: () => void };

function Cure({ signup: { state }, busy, canOpen, onOpen, onRetry }: CureProps) {
  const t = useTranslations("signup");
  const cure = cureOf(state);
  const retry = (label: string, kind: "primary" | "secondary"): ReactNode => (
    <Button kind={kind} aria-disabled={busy} onClick={onRetry}>
      {busy ? <Spinner /> : null}
      {label}
    </Button>
  );
  if (state.kind === "connected") {
    return (
      <>
        <Button asChild>
          <a href={`/admin/whatsapp/manual?account=${state.accountId}`}>{t("goOn")}</a>
        </Button>
        {cure === "wait" ? retry(t("cure.wait"), "secondary") : null}
      </>
    );
  }
  const again = (
    <Button aria-disabled={busy || !canOpen} onClick={busy || !canOpen ? undefined : onOpen}>
      {busy ? <Spinner /> : null}
      {t("cure.again")}
    </Button>
  );
  if (cure === "again") return again;
  if (cure === "by_hand") {
    return (
      <>
        {again}
        <Button asChild kind="secondary">
          <a href="/admin/whatsapp/manual">{t("cure.by_hand")}</a>
        </Button>
      </>
    );
  }
  if (cure === "retry" || cure === "wait") {
    return retry(t(GOES_ON.has(state.kind) ? "continue" : "cure.retry"), "primary");
  }
  // Whoever turned two-step verification off at Meta has no PIN to enter.
  return cure === "pin" ? retry(t("withoutPin"), "secondary") : null;
}

/** Where nothing went wrong yet. */
const GOES_ON: ReadonlySet<SignupView["state"]["kind"]> = new Set(["working", "no_number"]);

function Checklist({ signup: { state }, busy }: Pick<Props, "signup" | "busy">) {
  const t = useTranslations("signup");
  const ticks = useTranslations("ticks");
  return (
    <ol aria-label={t("checklist")} className="flex flex-col gap-2.5">
      {checklistOf(state).map(({ step, done, current }) => (
        <li
          key={step}
          aria-current={current ? "step" : undefined}
          data-step={done ? "done" : current ? "current" : "later"}
          className="flex items-center gap-3 text-soft aria-[current=step]:font-medium aria-[current=step]:text-ink"
        >
          {done ? (
            <CircleCheck aria-hidden className="size-5 shrink-0 text-brand" />
          ) : current && busy ? (
            <Spinner />
          ) : current ? (
            <CircleAlert aria-hidden className="size-5 shrink-0 text-care" />
          ) : (
            <Circle aria-hidden className="size-5 shrink-0" />
          )}
          <span>
            {t(`steps.${step}`)}
            <span className="sr-only">: {ticks(done ? "done" : current && busy ? "pending" : "open")}</span>
          </span>
        </li>
      ))}
    </ol>
  );
}
