"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { toast } from "sonner";
import { reachAction, useActionWords } from "@/components/call-action";
import { AlertDialog, AlertDialogCancel } from "@/components/ui/alert-dialog";
import { Button } from "@/components/ui/button";
import { Card, CardText, CardTitle } from "@/components/ui/card";
import { Field } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import { Spinner } from "@/components/ui/spinner";
import { isRetentionChoice, RETENTION_CHOICES } from "@/lib/pipeline/log/retention";
import { setRetention } from "./actions";

/** How long the log is kept. A shorter time is asked for once more: what it deletes does not come back. */
export function RetentionCard({ days }: { days: number }) {
  const t = useTranslations("messages.retention");
  const words = useActionWords();
  const router = useRouter();
  const [inForce, setInForce] = useState(days);
  const [chosen, setChosen] = useState(days);
  const [asks, setAsks] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const choices = isRetentionChoice(inForce)
    ? [...RETENTION_CHOICES]
    : [...RETENTION_CHOICES, inForce].sort((one, other) => one - other);

  async function save(): Promise<void> {
    setBusy(true);
    setError(null);
    const result = await reachAction(() => setRetention({ days: chosen, seenDays: inForce }));
    setBusy(false);
    setAsks(false);
    if (!result.ok) return setError(words(result));
    setInForce(result.value.days);
    if (result.value.kind === "stale") return setError(t("stale", { days: result.value.days }));
    toast.success(t("saved"));
    router.refresh();
  }

  function submit(event: FormEvent): void {
    event.preventDefault();
    if (chosen < inForce) setAsks(true);
    else void save();
  }

  return (
    <Card className="mt-6">
      <CardTitle>{t("title")}</CardTitle>
      <CardText>{t("text")}</CardText>
      <form noValidate onSubmit={submit} className="mt-4 flex flex-col items-start gap-4">
        <Field label={t("keep")} hint={t("hint")} error={error}>
          {(control) => (
            <Select
              {...control}
              name="days"
              className="w-56 max-w-full"
              value={chosen}
              onChange={({ target }) => {
                setChosen(Number(target.value));
                setError(null);
              }}
            >
              {choices.map((choice) => (
                <option key={choice} value={choice}>
                  {isRetentionChoice(choice) ? t(`choices.${choice}`) : t("days", { days: choice })}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Button type="submit" kind="secondary" disabled={busy}>
          {busy ? <Spinner /> : null}
          {t("save")}
        </Button>
      </form>
      <AlertDialog
        open={asks}
        onOpenChange={(open) => {
          if (busy) return;
          setAsks(open);
          // Whoever says no keeps what is in force: what they had chosen is not left standing as if it were.
          if (!open) setChosen(inForce);
        }}
        title={t("ask", { days: chosen })}
        text={<p>{t("askText", { days: chosen })}</p>}
      >
        <AlertDialogCancel asChild>
          <Button kind="secondary" disabled={busy}>
            {t("askNo")}
          </Button>
        </AlertDialogCancel>
        <Button kind="danger" onClick={save} disabled={busy}>
          {busy ? <Spinner /> : null}
          {t("askYes")}
        </Button>
      </AlertDialog>
    </Card>
  );
}
