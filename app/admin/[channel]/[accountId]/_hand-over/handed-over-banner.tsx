"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { LocalTime } from "@/components/local-time";
import { shownAddress } from "@/components/shown-address";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Spinner } from "@/components/ui/spinner";
import type { CustomerPause, Pauses } from "../_pause/use-pauses";

/** So many stand at the top of the page; the others are in the card of those who are answered by hand. */
const SHOWN = 3;

type Props = { pauses: Pauses; onResumed: () => void };

/** The customers who wait for a person: since when, until when the bot rests, and the way back once they are answered. */
export function HandedOverBanner({ pauses, onResumed }: Props) {
  const t = useTranslations("handOver");
  const waiting = pauses.customers.filter(({ cause }) => cause === "hand_over");
  if (waiting.length === 0) return null;
  const more = waiting.length - SHOWN;
  return (
    <Alert tone="care" title={t("bannerTitle", { count: waiting.length })} data-testid="handed-over">
      <ul className="mt-2 flex flex-col gap-4">
        {waiting.slice(0, SHOWN).map((pause) => (
          <Waiting key={pause.customer} pause={pause} pauses={pauses} onResumed={onResumed} />
        ))}
      </ul>
      {more > 0 ? <p className="mt-3">{t("more", { count: more })}</p> : null}
    </Alert>
  );
}

function Waiting({ pause, pauses, onResumed }: Props & { pause: CustomerPause }) {
  const t = useTranslations("handOver");
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
    <li>
      <p className="break-words tabular-nums">
        {t.rich("row", {
          customer,
          b: (words) => <b className="font-semibold">{words}</b>,
          since: () => <LocalTime at={pause.since} />,
          until: () => <LocalTime at={pause.until} />,
        })}
      </p>
      <Button
        kind="secondary"
        size="small"
        className="mt-2"
        aria-label={t("doneFor", { customer })}
        aria-disabled={busy}
        onClick={resume}
      >
        {busy ? <Spinner /> : null}
        {t("done")}
      </Button>
    </li>
  );
}
