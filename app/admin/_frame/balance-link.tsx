"use client";

import { Coins } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { classNames } from "@/components/ui/class-names";
import { balanceLevel, type CreditBalance } from "@/lib/credits/balance";
import { useBalance } from "../billing/use-balance";

const LOOKS = {
  enough: "border-line text-soft",
  low: "border-care bg-care-wash text-care",
  zero: "border-danger bg-danger-wash text-danger",
} as const;

/** How many credits are left, on every page; leads to where they are explained. */
export function BalanceLink({ first }: { first: CreditBalance }) {
  const t = useTranslations("credits");
  const { credits, lowThreshold } = useBalance(first);
  return (
    <Link
      href="/admin/billing"
      data-testid="balance"
      className={classNames(
        "inline-flex min-h-9 items-center gap-2 whitespace-nowrap rounded-full border px-3 font-medium text-sm tabular-nums hover:bg-well",
        LOOKS[balanceLevel(credits, lowThreshold)],
      )}
    >
      <Coins aria-hidden className="size-4" />
      <span aria-hidden className="sm:hidden">
        {credits.toLocaleString("en")}
      </span>
      <span className="max-sm:sr-only">{t("left", { credits })}</span>
    </Link>
  );
}
