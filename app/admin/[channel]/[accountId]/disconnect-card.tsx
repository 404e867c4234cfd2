"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { toast } from "sonner";
import { reachAction, useActionWords } from "@/components/call-action";
import { AlertDialog, AlertDialogCancel } from "@/components/ui/alert-dialog";
import { Button } from "@/components/ui/button";
import { Card, CardText, CardTitle } from "@/components/ui/card";
import { Spinner } from "@/components/ui/spinner";
import type { AccountView } from "@/lib/accounts/account-view";
import { disconnectNumber } from "../_account/actions";

export function DisconnectCard({ account }: { account: AccountView }) {
  const t = useTranslations("account");
  const words = useActionWords();
  const router = useRouter();
  const [open, setOpen] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const number = account.displayAddress;

  async function disconnect(): Promise<void> {
    setBusy(true);
    setError(null);
    const result = await reachAction(() => disconnectNumber({ accountId: account.id }));
    if (!result.ok) {
      setBusy(false);
      return setError(words(result));
    }
    toast.success(t(result.value.leftAtMeta.length > 0 ? "disconnectedLeft" : "disconnected", { number }));
    router.replace("/admin/whatsapp");
  }

  return (
    <Card className="flex flex-col items-start gap-4">
      <div>
        <CardTitle>{t("disconnectTitle")}</CardTitle>
        <CardText>{t("disconnectText")}</CardText>
      </div>
      <Button kind="danger-quiet" onClick={() => setOpen(true)}>
        {t("disconnect")}
      </Button>
      <AlertDialog
        open={open}
        onOpenChange={setOpen}
        title={t("disconnectAsk", { number })}
        text={
          <>
            <p>{t("disconnectAskText")}</p>
            {error ? (
              <p role="alert" className="mt-3 text-danger">
                {error}
              </p>
            ) : null}
          </>
        }
      >
        <AlertDialogCancel asChild>
          <Button kind="secondary" disabled={busy}>
            {t("disconnectNo")}
          </Button>
        </AlertDialogCancel>
        <Button kind="danger" onClick={disconnect} disabled={busy}>
          {busy ? <Spinner /> : null}
          {busy ? t("disconnecting") : t("disconnectYes")}
        </Button>
      </AlertDialog>
    </Card>
  );
}
