"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { reachAction, useActionWords } from "@/components/call-action";
import type { AccountView } from "@/lib/accounts/account-view";
import { mendConnection } from "./actions";

type Mend = Parameters<typeof mendConnection>[0]["mend"];

/** Meta's code for a two-step PIN that is not the number's (DOC/support/error-codes). */
const WRONG_PIN = 133005;

/** Does at Meta what a tick lacks; `error` is in words. */
export function useMend(accountId: string, onView: (view: AccountView) => void) {
  const t = useTranslations("ticks");
  const words = useActionWords();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);

  async function mend(what: Mend): Promise<void> {
    setBusy(true);
    setError(null);
    const result = await reachAction(() => mendConnection({ accountId, mend: what }));
    setBusy(false);
    if (!result.ok) return setError(words(result));
    const { value } = result;
    if (value.kind === "checked") return onView(value.view);
    if (value.kind === "refused") return setError(t("refused", { code: value.code }));
    setError(value.code === WRONG_PIN ? t("wrongPin") : t("mendFailed", { code: value.code }));
  }

  return { mend, busy, error };
}
