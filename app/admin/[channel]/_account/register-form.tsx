"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Spinner } from "@/components/ui/spinner";
import type { AccountView } from "@/lib/accounts/account-view";
import { useMend } from "./use-repair";

export function RegisterForm({ accountId, onView }: { accountId: string; onView: (view: AccountView) => void }) {
  const t = useTranslations("ticks");
  const { mend, busy, error } = useMend(accountId, onView);
  const [pin, setPin] = useState("");
  const [bad, setBad] = useState(false);

  function submit(event: FormEvent): void {
    event.preventDefault();
    const good = /^\d{6}$/.test(pin);
    setBad(!good);
    if (good) void mend({ step: "register", pin });
  }

  return (
    <form noValidate onSubmit={submit} className="flex w-full max-w-sm flex-col items-start gap-3 text-ink">
      <Field label={t("pin")} hint={t("pinHint")} error={bad ? t("pinBad") : error}>
        {(control) => (
          <Input
            {...control}
            inputMode="numeric"
            autoComplete="off"
            maxLength={6}
            className="max-w-36 tracking-widest"
            value={pin}
            onChange={(event) => setPin(event.target.value)}
          />
        )}
      </Field>
      <Button type="submit" kind="secondary" size="small" disabled={busy}>
        {busy ? <Spinner /> : null}
        {t("register")}
      </Button>
    </form>
  );
}
