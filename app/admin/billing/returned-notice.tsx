"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { reachAction } from "@/components/call-action";
import { Alert } from "@/components/ui/alert";
import type { OrderState } from "@/lib/credits/orders/order";
import { settlePurchase } from "./actions";
import { BALANCE_KEY } from "./balance-key";
import { useStripeWords } from "./stripe-words";

/** A payment that Stripe has not told the end of yet is asked about again so often, and so far apart. */
const TRIES = 5;
const WAIT_MS = 2_000;

const TONES = {
  open: "info",
  paying: "info",
  paid: "info",
  expired: "care",
  failed: "care",
  mismatch: "bad",
} as const satisfies Record<OrderState, "info" | "care" | "bad">;

/** What became of the purchase that the browser comes back from. It is settled here as well as by the webhook. */
export function ReturnedNotice({ orderId }: { orderId: string }) {
  const t = useTranslations("credits");
  const words = useStripeWords();
  const router = useRouter();
  const client = useQueryClient();
  const [state, setState] = useState<OrderState | null>(null);
  const [credits, setCredits] = useState(0);
  const [error, setError] = useState<string | null>(null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: asked once for each purchase; the words don't change that
  useEffect(() => {
    let left = false;
    const ask = async (tries: number): Promise<void> => {
      const result = await reachAction(() => settlePurchase({ orderId }));
      if (left) return;
      if (!result.ok) return setError(words(result));
      setCredits(result.value.credits);
      if (result.value.state === "open" && tries < TRIES) {
        await new Promise((resolve) => setTimeout(resolve, WAIT_MS));
        return left ? undefined : ask(tries + 1);
      }
      setState(result.value.state);
      await client.invalidateQueries({ queryKey: BALANCE_KEY });
      router.refresh();
    };
    void ask(1);
    return () => {
      left = true;
    };
  }, [orderId]);

  if (error) return <Alert tone="bad">{error}</Alert>;
  if (state === null) return <Alert>{t("returned.asking")}</Alert>;
  return <Alert tone={TONES[state]}>{t(`returned.${state}`, { credits })}</Alert>;
}
