import { useTranslations } from "next-intl";
import { LocalTime } from "@/components/local-time";
import type { LedgerRow } from "@/lib/credits/ledger-reader";
import { SILENT_REASONS } from "@/lib/pipeline/turn";
import { useRuleName } from "../use/rule-name";

/** One row of the ledger: what it was, when, why, and what it moved. */
export function LedgerItem({ row }: { row: LedgerRow }) {
  const t = useTranslations("credits.ledger");
  const nameOf = useRuleName();
  const why = useWhy(row);
  const rule = row.kind === "reply" && row.rule ? nameOf(row.rule) : null;
  return (
    <li data-testid="ledger-row" className="flex items-start justify-between gap-4 py-3">
      <div className="min-w-0">
        <p className="break-words">{"end" in row ? t(`${row.kind}.${row.end}`) : t(row.kind)}</p>
        <p className="break-words text-sm text-soft">
          <LocalTime at={row.at} />
          {rule === null ? null : ` · ${rule}`}
        </p>
        {why === null ? null : <p className="break-words text-sm text-soft">{why}</p>}
      </div>
      <p className="shrink-0 text-right tabular-nums">
        <span className="font-medium">{row.amount > 0 ? `+${row.amount.toLocaleString("en")}` : row.amount}</span>
        <span className="block text-sm text-soft">
          {t("after", { balance: row.balanceAfter.toLocaleString("en") })}
        </span>
      </p>
    </li>
  );
}

/** A grant's reason is the operator's words; every other one is a code that has words, or is not for owners. */
function useWhy({ kind, reason }: LedgerRow): string | null {
  const t = useTranslations("credits.ledger");
  const reasons = useTranslations("reasons");
  const purchases = useTranslations("credits.purchases");
  if (kind === "grant") return reason;
  if (kind === "purchase") return reason === "top_up" ? purchases("top_up") : null;
  if (reason === "undelivered") return t("undelivered");
  const known = SILENT_REASONS.find((one) => one === reason);
  return known === undefined ? null : reasons(known);
}
