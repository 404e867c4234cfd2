"use client";

import { RotateCw } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { reachAction, useActionWords } from "@/components/call-action";
import { SafetyBadge } from "@/components/safety-badge";
import { Button } from "@/components/ui/button";
import { Card, CardTitle } from "@/components/ui/card";
import { Spinner } from "@/components/ui/spinner";
import type { SavedFacts } from "@/lib/facts/facts";
import { checkAgain } from "./actions";

type Props = { id: string; view: SavedFacts; onView: (view: SavedFacts) => void };

/** What the safety check says of what was last saved, and which version customers get meanwhile. */
export function SafetyCard({ id, view, onView }: Props) {
  const t = useTranslations("businessFacts.safety");
  const words = useActionWords();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const { safety, version, inForce } = view;

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
        {version === 0 ? null : <SafetyBadge status={safety.status} label={t(`status.${safety.status}`)} />}
      </div>
      <div role="status" className="mt-2 flex flex-col gap-2 leading-relaxed">
        {version === 0 ? <p className="text-soft">{t("none")}</p> : null}
        {version > 0 && safety.status === "approved" ? <p className="text-soft">{t("approved")}</p> : null}
        {safety.status === "pending" ? <p>{t("pending")}</p> : null}
        {safety.status === "rejected" ? <p className="font-medium text-danger">{safety.reason}</p> : null}
        {safety.status === "approved" ? null : (
          <p className="text-soft">{inForce === null ? t("noneInForce") : t("inForce", { version: inForce })}</p>
        )}
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
