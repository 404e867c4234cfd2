"use client";

import { Download } from "lucide-react";
import { useTranslations } from "next-intl";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Card, CardText, CardTitle } from "@/components/ui/card";
import { Spinner } from "@/components/ui/spinner";
import type { LedgerRow } from "@/lib/credits/ledger-reader";
import { LedgerFilterFields } from "./ledger-filter";
import { LedgerItem } from "./ledger-item";
import { ALL_ROWS, ledgerQuery, useLedger } from "./use-ledger";

/** Every movement of credits, the newest first; filtered, page by page, and as a file. */
export function LedgerCard({ first, perPage }: { first: LedgerRow[]; perPage: number }) {
  const t = useTranslations("credits.ledger");
  const { choice, setChoice, chosen, found, rows } = useLedger(first, perPage);
  const { isFetching, isFetchingNextPage, error } = found;
  const nothing = rows.length === 0 && !isFetching && error === null;
  const file = `/admin/billing/ledger.csv?${new URLSearchParams(ledgerQuery(choice))}`;
  return (
    <Card id="ledger">
      <CardTitle>{t("title")}</CardTitle>
      <CardText>{nothing && !chosen ? t("none") : t("text")}</CardText>
      {first.length > 0 ? <LedgerFilterFields choice={choice} onChange={setChoice} /> : null}
      <p role="status" className="mt-3 flex items-center gap-2 text-sm text-soft empty:hidden">
        {isFetching && !isFetchingNextPage ? (
          <>
            <Spinner /> {t("loading")}
          </>
        ) : null}
        {nothing && chosen ? t("noneFiltered") : null}
      </p>
      {error ? (
        <Alert tone="bad" className="mt-3">
          {error.message}
        </Alert>
      ) : null}
      <ul className="mt-3 divide-y divide-line">
        {rows.map((row) => (
          <LedgerItem key={row.place} row={row} />
        ))}
      </ul>
      <div className="mt-3 flex flex-wrap gap-3">
        {found.hasNextPage ? (
          <Button kind="secondary" onClick={() => found.fetchNextPage()} disabled={isFetching}>
            {isFetchingNextPage ? <Spinner /> : null}
            {t("older")}
          </Button>
        ) : null}
        {chosen ? (
          <Button kind="secondary" onClick={() => setChoice(ALL_ROWS)}>
            {t("clear")}
          </Button>
        ) : null}
        {rows.length > 0 ? (
          <Button asChild kind="quiet">
            <a href={file} download>
              <Download aria-hidden />
              {t("csv")}
            </a>
          </Button>
        ) : null}
      </div>
    </Card>
  );
}
