"use client";

import { RotateCw } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { reachAction, useActionWords } from "@/components/call-action";
import { SafetyBadge } from "@/components/safety-badge";
import { Button } from "@/components/ui/button";
import { Card, CardTitle } from "@/components/ui/card";
import { Spinner } from "@/components/ui/spinner";
import type { SavedPersona } from "@/lib/persona/persona";
import { checkAgain } from "./actions";

type Props = { id: string; view: SavedPersona; failing: boolean; onView: (view: SavedPersona) => void };

/** What the safety check says of the persona that was saved last, and who speaks to customers meanwhile. */
export function SafetyCard({ id, view: { safety, inForce }, failing, onView }: Props) {
  const t = useTranslations("persona.safety");
  const words = useActionWords();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);

  const meanwhile =
    inForce === null
      ? t("paused")
      : inForce.version === 0
        ? t("firstSpeaks")
        : t("speaks", { version: inForce.version });

  async function ask(): Promise<void> {
    setBusy(true);
    setError(null);
    const result = await reachAction(checkAgain);
    setBusy(false);
    if (!result.ok) return setError(words(result));
    onView(result.value);
  }

  return (
    <Card id={id}>
      <div className="flex flex-wrap items-center justify-between gap-3">
        <CardTitle>{t("title")}</CardTitle>
        <SafetyBadge status={safety.status} label={t(`status.${safety.status}`)} />
      </div>
      <div role="status" className="mt-2 flex flex-col gap-2 leading-relaxed">
        {safety.status === "approved" ? <p className="text-soft">{t("approved")}</p> : null}
        {safety.status === "pending" ? (
          <>
            <p>{failing ? t("failing", { attempts: safety.attempts }) : t("pending")}</p>
            <p className="text-soft">{meanwhile}</p>
          </>
        ) : null}
        {safety.status === "rejected" ? (
          <>
            <p className="font-medium text-danger">{safety.reason}</p>
            <p className="text-soft">
              {t("rejected")} {meanwhile}
            </p>
          </>
        ) : null}
      </div>
      {safety.status === "pending" ? (
        <Button kind="secondary" size="small" className="mt-4" onClick={ask} disabled={busy}>
          {busy ? <Spinner /> : <RotateCw aria-hidden />}
          {t("again")}
        </Button>
      ) : null}
      {error ? (
        <p role="alert" className="mt-2 text-danger text-sm">
          {error}
        </p>
      ) : null}
    </Card>
  );
}
