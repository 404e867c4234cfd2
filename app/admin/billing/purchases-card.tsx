import { getTranslations } from "next-intl/server";
import { LocalTime } from "@/components/local-time";
import { Badge } from "@/components/ui/badge";
import { Card, CardText, CardTitle } from "@/components/ui/card";
import { formatMoney } from "@/lib/credits/orders/credit-pack";
import type { OrderState } from "@/lib/credits/orders/order";
import type { Purchase } from "@/lib/credits/orders/order-records.port";

const TONES = {
  open: "plain",
  paying: "plain",
  paid: "good",
  expired: "plain",
  failed: "care",
  mismatch: "bad",
} as const satisfies Record<OrderState, string>;

/** What was bought and for how much, the newest first. */
export async function PurchasesCard({ purchases }: { purchases: readonly Purchase[] }) {
  const t = await getTranslations("credits");
  return (
    <Card>
      <CardTitle>{t("purchases.title")}</CardTitle>
      <CardText>{purchases.length === 0 ? t("purchases.none") : t("purchases.text")}</CardText>
      <ul className="mt-3 divide-y divide-line">
        {purchases.map((one) => (
          <li key={one.id} className="flex items-start justify-between gap-4 py-3">
            <div className="min-w-0">
              <p>
                {t("packCredits", { credits: one.credits })}{" "}
                <Badge tone={TONES[one.state]}>{t(`purchases.${one.state}`)}</Badge>
              </p>
              <p className="text-sm text-soft">
                <LocalTime at={one.createdAt} />
                {one.kind === "top_up" ? ` · ${t("purchases.top_up")}` : null}
                {one.takenCredits > 0 ? ` · ${t("purchases.taken", { credits: one.takenCredits })}` : null}
                {one.disputeOpen ? ` · ${t("purchases.disputed")}` : null}
              </p>
            </div>
            <p className="shrink-0 text-right tabular-nums">
              <span className="block font-medium">{formatMoney(one.paidMinor ?? one.priceMinor, one.currency)}</span>
              {one.receiptUrl ? (
                <a
                  href={one.receiptUrl}
                  target="_blank"
                  rel="noreferrer"
                  className="text-sm underline underline-offset-2"
                >
                  {t("purchases.receipt")}
                </a>
              ) : null}
            </p>
          </li>
        ))}
      </ul>
    </Card>
  );
}
