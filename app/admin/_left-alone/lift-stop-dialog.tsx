"use client";

import { useTranslations } from "next-intl";
import { AlertDialog, AlertDialogCancel } from "@/components/ui/alert-dialog";
import { Button } from "@/components/ui/button";

type Props = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** As it is shown. */
  customer: string;
  onConfirm: () => void;
};

/** Asks before a customer's own wish for no more answers is lifted: it is theirs, and nothing brings it back. */
export function LiftStopDialog({ open, onOpenChange, customer, onConfirm }: Props) {
  const t = useTranslations("leftAlone.lift");
  return (
    <AlertDialog open={open} onOpenChange={onOpenChange} title={t("title", { customer })} text={t("text")}>
      <AlertDialogCancel asChild>
        <Button kind="secondary">{t("cancel")}</Button>
      </AlertDialogCancel>
      <Button
        onClick={() => {
          onOpenChange(false);
          onConfirm();
        }}
      >
        {t("confirm")}
      </Button>
    </AlertDialog>
  );
}
