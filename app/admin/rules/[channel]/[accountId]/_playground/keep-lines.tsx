"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { toast } from "sonner";
import { reachAction, useActionWords } from "@/components/call-action";
import { Button } from "@/components/ui/button";
import { Spinner } from "@/components/ui/spinner";
import { keepSampleLines } from "../_state/actions";

type KeepLinesProps = {
  accountId: string;
  lines: readonly string[];
  isKept: boolean;
  onKept: (lines: string[]) => void;
};

/** Keeps what is typed for the next time, or says that it is kept. */
export function KeepLines({ accountId, lines, isKept, onKept }: KeepLinesProps) {
  const t = useTranslations("playground");
  const words = useActionWords();
  const [busy, setBusy] = useState(false);

  async function keep(): Promise<void> {
    setBusy(true);
    const result = await reachAction(() => keepSampleLines({ accountId, lines: [...lines] }));
    setBusy(false);
    if (!result.ok) return void toast.error(words(result));
    onKept(result.value);
    toast.success(t("linesKept"));
  }

  if (isKept) return lines.length === 0 ? null : <p className="mt-2 text-sm text-soft">{t("linesAreKept")}</p>;
  return (
    <Button kind="quiet" className="mt-2" disabled={busy} onClick={keep}>
      {busy ? <Spinner /> : null}
      {t("keepLines")}
    </Button>
  );
}
