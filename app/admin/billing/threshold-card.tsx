"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { toast } from "sonner";
import { reachAction, useActionWords } from "@/components/call-action";
import { Button } from "@/components/ui/button";
import { Card, CardText, CardTitle } from "@/components/ui/card";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Spinner } from "@/components/ui/spinner";
import { MAX_LOW_CREDIT_THRESHOLD } from "@/lib/credits/balance";
import { setLowThreshold } from "./actions";
import { BALANCE_KEY } from "./balance-key";

/** At how many credits the owner is told. */
export function ThresholdCard({ threshold }: { threshold: number }) {
  const t = useTranslations("credits");
  const words = useActionWords();
  const client = useQueryClient();
  const [typed, setTyped] = useState(String(threshold));
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);

  async function save(event: FormEvent): Promise<void> {
    event.preventDefault();
    const value = Number(typed);
    if (!/^\d{1,6}$/.test(typed.trim()) || value > MAX_LOW_CREDIT_THRESHOLD) {
      return setError(t("thresholdBad", { max: MAX_LOW_CREDIT_THRESHOLD }));
    }
    setBusy(true);
    setError(null);
    const result = await reachAction(() => setLowThreshold({ threshold: value }));
    setBusy(false);
    if (!result.ok) return setError(words(result));
    client.setQueryData(BALANCE_KEY, result.value);
    toast.success(t("thresholdSaved"));
  }

  return (
    <Card>
      <CardTitle>{t("thresholdTitle")}</CardTitle>
      <CardText>{t("thresholdText")}</CardText>
      <form noValidate onSubmit={save} className="mt-4 flex flex-col items-start gap-4">
        <Field label={t("threshold")} hint={t("thresholdHint")} error={error}>
          {(control) => (
            <Input
              {...control}
              name="threshold"
              inputMode="numeric"
              autoComplete="off"
              className="w-36 tabular-nums"
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
            />
          )}
        </Field>
        <Button type="submit" kind="secondary" disabled={busy}>
          {busy ? <Spinner /> : null}
          {t("thresholdSave")}
        </Button>
      </form>
    </Card>
  );
}
