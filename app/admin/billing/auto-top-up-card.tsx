"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { toast } from "sonner";
import { reachAction } from "@/components/call-action";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Card, CardText, CardTitle } from "@/components/ui/card";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { Spinner } from "@/components/ui/spinner";
import { type CreditPack, findPack, formatMoney, minorDigits } from "@/lib/credits/orders/credit-pack";
import type { BillingSettings } from "@/lib/credits/orders/order-records.port";
import { topUpProblem } from "@/lib/credits/orders/top-up-policy";
import { saveAutoTopUp } from "./actions";
import { useStripeWords } from "./stripe-words";

const OFF_REASONS = ["declined", "no_card", "customer_gone", "pack_changed"] as const;

/** Buys a pack by itself below so many credits, up to so much a month. Off until the owner says otherwise. */
export function AutoTopUpCard({ settings, packs }: { settings: BillingSettings; packs: readonly CreditPack[] }) {
  const t = useTranslations("credits");
  const words = useStripeWords();
  const router = useRouter();
  const { autoTopUp: saved } = settings;
  const first = findPack(packs, saved?.pack.credits ?? 0) ?? packs[0];
  const [credits, setCredits] = useState(String(first?.credits ?? 0));
  const [below, setBelow] = useState(String(saved?.below ?? Math.min(50, (first?.credits ?? 2) - 1)));
  const pack = findPack(packs, Number(credits)) ?? first;
  const unit = pack ? 10 ** minorDigits(pack.currency) : 1;
  const [limit, setLimit] = useState(String((saved?.monthlyLimitMinor ?? 3 * (first?.priceMinor ?? 0)) / unit));
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<{ field: "below" | "monthlyLimit" | null; words: string } | null>(null);
  if (!pack) return null;
  const price = formatMoney(pack.priceMinor, pack.currency);
  const off = OFF_REASONS.find((reason) => reason === settings.offReason);

  async function save(wanted: Parameters<typeof saveAutoTopUp>[0]): Promise<void> {
    setBusy(true);
    setError(null);
    const result = await reachAction(() => saveAutoTopUp(wanted));
    setBusy(false);
    if (!result.ok) return setError({ field: null, words: words(result) });
    toast.success(wanted.enabled ? t("topUp.on") : t("topUp.off"));
    router.refresh();
  }

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (!pack) return;
    const wanted = { below: readNumber(below), monthlyLimitMinor: Math.round(readNumber(limit) * unit) };
    const problem = topUpProblem(wanted, pack);
    if (problem?.field === "below") {
      return setError({ field: "below", words: t("topUp.belowBad", { most: pack.credits - 1 }) });
    }
    if (problem) return setError({ field: "monthlyLimit", words: t("topUp.limitBad", { price }) });
    await save({ enabled: true, credits: pack.credits, ...wanted });
  }

  return (
    <Card>
      <CardTitle>{t("topUp.title")}</CardTitle>
      <CardText>{saved ? t("topUp.textOn") : t("topUp.textOff")}</CardText>
      {off ? (
        <Alert tone="care" className="mt-3">
          {t(`topUp.reasons.${off}`)}
        </Alert>
      ) : null}
      {saved && !settings.cardSaved ? <Alert className="mt-3">{t("topUp.needsCard")}</Alert> : null}
      <form noValidate onSubmit={submit} className="mt-4 flex flex-col items-start gap-4">
        <Field
          label={t("topUp.below")}
          hint={t("topUp.belowHint")}
          error={error?.field === "below" ? error.words : null}
        >
          {(control) => (
            <Input
              {...control}
              name="below"
              inputMode="numeric"
              autoComplete="off"
              className="w-36 tabular-nums"
              value={below}
              onChange={(event) => setBelow(event.target.value)}
            />
          )}
        </Field>
        <Field label={t("topUp.pack")}>
          {(control) => (
            <Select {...control} name="pack" value={credits} onChange={(event) => setCredits(event.target.value)}>
              {packs.map((one) => (
                <option key={one.credits} value={one.credits}>
                  {t("topUp.option", { credits: one.credits, price: formatMoney(one.priceMinor, one.currency) })}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field
          label={t("topUp.limit", { currency: pack.currency.toUpperCase() })}
          hint={t("topUp.limitHint", { spent: formatMoney(settings.spentThisMonthMinor, pack.currency) })}
          error={error?.field === "monthlyLimit" ? error.words : null}
        >
          {(control) => (
            <Input
              {...control}
              name="limit"
              inputMode="decimal"
              autoComplete="off"
              className="w-36 tabular-nums"
              value={limit}
              onChange={(event) => setLimit(event.target.value)}
            />
          )}
        </Field>
        <CardText className="max-w-prose text-sm">{t("topUp.consent", { price })}</CardText>
        {error?.field === null ? <Alert tone="bad">{error.words}</Alert> : null}
        <div className="flex flex-wrap gap-2">
          <Button type="submit" kind="secondary" disabled={busy}>
            {busy ? <Spinner /> : null}
            {saved ? t("topUp.save") : t("topUp.switchOn")}
          </Button>
          {saved ? (
            <Button kind="quiet" disabled={busy} onClick={() => save({ enabled: false })}>
              {t("topUp.switchOff")}
            </Button>
          ) : null}
        </div>
      </form>
    </Card>
  );
}

/** `12`, `12.50` or `12,50`; anything else is no number. */
function readNumber(typed: string): number {
  return /^\d{1,9}([.,]\d{1,3})?$/.test(typed.trim()) ? Number(typed.trim().replace(",", ".")) : Number.NaN;
}
