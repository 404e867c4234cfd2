"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { useActionWords } from "../../../components/action-words";
import { LocalTime } from "../../../components/local-time";
import { reachAction } from "../../../components/reach-action";
import { Alert } from "../../../components/ui/alert";
import { Button } from "../../../components/ui/button";
import { Card, CardText, CardTitle } from "../../../components/ui/card";
import { Spinner } from "../../../components/ui/spinner";
import type { CreditEntry } from "../../../lib/credits/credit-entry";
import { listEntries } from "./actions";
import { entryWords } from "./entry-words";

/** Every movement of credits, the newest first; older ones come as they are asked for. */
export function EntriesCard({ first, perPage }: { first: CreditEntry[]; perPage: number }) {
  const t = useTranslations("credits");
  const reasons = useTranslations("reasons");
  const words = useActionWords();
  const [entries, setEntries] = useState(first);
  const [more, setMore] = useState(first.length === perPage);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);

  async function load(): Promise<void> {
    setBusy(true);
    setError(null);
    const result = await reachAction(() => listEntries({ before: entries.at(-1)?.id ?? null }));
    setBusy(false);
    if (!result.ok) return setError(words(result));
    setEntries((before) => [...before, ...result.value]);
    setMore(result.value.length === perPage);
  }

  return (
    <Card>
      <CardTitle>{t("entriesTitle")}</CardTitle>
      <CardText>{entries.length === 0 ? t("entriesNone") : t("entriesText")}</CardText>
      <ul className="mt-3 divide-y divide-line">
        {entries.map((entry) => {
          const { title, note } = entryWords(entry, t, reasons);
          return (
            <li key={entry.id} className="flex items-start justify-between gap-4 py-3">
              <div className="min-w-0">
                <p className="break-words">{title}</p>
                <p className="break-words text-sm text-soft">
                  <LocalTime at={entry.at} />
                  {note ? ` · ${note}` : null}
                </p>
              </div>
              <p className="shrink-0 text-right tabular-nums">
                <span className="font-medium">{entry.amount > 0 ? `+${entry.amount}` : entry.amount}</span>
                <span className="block text-sm text-soft">{t("after", { balance: entry.balanceAfter })}</span>
              </p>
            </li>
          );
        })}
      </ul>
      {error ? (
        <Alert tone="bad" className="mt-3">
          {error}
        </Alert>
      ) : null}
      {more ? (
        <Button kind="secondary" className="mt-3" onClick={load} disabled={busy}>
          {busy ? <Spinner /> : null}
          {t("older")}
        </Button>
      ) : null}
    </Card>
  );
}
