"use client";

import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { toast } from "sonner";
import { reachAction, useActionWords } from "@/components/call-action";
import { LocalTime } from "@/components/local-time";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Spinner } from "@/components/ui/spinner";
import type { AccountView, AccountWarning } from "@/lib/accounts/account-view";
import { dismissWarning } from "../_account/actions";
import { NewTokenForm } from "./new-token-form";

type Props = { account: AccountView; onView: (view: AccountView) => void };

/** What Meta warns of while customers are still answered. */
export function AccountWarnings({ account, onView }: Props) {
  return account.warnings.map((warning) => (
    <WarningAlert key={warning.id} account={account} warning={warning} onView={onView} />
  ));
}

function WarningAlert({ account, warning, onView }: Props & { warning: AccountWarning }) {
  const t = useTranslations("account");
  const words = useActionWords();
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<string | null>(null);
  const { endsAt, since, detail } = warning;

  async function dismiss(): Promise<void> {
    setBusy(true);
    setFailed(null);
    const result = await reachAction(() => dismissWarning({ accountId: account.id, warningId: warning.id }));
    setBusy(false);
    if (!result.ok) return setFailed(words(result));
    toast.success(t("warningDismissed"));
    onView(result.value);
  }

  const own = warning.warning === "token_ends";
  const time = () => <LocalTime at={(own ? endsAt : since) ?? since} />;
  return (
    <Alert tone="care" title={own ? undefined : t("warningTitle")}>
      <p>{own ? t.rich("warning.token_ends", { time }) : t(warningKey(warning), { subject: warning.subject ?? "" })}</p>
      {own ? null : (
        <>
          {detail ? <p className="mt-1 break-words">{t("metaSays", { detail })}</p> : null}
          <p className="mt-1 text-sm text-soft">
            {t.rich("warningSince", { time })}{" "}
            {warning.warning === "restricted" && endsAt
              ? t.rich("warningUntil", { time: () => <LocalTime at={endsAt} /> })
              : null}
          </p>
        </>
      )}
      <div className="mt-3 flex flex-col items-start gap-3">
        {own ? (
          <>
            <Button asChild size="small">
              <a href="/admin/whatsapp/connect">{t("connectAgain")}</a>
            </Button>
            <NewTokenForm accountId={account.id} onView={onView} />
          </>
        ) : (
          <Button kind="secondary" size="small" onClick={dismiss} disabled={busy}>
            {busy ? <Spinner /> : <X aria-hidden />}
            {t("warningDismiss")}
          </Button>
        )}
        {failed ? (
          <p role="alert" className="text-danger text-sm">
            {failed}
          </p>
        ) : null}
      </div>
    </Alert>
  );
}

const RESTRICTIONS = {
  RESTRICTED_BIZ_INITIATED_MESSAGING: "warning.restrictedOwn",
  RESTRICTED_ADD_PHONE_NUMBER_ACTION: "warning.restrictedNumbers",
} as const;

function warningKey({ warning, subject }: AccountWarning) {
  const restriction = Object.entries(RESTRICTIONS).find(([type]) => warning === "restricted" && type === subject);
  return restriction ? restriction[1] : (`warning.${warning as Exclude<typeof warning, "token_ends">}` as const);
}
