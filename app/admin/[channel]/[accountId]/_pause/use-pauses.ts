"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { toast } from "sonner";
import { reachAction, useActionWords } from "@/components/call-action";
import { shownAddress } from "@/components/shown-address";
import { MOST_PAUSE_DAYS, type Pause } from "@/lib/accounts/pause";
import { listPauses, pauseEverybody, resumeCustomer, resumeEverybody } from "./actions";

/** Somebody answers on the phone, and pauses end, while the page stays open. */
const LOOK_EVERY_MS = 15_000;

/** With the customer's address: a pause for everybody is a thing of its own. */
export type CustomerPause = Pause & { customer: string };

export type Pauses = {
  everybody: Pause | null;
  customers: readonly CustomerPause[];
  /** Null when everybody is paused by now, else why not, in words. */
  pause(until: Date): Promise<string | null>;
  /** False when it is still paused; why was said. */
  resumeAll(): Promise<boolean>;
  resume(customer: string): Promise<boolean>;
};

/** Who is answered by hand, as of the last look; each change is taken over once the server has it. */
export function usePauses(accountId: string, first: readonly Pause[]): Pauses {
  const t = useTranslations("pause");
  const words = useActionWords();
  const client = useQueryClient();
  const queryKey = ["pauses", accountId];
  const { data } = useQuery({
    queryKey,
    initialData: first,
    staleTime: LOOK_EVERY_MS,
    refetchInterval: LOOK_EVERY_MS,
    queryFn: async () => {
      const result = await reachAction(() => listPauses({ accountId }));
      // A look that failed tells nothing new.
      return result.ok ? result.value : (client.getQueryData<readonly Pause[]>(queryKey) ?? first);
    },
  });

  /** A look that is under way may be older than the change: what it brings is not taken. */
  async function takeOver(pauses: readonly Pause[]): Promise<void> {
    await client.cancelQueries({ queryKey });
    client.setQueryData(queryKey, pauses);
  }

  async function pause(until: Date): Promise<string | null> {
    const result = await reachAction(() => pauseEverybody({ accountId, until }));
    if (!result.ok) return words(result);
    if (result.value.kind !== "done") return t(result.value.kind, { days: MOST_PAUSE_DAYS });
    await takeOver(result.value.pauses);
    toast.success(t("pausedNow"));
    return null;
  }

  async function end(call: () => ReturnType<typeof resumeEverybody>, said: string): Promise<boolean> {
    const result = await reachAction(call);
    if (!result.ok) toast.error(words(result));
    if (!result.ok || result.value.kind !== "done") return false;
    await takeOver(result.value.pauses);
    toast.success(said);
    return true;
  }

  const everybody = data.find(({ customer }) => customer === null) ?? null;
  const customers = data.filter((one): one is CustomerPause => one.customer !== null);
  return {
    everybody,
    customers,
    pause,
    resumeAll: () => end(() => resumeEverybody({ accountId }), t("resumedAll", { count: customers.length })),
    resume(address) {
      const said = t(everybody ? "resumedLater" : "resumed", { customer: shownAddress(address) });
      return end(() => resumeCustomer({ accountId, address }), said);
    },
  };
}
