"use client";

import dynamic from "next/dynamic";
import { useTranslations } from "next-intl";
import { Card, CardText, CardTitle } from "@/components/ui/card";
import { Skeleton } from "@/components/ui/skeleton";
import type { DayUse } from "@/lib/credits/credit-use";

/** The chart's library is large and needed by this card only; the page is there without it. */
const UsePerDayChart = dynamic(() => import("./use-per-day-chart").then(({ UsePerDayChart }) => UsePerDayChart), {
  ssr: false,
  loading: () => <Skeleton className="h-52" />,
});

/** Credits spent per day: a chart, and the same as a table for whoever wants numbers or has them read out. */
export function UsePerDayCard({ perDay }: { perDay: DayUse[] }) {
  const t = useTranslations("credits.use");
  const total = perDay.reduce((sum, { credits }) => sum + credits, 0);
  return (
    <Card>
      <CardTitle>{t("title")}</CardTitle>
      <CardText>{t("total", { total, days: perDay.length })}</CardText>
      {total > 0 ? (
        <>
          <div aria-hidden className="mt-4 h-52">
            <UsePerDayChart perDay={perDay} />
          </div>
          <details className="mt-3">
            <summary className="inline-flex min-h-9 cursor-pointer items-center rounded-lg text-sm text-soft underline underline-offset-2 hover:text-ink">
              {t("table")}
            </summary>
            <table className="mt-2 w-full max-w-xs text-sm tabular-nums">
              <caption className="sr-only">{t("caption")}</caption>
              <thead>
                <tr className="border-line border-b text-left text-soft">
                  <th scope="col" className="py-1.5 font-medium">
                    {t("day")}
                  </th>
                  <th scope="col" className="py-1.5 text-right font-medium">
                    {t("spent")}
                  </th>
                </tr>
              </thead>
              <tbody>
                {perDay.toReversed().map(({ day, credits }) => (
                  <tr key={day} className="border-line border-b last:border-0">
                    <th scope="row" className="py-1.5 text-left font-normal">
                      {day}
                    </th>
                    <td className="py-1.5 text-right">{credits}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </details>
        </>
      ) : null}
    </Card>
  );
}
