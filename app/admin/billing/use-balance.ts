"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { usePathname } from "next/navigation";
import { useEffect, useRef } from "react";
import { reachAction } from "@/components/call-action";
import type { CreditBalance } from "@/lib/credits/balance";
import { readBalance } from "./actions";
import { BALANCE_KEY } from "./balance-key";

/** Customers spend credits too, while a page stays open. */
const LOOK_EVERY_MS = 60_000;

/** The balance as of the last look; looked at once a minute, and with every page that is opened. */
export function useBalance(first: CreditBalance): CreditBalance {
  const client = useQueryClient();
  const path = usePathname();
  const seenOn = useRef(path);
  const { data } = useQuery({
    queryKey: BALANCE_KEY,
    initialData: first,
    staleTime: LOOK_EVERY_MS,
    refetchInterval: LOOK_EVERY_MS,
    queryFn: async () => {
      const result = await reachAction(readBalance);
      // A look that failed tells nothing new.
      return result.ok ? result.value : (client.getQueryData<CreditBalance>(BALANCE_KEY) ?? first);
    },
  });
  useEffect(() => {
    if (seenOn.current === path) return;
    seenOn.current = path;
    void client.invalidateQueries({ queryKey: BALANCE_KEY });
  }, [client, path]);
  return data;
}
