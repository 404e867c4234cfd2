"use client";

import { RotateCw } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { toast } from "sonner";
import { reachAction, useActionWords } from "@/components/call-action";
import { Button } from "@/components/ui/button";
import { Spinner } from "@/components/ui/spinner";
import type { AccountView } from "@/lib/accounts/account-view";
import { repairAccount } from "../_account/actions";

/** Asks Meta once more; when it answers, the number is back. */
export function CheckAgainButton({ accountId, onView }: { accountId: string; onView: (view: AccountView) => void }) {
  const t = useTranslations("account");
  const words = useActionWords();
  const [busy, setBusy] = useState(false);
  const [still, setStill] = useState<string | null>(null);

  async function check(): Promise<void> {
    setBusy(true);
    setStill(null);
    const result = await reachAction(() => repairAccount({ accountId }));
    setBusy(false);
    if (!result.ok) return setStill(words(result));
    if (result.value.kind === "refused") return setStill(t("checkStill", { code: result.value.code }));
    onView(result.value.view);
    if (result.value.view.brokenReason !== null) return setStill(t("checkHeld"));
    toast.success(t("checkOk"));
  }

  return (
    <>
      <Button kind="secondary" size="small" onClick={check} disabled={busy}>
        {busy ? <Spinner /> : <RotateCw aria-hidden />}
        {t("checkAgain")}
      </Button>
      {still ? (
        <p role="alert" className="text-danger text-sm">
          {still}
        </p>
      ) : null}
    </>
  );
}
