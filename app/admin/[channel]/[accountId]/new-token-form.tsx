"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { toast } from "sonner";
import { reachAction, useActionWords } from "@/components/call-action";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Spinner } from "@/components/ui/spinner";
import type { AccountView } from "@/lib/accounts/account-view";
import { replaceToken } from "../_account/actions";

/** Puts a new token in the place of one that Meta refuses. */
export function NewTokenForm({ accountId, onView }: { accountId: string; onView: (view: AccountView) => void }) {
  const t = useTranslations("account");
  const c = useTranslations("connect");
  const words = useActionWords();
  const [token, setToken] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (!/^[\x21-\x7e]{10,1000}$/.test(token.trim())) return setError(c("tokenBad"));
    setBusy(true);
    setError(null);
    const result = await reachAction(() => replaceToken({ accountId, token: token.trim() }));
    setBusy(false);
    if (!result.ok) return setError(words(result));
    if (result.value.kind === "refused") return setError(c(`refused.${result.value.reason}`));
    toast.success(t("tokenReplaced"));
    onView(result.value.view);
  }

  return (
    <form noValidate onSubmit={submit} className="flex w-full max-w-md flex-col items-start gap-3">
      <div className="w-full">
        <Field label={t("newToken")} hint={c("tokenHint")} error={error}>
          {(control) => (
            <Input
              {...control}
              type="password"
              autoComplete="off"
              className="font-mono"
              value={token}
              onChange={(event) => setToken(event.target.value)}
            />
          )}
        </Field>
      </div>
      <Button type="submit" size="small" disabled={busy || token.trim() === ""}>
        {busy ? <Spinner /> : null}
        {t("newTokenSave")}
      </Button>
    </form>
  );
}
