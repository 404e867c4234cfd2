"use client";

import { useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import { qualityKey } from "@/components/account-title";
import { reachAction, useActionWords } from "@/components/call-action";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Card, CardText } from "@/components/ui/card";
import { Spinner } from "@/components/ui/spinner";
import type { NumberFacts } from "@/lib/accounts/connection/whatsapp/number-directory.port";
import { connectNumber } from "../_account/actions";
import { type NumberInput, requestOf } from "./number-form";

type Props = { input: NumberInput; facts: NumberFacts; onBack: () => void; onConnected: (accountId: string) => void };

export function ConfirmNumber({ input, facts, onBack, onConnected }: Props) {
  const t = useTranslations("connect");
  const quality = useTranslations("numbers.quality");
  const words = useActionWords();
  const heading = useRef<HTMLHeadingElement>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  // The form that had the focus is gone.
  useEffect(() => heading.current?.focus(), []);

  async function connect(): Promise<void> {
    setBusy(true);
    setError(null);
    const result = await reachAction(() => connectNumber(requestOf(input)));
    if (result.ok && result.value.kind === "connected") return onConnected(result.value.accountId);
    setBusy(false);
    if (!result.ok) return setError(words(result));
    if (result.value.kind === "refused") setError(t(`refused.${result.value.reason}`));
  }

  return (
    <Card>
      <h2 ref={heading} tabIndex={-1} className="font-semibold text-lg tracking-tight outline-none">
        {t("confirmTitle")}
      </h2>
      <CardText>{t("confirmText")}</CardText>
      <dl className="mt-5 grid gap-4 rounded-control bg-well p-4 sm:grid-cols-2">
        <div>
          <dt className="text-sm text-soft">{t("phone")}</dt>
          <dd className="font-semibold text-xl tabular-nums tracking-tight">{facts.displayPhone}</dd>
        </div>
        <div>
          <dt className="text-sm text-soft">{t("verifiedName")}</dt>
          <dd className="font-semibold text-xl tracking-tight">{facts.verifiedName ?? t("noVerifiedName")}</dd>
          <dd className="text-sm text-soft">{quality(qualityKey(facts.qualityRating))}</dd>
        </div>
      </dl>
      {error ? (
        <Alert tone="bad" className="mt-5">
          {error}
        </Alert>
      ) : null}
      <div className="mt-5 flex flex-col gap-2 sm:flex-row">
        <Button onClick={connect} disabled={busy}>
          {busy ? <Spinner /> : null}
          {busy ? t("connecting") : t("yes")}
        </Button>
        <Button kind="secondary" onClick={onBack} disabled={busy}>
          {t("no")}
        </Button>
      </div>
    </Card>
  );
}
