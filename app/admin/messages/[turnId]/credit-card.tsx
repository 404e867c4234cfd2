import { useTranslations } from "next-intl";
import { LocalTime } from "@/components/local-time";
import { Card, CardText, CardTitle } from "@/components/ui/card";
import type { Receipt } from "@/lib/pipeline/receipt.port";

/** What the turn cost, movement by movement. */
export function CreditCard({ receipt: { credit } }: { receipt: Receipt }) {
  const t = useTranslations("receipt.credit");
  return (
    <Card>
      <CardTitle>{t("title")}</CardTitle>
      <CardText>{t(`states.${credit.state ?? "none"}`)}</CardText>
      {credit.entries.length === 0 ? null : (
        <ol className="mt-3 flex flex-col gap-1 text-sm">
          {credit.entries.map(({ kind, amount, at }) => (
            <li key={kind}>
              {kind === "reserve" || kind === "settle" || kind === "restore"
                ? t(`entries.${kind}`, { credits: Math.abs(amount) })
                : kind}
              , <LocalTime at={at} withSeconds />
            </li>
          ))}
        </ol>
      )}
    </Card>
  );
}
