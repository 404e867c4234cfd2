"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { LocalTime } from "@/components/local-time";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Spinner } from "@/components/ui/spinner";
import type { Pause } from "@/lib/accounts/pause";
import type { Pauses } from "./use-pauses";

type Props = { pause: Pause; pauses: Pauses; onResumed: () => void };

/** Nobody is answered: until when, and the way out. */
export function PausedBanner({ pause, pauses, onResumed }: Props) {
  const t = useTranslations("pause");
  const [busy, setBusy] = useState(false);

  async function resume(): Promise<void> {
    if (busy) return;
    setBusy(true);
    const resumed = await pauses.resumeAll();
    setBusy(false);
    if (resumed) onResumed();
  }

  return (
    <Alert
      tone="care"
      title={t("allTitle")}
      data-testid="paused"
      action={
        <Button kind="secondary" size="small" aria-disabled={busy} onClick={resume}>
          {busy ? <Spinner /> : null}
          {t("resumeNow")}
        </Button>
      }
    >
      <p>{t.rich("allText", { time: () => <LocalTime at={pause.until} /> })}</p>
    </Alert>
  );
}
