"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import { Alert } from "@/components/ui/alert";
import { balanceLevel, type CreditBalance } from "@/lib/credits/balance";
import { useBalance } from "../billing/use-balance";

/** Says above every page that credits run low or are used up, and what that does to customers. */
export function BalanceBanner({ first }: { first: CreditBalance }) {
  const t = useTranslations("credits");
  const path = usePathname();
  const { credits, lowThreshold } = useBalance(first);
  const level = balanceLevel(credits, lowThreshold);
  if (level === "enough") return null;
  return (
    <Alert tone={level === "zero" ? "bad" : "care"} className="mb-6" data-testid="balance-banner">
      {level === "zero" ? t("bannerZero") : t("bannerLow", { credits })}{" "}
      {path === "/admin/billing" ? null : (
        <Link href="/admin/billing" className="font-medium underline underline-offset-2">
          {t("bannerLink")}
        </Link>
      )}
    </Alert>
  );
}
