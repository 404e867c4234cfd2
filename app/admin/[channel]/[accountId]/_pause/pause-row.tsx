"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { LocalTime } from "@/components/local-time";
import { shownAddress } from "@/components/shown-address";
import { Button } from "@/components/ui/button";
import { Spinner } from "@/components/ui/spinner";
import type { CustomerPause, Pauses } from "./use-pauses";

type Props = { pause: CustomerPause; pauses: Pauses; onResumed: () => void };

/** One customer whom a person answers: why, and until when. */
export function PauseRow({ pause, pauses, onResumed }: Props) {
  const t = useTranslations("pause");
  const [busy, setBusy] = useState(false);
  const customer = shownAddress(pause.customer);

  async function resume(): Promise<void> {
    if (busy) return;
    setBusy(true);
    const resumed = await pauses.resume(pause.customer);
    setBusy(false);
    if (resumed) onResumed();
  }

  return (
    <li data-testid="paused-customer" className="flex items-center justify-between gap-3 py-3">
      <div className="min-w-0">
        <p className="break-all font-medium tabular-nums">{customer}</p>
        <p className="mt-0.5 text-[0.9375rem]">{t(`cause.${pause.cause}`)}</p>
        <p className="mt-0.5 text-sm text-soft">{t.rich("until", { time: () => <LocalTime at={pause.until} /> })}</p>
      </div>
      <Button
        kind="secondary"
        size="small"
        className="shrink-0"
        aria-label={t("resumeCustomer", { customer })}
        aria-disabled={busy}
        onClick={resume}
      >
        {busy ? <Spinner /> : null}
        {t("resume")}
      </Button>
    </li>
  );
}
