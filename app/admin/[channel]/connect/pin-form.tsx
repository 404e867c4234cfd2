"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Spinner } from "@/components/ui/spinner";

/** Keeps what was typed where Meta does not accept it: most often one digit is wrong. */
export function PinForm({ busy, onPin }: { busy: boolean; onPin: (pin: string) => void }) {
  const t = useTranslations("ticks");
  const cure = useTranslations("signup.cure");
  const [pin, setPin] = useState("");
  const [bad, setBad] = useState(false);
  const input = useRef<HTMLInputElement>(null);

  function submit(event: FormEvent): void {
    event.preventDefault();
    const good = /^\d{6}$/.test(pin);
    setBad(!good);
    if (good) onPin(pin);
    else input.current?.focus();
  }

  return (
    <form noValidate onSubmit={submit} className="flex flex-col items-start gap-4">
      <Field label={t("pin")} error={bad ? t("pinBad") : null}>
        {(control) => (
          <Input
            {...control}
            ref={input}
            inputMode="numeric"
            autoComplete="off"
            maxLength={6}
            className="max-w-36 tracking-widest"
            value={pin}
            onChange={(event) => setPin(event.target.value)}
          />
        )}
      </Field>
      <Button type="submit" aria-disabled={busy}>
        {busy ? <Spinner /> : null}
        {cure("pin")}
      </Button>
    </form>
  );
}
