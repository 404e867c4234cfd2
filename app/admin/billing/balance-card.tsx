"use client";

import { useTranslations } from "next-intl";
import { Card, CardText, CardTitle } from "../../../components/ui/card";
import type { CreditBalance } from "../../../lib/credits/credit-reader";
import { useBalance } from "../use-balance";

/** What is left, what is under way, and what one credit is. */
export function BalanceCard({ first }: { first: CreditBalance }) {
  const t = useTranslations("credits");
  const { credits, reserved } = useBalance(first);
  return (
    <Card>
      <CardTitle>{t("balance")}</CardTitle>
      <p className="mt-3 flex flex-wrap items-baseline gap-x-3">
        <span className="font-semibold text-5xl tabular-nums tracking-tight">{credits}</span>
        <span className="text-soft">{t("unit", { credits })}</span>
      </p>
      <p className="mt-2 text-sm text-soft tabular-nums">{t("reserved", { reserved })}</p>
      <CardText className="mt-4 max-w-prose">{t("what")}</CardText>
    </Card>
  );
}
