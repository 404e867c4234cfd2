"use client";

import { useTranslations } from "next-intl";
import { useId, useOptimistic, useTransition } from "react";
import { toast } from "sonner";
import { reachAction, useActionWords } from "@/components/call-action";
import { Card } from "@/components/ui/card";
import { Label } from "@/components/ui/label";
import { Switch } from "@/components/ui/switch";
import type { AccountView } from "@/lib/accounts/account-view";
import { setEnabled } from "../_account/actions";

/** The master switch: turns at once, and back with a word if the server did not take it. */
export function AutoReplySwitch({ account, onView }: { account: AccountView; onView: (view: AccountView) => void }) {
  const t = useTranslations("account");
  const words = useActionWords();
  const id = useId();
  const [, startTransition] = useTransition();
  const [enabled, showEnabled] = useOptimistic(account.enabled);

  function turn(wanted: boolean): void {
    startTransition(async () => {
      showEnabled(wanted);
      const result = await reachAction(() => setEnabled({ accountId: account.id, enabled: wanted }));
      if (!result.ok) return void toast.error(words(result));
      toast.success(t(wanted ? "switchedOn" : "switchedOff"));
      startTransition(() => onView(result.value));
    });
  }

  return (
    <Card className="flex items-start justify-between gap-5">
      <div>
        <Label htmlFor={id} className="font-semibold text-lg tracking-tight">
          {t("autoReply")}
        </Label>
        <p id={`${id}-hint`} className="mt-1 text-soft leading-relaxed">
          {enabled ? (account.confirmedAt ? t("autoReplyOn") : t("unconfirmed")) : t("autoReplyOff")}
        </p>
      </div>
      <Switch id={id} aria-describedby={`${id}-hint`} checked={enabled} onCheckedChange={turn} className="mt-0.5" />
    </Card>
  );
}
