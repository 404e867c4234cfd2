"use client";

import { useTranslations } from "next-intl";
import { Card, CardText, CardTitle } from "@/components/ui/card";
import type { RuleUse } from "@/lib/credits/credit-use";
import { useRuleName } from "./rule-name";

/** So many rows at most; what is below them is one row. */
const SHOWN = 8;

type Row = { key: string; name: string; credits: number };

/** Which rules spend the credits: a table whose rows are bars. */
export function UsePerRuleCard({ perRule, days }: { perRule: readonly RuleUse[]; days: number }) {
  const t = useTranslations("credits.rules");
  const rows = useRows(perRule);
  const most = Math.max(...rows.map(({ credits }) => credits));
  return (
    <Card>
      <CardTitle>{t("title")}</CardTitle>
      <CardText>{rows.length === 0 ? t("none", { days }) : t("text", { days })}</CardText>
      {rows.length === 0 ? null : (
        <table className="mt-3 w-full table-fixed text-[0.9375rem]">
          <caption className="sr-only">{t("caption")}</caption>
          <colgroup>
            <col />
            <col className="w-20" />
          </colgroup>
          <thead className="sr-only">
            <tr>
              <th scope="col">{t("rule")}</th>
              <th scope="col">{t("spent")}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ key, name, credits }) => (
              <tr key={key}>
                <th scope="row" className="py-1.5 text-left font-normal">
                  <span className="block break-words">{name}</span>
                  <span
                    aria-hidden
                    className="mt-1 block h-2.5 min-w-1 rounded-full bg-brand"
                    style={{ width: `${(100 * credits) / most}%` }}
                  />
                </th>
                <td className="py-1.5 text-right align-bottom tabular-nums">{credits.toLocaleString("en")}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Card>
  );
}

function useRows(perRule: readonly RuleUse[]): Row[] {
  const t = useTranslations("credits.rules");
  const nameOf = useRuleName();
  const numbers = new Set(perRule.flatMap((use) => (use.kind === "rule" ? [use.rule.accountId] : [])));
  const rows = perRule.map((use): Row => {
    if (use.kind !== "rule") return { key: use.kind, name: t(use.kind), credits: use.credits };
    const { accountId, ruleId, number } = use.rule;
    const label = nameOf(use.rule);
    const name = numbers.size > 1 ? t("onNumber", { label, number }) : label;
    return { key: `${accountId} ${ruleId}`, name, credits: use.credits };
  });
  if (rows.length <= SHOWN) return rows;
  const others = rows.slice(SHOWN - 1);
  const credits = others.reduce((sum, row) => sum + row.credits, 0);
  return [...rows.slice(0, SHOWN - 1), { key: "others", name: t("others", { count: others.length }), credits }];
}
