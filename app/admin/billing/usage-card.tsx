"use client";

import dynamic from "next/dynamic";
import { useTranslations } from "next-intl";
import { Card, CardText, CardTitle } from "../../../components/ui/card";
import { Skeleton } from "../../../components/ui/skeleton";
import type { DayUsage } from "../../../lib/credits/credit-reader";

/** The chart's library is large and needed by this card only; the page is there without it. */
const UsageChart = dynamic(() => import("./usage-chart").then(({ UsageChart }) => UsageChart), {
  ssr: false,
  loading: () => <Skeleton className="h-52" />,
});

/** Credits spent per day: a chart for the eye, a table for whoever reads it aloud. */
export function UsageCard({ usage }: { usage: DayUsage[] }) {
  const t = useTranslations("credits");
  const total = usage.reduce((sum, { credits }) => sum + credits, 0);
  return (
    <Card>
      <CardTitle>{t("usage")}</CardTitle>
      <CardText>{t("usageTotal", { total, days: usage.length })}</CardText>
      {total > 0 ? (
        <div aria-hidden className="mt-4 h-52">
          <UsageChart usage={usage} />
        </div>
      ) : null}
      <table className="sr-only">
        <caption>{t("usageTable")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("day")}</th>
            <th scope="col">{t("spent")}</th>
          </tr>
        </thead>
        <tbody>
          {usage.map(({ day, credits }) => (
            <tr key={day}>
              <th scope="row">{day}</th>
              <td>{credits}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  );
}
