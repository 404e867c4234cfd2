"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { reachAction, useActionWords } from "@/components/call-action";
import type { SampleReply } from "@/lib/playground/test-reply";
import { BALANCE_KEY, BUDGET_KEY } from "../billing/balance-key";
import { askSample } from "./actions";

/** A sample answer: asked for, what came of it, and why nothing came at all. It may have cost a credit. */
export function useSample() {
  const words = useActionWords();
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [reply, setReply] = useState<SampleReply | null>(null);
  const [error, setError] = useState<string | null>(null);

  async function ask(input: Parameters<typeof askSample>[0]): Promise<void> {
    setBusy(true);
    setReply(null);
    setError(null);
    const result = await reachAction(() => askSample(input));
    setBusy(false);
    void client.invalidateQueries({ queryKey: BALANCE_KEY });
    void client.invalidateQueries({ queryKey: BUDGET_KEY });
    if (result.ok) setReply(result.value);
    else setError(words(result));
  }

  return { busy, reply, error, setError, ask };
}
