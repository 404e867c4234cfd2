"use client";

import { MailCheck } from "lucide-react";
import { useTranslations } from "next-intl";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Spinner } from "@/components/ui/spinner";
import { useTypedText } from "@/components/use-typed-text";
import { askForGoogle, askForLink } from "./ask-for-link";
import type { SignInErrorKey } from "./sign-in-error";

type State =
  | { kind: "idle"; missing?: boolean }
  | { kind: "sending" }
  | { kind: "sent" }
  | { kind: "failed"; error: SignInErrorKey; minutes: number };

export function SignInForm({ google, firstError }: { google: boolean; firstError: SignInErrorKey | null }) {
  const t = useTranslations("signIn");
  const { text: email, typed } = useTypedText();
  const [state, setState] = useState<State>(
    firstError ? { kind: "failed", error: firstError, minutes: 15 } : { kind: "idle" },
  );

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (!/^\S+@\S+\.\S+$/.test(email.trim())) return setState({ kind: "idle", missing: true });
    setState({ kind: "sending" });
    const answer = await askForLink(email.trim());
    setState(
      answer.kind === "sent"
        ? { kind: "sent" }
        : { kind: "failed", error: answer.error, minutes: Math.max(1, Math.ceil(answer.waitSeconds / 60)) },
    );
  }

  async function goToGoogle(): Promise<void> {
    const address = await askForGoogle();
    if (address) location.assign(address);
    else setState({ kind: "failed", error: "Network", minutes: 0 });
  }

  if (state.kind === "sent") return <SentNote email={email.trim()} onAgain={() => setState({ kind: "idle" })} />;
  const sending = state.kind === "sending";
  return (
    <div className="flex flex-col gap-5">
      {state.kind === "failed" ? (
        <Alert tone="bad">{t(`errors.${state.error}`, { minutes: state.minutes })}</Alert>
      ) : null}
      <form noValidate onSubmit={submit} className="flex flex-col gap-4">
        <Field label={t("email")} error={state.kind === "idle" && state.missing ? t("emailMissing") : null}>
          {(control) => (
            <Input
              {...control}
              {...typed}
              type="email"
              name="email"
              autoComplete="email"
              placeholder={t("emailPlaceholder")}
              maxLength={254}
            />
          )}
        </Field>
        <Button type="submit" disabled={sending}>
          {sending ? <Spinner /> : null}
          {sending ? t("sending") : t("send")}
        </Button>
      </form>
      {google ? (
        <>
          <p className="text-center text-sm text-soft">{t("or")}</p>
          <Button kind="secondary" onClick={goToGoogle}>
            {t("google")}
          </Button>
        </>
      ) : null}
      <p className="text-sm text-soft">{t("newHere")}</p>
    </div>
  );
}

function SentNote({ email, onAgain }: { email: string; onAgain: () => void }) {
  const t = useTranslations("signIn");
  const heading = useRef<HTMLHeadingElement>(null);
  // The button that had the focus is gone: without this a screen reader would say nothing.
  useEffect(() => heading.current?.focus(), []);
  return (
    <div className="flex flex-col items-start gap-3 rounded-card border border-line bg-card p-6">
      <MailCheck aria-hidden className="size-7 text-brand" />
      <h2 ref={heading} tabIndex={-1} className="font-semibold text-xl tracking-tight outline-none">
        {t("sentTitle")}
      </h2>
      <p className="leading-relaxed">{t("sentTo", { email })}</p>
      <p className="text-sm text-soft">{t("notThere")}</p>
      <Button kind="secondary" size="small" onClick={onAgain}>
        {t("again")}
      </Button>
    </div>
  );
}
