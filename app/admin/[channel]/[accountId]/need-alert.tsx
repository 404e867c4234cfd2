"use client";

import { ExternalLink } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { LocalTime } from "@/components/local-time";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import type { Need } from "@/lib/accounts/account-state";
import type { AccountView } from "@/lib/accounts/account-view";
import { brokenCode } from "@/lib/channels/broken-causes";
import { META_PLACES, metaPlace } from "@/lib/channels/meta-places";
import { CheckAgainButton } from "./check-again-button";
import { NewTokenForm } from "./new-token-form";

type Props = { account: AccountView; need: Need; onView: (view: AccountView) => void };

/** What the number needs, in words, and the cure right below. */
export function NeedAlert({ account, need, onView }: Props) {
  const t = useTranslations("account");
  const n = useTranslations("numbers");
  const place = metaPlace(need);
  const code = account.brokenReason === null ? null : brokenCode(account.brokenReason);
  return (
    <Alert tone="care" title={t("needTitle")}>
      <p>{n(`need.${need}`)}</p>
      <Detail account={account} need={need} />
      {account.brokenAt ? (
        <p className="mt-1 text-sm text-soft">
          {t.rich(code === null ? "since" : "sinceCode", {
            code: String(code),
            time: () => <LocalTime at={account.brokenAt ?? new Date(0)} />,
          })}
        </p>
      ) : null}
      <div className="mt-3 flex flex-col items-start gap-3">
        {need === "confirm_default" ? (
          <Button asChild size="small">
            <Link href={`/admin/whatsapp/manual?account=${account.id}`}>{n("cure.confirm_default")}</Link>
          </Button>
        ) : null}
        {need === "not_subscribed" || need === "wrong_callback" || need === "not_registered" ? (
          <Button asChild kind="secondary" size="small">
            <a href="#connection">{n(`cure.${need}`)}</a>
          </Button>
        ) : null}
        {need === "new_number_id" || need === "access_removed" || need === "account_deleted" ? (
          <Button asChild size="small">
            <a href="/admin/whatsapp/connect">{n(`cure.${need}`)}</a>
          </Button>
        ) : null}
        {place ? (
          <Button asChild size="small">
            <a href={META_PLACES[place]} target="_blank" rel="noreferrer">
              {t(`atMeta.${place}`)}
              <ExternalLink aria-hidden />
            </a>
          </Button>
        ) : null}
        {account.brokenReason !== null ? <CheckAgainButton accountId={account.id} onView={onView} /> : null}
        {need === "token_refused" || need === "access_removed" ? (
          <NewTokenForm accountId={account.id} onView={onView} />
        ) : null}
      </div>
    </Alert>
  );
}

const REMOVED = [
  "ACCOUNT_DISCONNECTED",
  "BUSINESS_DOWNGRADE",
  "CHANGE_NUMBER",
  "COMPANION_INACTIVITY",
  "PRIMARY_INACTIVITY",
  "USER_RE_REGISTERED",
] as const;

/** What Meta itself says of it: in our words where it is one of its codes. */
function Detail({ account: { brokenDetail: detail, brokenUntil: until }, need }: Pick<Props, "account" | "need">) {
  const t = useTranslations("account");
  const reason = need === "access_removed" ? REMOVED.find((one) => one === detail) : undefined;
  const said = reason
    ? t(`removed.${reason}`)
    : detail && need !== "platform_account"
      ? t("metaSays", { detail })
      : null;
  return (
    <>
      {said ? <p className="mt-1 break-words">{said}</p> : null}
      {until ? <p className="mt-1">{t.rich("brokenUntil", { time: () => <LocalTime at={until} /> })}</p> : null}
    </>
  );
}
