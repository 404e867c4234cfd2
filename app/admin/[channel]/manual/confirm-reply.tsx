"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { toast } from "sonner";
import { useChannelTraits } from "@/app/admin/_frame/use-channel-traits";
import { accountTitle } from "@/components/account-title";
import { reachAction, useActionWords } from "@/components/call-action";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Spinner } from "@/components/ui/spinner";
import type { AccountView } from "@/lib/accounts/account-view";
import { saveReply } from "../_account/actions";
import { DefaultReplyFields, draftOf, responseOf, responseProblem } from "../_account/default-reply-fields";

/** The owner's word that customers may get this text; from then on they do. */
export function ConfirmReply({ account }: { account: AccountView }) {
  const t = useTranslations("connect");
  const stale = useTranslations("stale");
  const words = useActionWords();
  const router = useRouter();
  const { textLimit } = useChannelTraits();
  const [draft, setDraft] = useState(() => draftOf(account.defaultResponse));
  const [version, setVersion] = useState(account.version);
  const [busy, setBusy] = useState(false);
  const [tried, setTried] = useState(false);
  const [error, setError] = useState<string | null>(null);

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    setTried(true);
    if (responseProblem(draft, textLimit)) return;
    setBusy(true);
    setError(null);
    const { id: accountId, displayName, waitSeconds, onAiBlocked, defaultPauseMinutes } = account;
    const settings = { displayName, waitSeconds, onAiBlocked, defaultPauseMinutes, defaultResponse: responseOf(draft) };
    const result = await reachAction(() => saveReply({ accountId, version, confirm: true, ...settings }));
    if (result.ok && result.value.kind === "saved") {
      toast.success(t("confirmed", { name: accountTitle(account) }));
      return router.replace(`/admin/whatsapp/${accountId}`);
    }
    setBusy(false);
    if (!result.ok) return setError(words(result));
    setVersion(result.value.view.version);
    setError(stale("text"));
  }

  return (
    <form noValidate onSubmit={submit} className="flex flex-col gap-5">
      <DefaultReplyFields draft={draft} onChange={setDraft} showProblems={tried} />
      {error ? <Alert tone="bad">{error}</Alert> : null}
      <Button type="submit" disabled={busy} className="sm:self-start">
        {busy ? <Spinner /> : null}
        {busy ? t("confirming") : t("confirm")}
      </Button>
    </form>
  );
}
