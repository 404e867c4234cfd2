import { BellOff, BellRing, ChevronRight, Hand, Pause, TriangleAlert } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { accountTitle, qualityKey } from "@/components/account-title";
import { LocalTime } from "@/components/local-time";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { type AccountState, accountState } from "@/lib/accounts/account-state";
import type { AccountView } from "@/lib/accounts/account-view";
import { StateBadge } from "./state-badge";

type Props = {
  account: AccountView;
  /** Until then nobody is answered; null: it is not paused. */
  restingUntil: Date | null;
  /** How many customers wait for a person. */
  handedOver: number;
};

export function AccountCard({ account, restingUntil, handedOver }: Props) {
  const t = useTranslations("numbers");
  const state = accountState(account);
  const title = accountTitle(account);
  const Bell = account.enabled ? BellRing : BellOff;
  return (
    <Card className="relative transition-colors hover:border-edge">
      <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2">
        <div className="min-w-0">
          <h2 className="font-semibold text-lg leading-snug tracking-tight">
            <Link href={`/admin/whatsapp/${account.id}`} className="after:absolute after:inset-0 after:rounded-card">
              {title}
            </Link>
          </h2>
          <p className="text-soft tabular-nums">
            {title === account.displayAddress ? null : account.displayAddress}
            {account.verifiedName && account.verifiedName !== title ? ` · ${account.verifiedName}` : null}
          </p>
        </div>
        <StateBadge state={state} />
      </div>
      {restingUntil ? (
        <Badge tone="care" className="mt-3 whitespace-normal">
          <Pause aria-hidden />
          <span>{t.rich("pausedUntil", { time: () => <LocalTime at={restingUntil} /> })}</span>
        </Badge>
      ) : null}
      {handedOver > 0 ? (
        <Badge tone="care" className="mt-3 whitespace-normal">
          <Hand aria-hidden />
          {t("handedOver", { count: handedOver })}
        </Badge>
      ) : null}
      {account.warnings.length > 0 && account.brokenReason === null ? (
        <Badge tone="care" className="mt-3 whitespace-normal">
          <TriangleAlert aria-hidden />
          {t("warned", { count: account.warnings.length })}
        </Badge>
      ) : null}
      <ul className="mt-4 flex flex-wrap items-center gap-x-5 gap-y-1.5 text-sm text-soft">
        <li className="flex items-center gap-1.5">
          <Bell aria-hidden className="size-4" />
          {account.enabled ? t("autoReplyOn") : t("autoReplyOff")}
        </li>
        <li>{t(`quality.${qualityKey(account.qualityRating)}`)}</li>
        <li>
          {account.lastMessageAt
            ? t.rich("lastMessage", { time: () => <LocalTime at={account.lastMessageAt ?? new Date(0)} /> })
            : t("noMessage")}
        </li>
      </ul>
      <Cure account={account} state={state} />
    </Card>
  );
}

/** The reason in words and the one button that leads to what helps. */
function Cure({ account, state }: { account: AccountView; state: AccountState }) {
  const t = useTranslations("numbers");
  const words =
    state.kind === "needs_you"
      ? { text: t(`need.${state.need}`), cure: t(`cure.${state.need}`) }
      : state.kind === "waiting"
        ? { text: t("waitingText"), cure: t("waitingCure") }
        : null;
  if (!words) return null;
  // What Meta refused is explained at the top of the page; what is missing stands with the ticks.
  const anchor = account.brokenReason === null ? "#connection" : "";
  const page = `/admin/whatsapp/${account.id}${anchor}`;
  const href = account.confirmedAt ? page : `/admin/whatsapp/manual?account=${account.id}`;
  return (
    <div className="mt-4 flex flex-col items-start gap-3 border-line border-t pt-4 sm:flex-row sm:items-center sm:justify-between">
      <p className="text-[0.9375rem] leading-relaxed">{words.text}</p>
      <Button asChild kind="secondary" size="small" className="relative z-10 shrink-0">
        <Link href={href}>
          {words.cure}
          <ChevronRight aria-hidden />
        </Link>
      </Button>
    </div>
  );
}
