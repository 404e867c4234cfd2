"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { reachAction } from "@/components/call-action";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Card, CardText, CardTitle } from "@/components/ui/card";
import { Spinner } from "@/components/ui/spinner";
import { type CreditPack, formatMoney, minorDigits } from "@/lib/credits/orders/credit-pack";
import { buyPack, openPortal } from "./actions";
import { useStripeWords } from "./stripe-words";

type PacksCardProps = {
  packs: readonly CreditPack[];
  /** Auto top-up is on and waits for a card: the next purchase keeps one. */
  savesCard: boolean;
  /** The owner has bought before: Stripe has invoices and cards to show. */
  hasPortal: boolean;
};

/** Packs to buy, each one click away from Stripe's page. */
export function PacksCard({ packs, savesCard, hasPortal }: PacksCardProps) {
  const t = useTranslations("credits");
  const words = useStripeWords();
  const [busy, setBusy] = useState<number | "portal" | null>(null);
  const [error, setError] = useState<string | null>(null);

  /** The browser leaves by script: a form's redirect to Stripe would be stopped by the page's own policy. */
  async function buy(credits: number): Promise<void> {
    setBusy(credits);
    setError(null);
    const result = await reachAction(() => buyPack({ credits }));
    if (result.ok) {
      const { kind, orderId } = result.value;
      return window.location.assign(kind === "go" ? result.value.url : `/admin/billing?order=${orderId}`);
    }
    setBusy(null);
    setError(words(result));
  }

  async function portal(): Promise<void> {
    setBusy("portal");
    setError(null);
    const result = await reachAction(openPortal);
    if (result.ok) return window.location.assign(result.value.url);
    setBusy(null);
    setError(words(result));
  }

  return (
    <Card id="packs">
      <CardTitle>{t("packsTitle")}</CardTitle>
      <CardText>{t("packsBuy")}</CardText>
      <ul className="mt-4 grid gap-3 sm:grid-cols-2">
        {packs.map(({ credits, priceMinor, currency }) => (
          <li key={credits} className="flex items-center justify-between gap-3 rounded-control border border-line p-4">
            <p>
              <span className="block font-semibold tabular-nums">{t("packCredits", { credits })}</span>
              <span className="block tabular-nums">{formatMoney(priceMinor, currency)}</span>
              <span className="block text-sm text-soft tabular-nums">
                {t("packEach", { price: priceEach(priceMinor, credits, currency) })}
              </span>
            </p>
            <Button
              onClick={() => buy(credits)}
              disabled={busy !== null}
              aria-label={t("packBuyLabel", { credits, price: formatMoney(priceMinor, currency) })}
            >
              {busy === credits ? <Spinner /> : null}
              {t("packBuy")}
            </Button>
          </li>
        ))}
      </ul>
      {savesCard ? <CardText className="mt-3 text-sm">{t("packSavesCard")}</CardText> : null}
      {error ? (
        <Alert tone="bad" className="mt-3">
          {error}
        </Alert>
      ) : null}
      {hasPortal ? (
        <Button kind="secondary" className="mt-4" onClick={portal} disabled={busy !== null}>
          {busy === "portal" ? <Spinner /> : null}
          {t("portal")}
        </Button>
      ) : null}
    </Card>
  );
}

/** What one of `count` costs, to two digits that count: `$0.006`. */
function priceEach(minor: number, count: number, currency: string): string {
  const format = new Intl.NumberFormat("en", { style: "currency", currency, maximumSignificantDigits: 2 });
  return format.format(minor / count / 10 ** minorDigits(currency));
}
