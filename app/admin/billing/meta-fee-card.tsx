import { getTranslations } from "next-intl/server";
import { Card, CardText, CardTitle } from "@/components/ui/card";
import type { DeliveredCount } from "@/lib/credits/credit-use";

/** What credits don't pay for. */
export async function MetaFeeCard({ delivered, more }: DeliveredCount) {
  const t = await getTranslations("credits.meta");
  return (
    <Card>
      <CardTitle>{t("title")}</CardTitle>
      <CardText className="max-w-prose">{t("text")}</CardText>
      <p data-testid="delivered" className="mt-3 tabular-nums">
        {t(more ? "more" : "delivered", { delivered })}
      </p>
    </Card>
  );
}
