"use client";

import { useTranslations } from "next-intl";
import { Card, CardText, CardTitle } from "@/components/ui/card";
import type { CreditBalance } from "@/lib/credits/balance";
import { type DayUse, daysLeft } from "@/lib/credits/credit-use";
import { useBalance } from "./use-balance";

/** What is left and for how long, what is under way, and what one credit is. */
export function BalanceCard({ first, perDay }: { first: CreditBalance; perDay: readonly DayUse[] }) {
  const t = useTranslations("credits");
  const { credits, reserved } = useBalance(first);
  const left = daysLeft(credits, perDay);
  return (
    <Card>
      <CardTitle>{t("balance")}</CardTitle>
      <p className="mt-3 flex flex-wrap items-baseline gap-x-3">
        <span className="font-semibold text-5xl tabular-nums tracking-tight">{credits.toLocaleString("en")}</span>
        <span className="text-soft">{t("unit", { credits })}</span>
      </p>
      {left.kind === "none" ? null : (
        <p data-testid="days-left" className="mt-3">
          {left.kind === "unknown" ? t("daysLeft.unknown") : t(`daysLeft.${left.kind}`, left)}
        </p>
      )}
      {reserved > 0 ? <p className="mt-1 text-sm text-soft tabular-nums">{t("reserved", { reserved })}</p> : null}
      <CardText className="mt-4 max-w-prose text-sm">{t("what")}</CardText>
    </Card>
  );
}
