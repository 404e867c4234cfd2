"use client";

import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { reachAction, useActionWords } from "@/components/call-action";
import type { LedgerFilter, LedgerRow } from "@/lib/credits/ledger-reader";
import { listLedger } from "../actions";

/** What is chosen. Days are the reader's own, `YYYY-MM-DD`, the last one included; empty where none is chosen. */
export type LedgerChoice = { filter: LedgerFilter | ""; fromDay: string; toDay: string };

export const ALL_ROWS: LedgerChoice = { filter: "", fromDay: "", toDay: "" };

/** The choice as the list and the export are asked for it. */
export function ledgerQuery({ filter, fromDay, toDay }: LedgerChoice): {
  filter?: LedgerFilter;
  from?: string;
  until?: string;
} {
  const from = fromDay === "" ? null : new Date(`${fromDay}T00:00:00`);
  const until = toDay === "" ? null : new Date(`${toDay}T00:00:00`);
  until?.setDate(until.getDate() + 1);
  return {
    ...(filter !== "" && { filter }),
    ...(from && { from: from.toISOString() }),
    ...(until && { until: until.toISOString() }),
  };
}

/** The ledger by what is chosen, page after page. `first`: what the page brought along, asked for without a choice. */
export function useLedger(first: LedgerRow[], perPage: number) {
  const words = useActionWords();
  const [choice, setChoice] = useState(ALL_ROWS);
  const query = ledgerQuery(choice);
  const chosen = Object.keys(query).length > 0;
  const found = useInfiniteQuery({
    // With its newest row: what the page brings along later is a list of its own.
    queryKey: ["ledger", query, first[0]?.place],
    initialPageParam: null as string | null,
    queryFn: async ({ pageParam }) => {
      const result = await reachAction(() => listLedger({ ...query, ...(pageParam !== null && { after: pageParam }) }));
      if (!result.ok) throw new Error(words(result));
      return result.value;
    },
    getNextPageParam: (page) => (page.length < perPage ? null : page.at(-1)?.place),
    ...(chosen ? { placeholderData: keepPreviousData } : { initialData: { pages: [first], pageParams: [null] } }),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  return { choice, setChoice, chosen, found, rows: found.data?.pages.flat() ?? [] };
}
