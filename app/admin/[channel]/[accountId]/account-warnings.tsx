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
import { META_PLACES, metaPlace } from "@/lib/channels/meta-places";
import { dismissWarning } from "../_account/actions";
import { NewTokenForm } from "./new-token-form";

type Props = { account: AccountView; onView: (view: AccountView) => void };

/** What is to be known while customers are still answered; what stops that says all there is to say by itself. */
export function AccountWarnings({ account, onView }: Props) {
  const t = useTranslations("account");
  const told = account.warnings.filter(({ warning }) => warning !== "token_ends");
  const token = account.warnings.find(({ warning }) => warning === "token_ends");
  return (
    <>
      {token ? <TokenEnds account={account} at={token.endsAt ?? token.since} onView={onView} /> : null}
      {told.length > 0 ? (
        <Alert tone="care" title={t("warningTitle", { count: told.length })}>
          <ul className="divide-y divide-line">
            {told.map((warning) => (
              <Warning key={warning.id} account={account} warning={warning} onView={onView} />
            ))}
          </ul>
        </Alert>
      ) : null}
    </>
  );
}

function TokenEnds({ account, at, onView }: Props & { at: Date }) {
  const t = useTranslations("account");
  return (
    <Alert tone="care" title={t("tokenEndsTitle")}>
      <p>{t.rich("tokenEnds", { time: () => <LocalTime at={at} /> })}</p>
      <div className="mt-3 flex flex-col items-start gap-3">
        <Button asChild size="small">
          <a href="/admin/whatsapp/connect">{t("connectAgain")}</a>
        </Button>
        <NewTokenForm accountId={account.id} onView={onView} />
      </div>
    </Alert>
  );
}

function Warning({ account, warning, onView }: Props & { warning: AccountWarning }) {
  const t = useTranslations("account");
  const words = useActionWords();
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<string | null>(null);
  const { id, endsAt, since } = warning;
  const text = useWarningText(warning);
  const place = metaPlace(warning.warning);

  async function dismiss(): Promise<void> {
    setBusy(true);
    setFailed(null);
    const result = await reachAction(() => dismissWarning({ accountId: account.id, warningId: id }));
    setBusy(false);
    if (!result.ok) return setFailed(words(result));
    toast.success(t("warningDismissed"));
    onView(result.value);
  }

  return (
    <li className="py-3 first:pt-1 last:pb-0">
      <p id={`warning-${id}`} className="break-words">
        {text}
      </p>
      <p className="mt-1 text-sm text-soft">
        {t.rich("warningSince", { time: () => <LocalTime at={since} /> })}{" "}
        {warning.warning === "restricted" && endsAt
          ? t.rich("warningUntil", { time: () => <LocalTime at={endsAt} /> })
          : null}
      </p>
      {place ? (
        <p className="mt-1">
          <a href={META_PLACES[place]} target="_blank" rel="noreferrer" className="underline underline-offset-4">
            {t(`atMeta.${place}`)}
          </a>
        </p>
      ) : null}
      <Button
        kind="secondary"
        size="small"
        className="mt-2"
        onClick={dismiss}
        disabled={busy}
        aria-describedby={`warning-${id}`}
      >
        {busy ? <Spinner /> : <X aria-hidden />}
        {t("warningDismiss")}
      </Button>
      {failed ? (
        <p role="alert" className="mt-2 text-danger text-sm">
          {failed}
        </p>
      ) : null}
    </li>
  );
}

function useWarningText({ warning, subject, detail }: AccountWarning): string {
  const t = useTranslations("account.warning");
  switch (warning) {
    case "ban_scheduled":
      return detail ? t("banOn", { day: detail }) : t("ban");
    case "restricted":
      if (subject === "RESTRICTED_BIZ_INITIATED_MESSAGING") return t("restrictedOwn");
      if (subject === "RESTRICTED_ADD_PHONE_NUMBER_ACTION") return t("restrictedNumbers");
      return t("restricted", { subject: subject ?? "" });
    case "violation":
      return subject ? t("violationOf", { subject }) : t("violation");
    case "review_rejected":
      return t("reviewRejected");
    default:
      return detail ? t("alertSays", { detail }) : t("alert");
  }
}
