"use client";

import { useTranslations } from "next-intl";
import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import type { DayUse } from "@/lib/credits/credit-use";

/** Days are days of UTC, so they are named in UTC too. */
const format = new Intl.DateTimeFormat("en", { day: "numeric", month: "short", timeZone: "UTC" });
const nameOf = (day: unknown): string => format.format(new Date(`${String(day)}T00:00:00Z`));

const AXIS = { fontSize: 12, fill: "var(--soft)" } as const;

export function UsePerDayChart({ perDay }: { perDay: DayUse[] }) {
  const t = useTranslations("credits.use");
  return (
    <ResponsiveContainer width="100%" height="100%">
      <BarChart data={perDay} accessibilityLayer={false} margin={{ top: 4, right: 0, bottom: 0, left: -28 }}>
        <CartesianGrid vertical={false} stroke="var(--line)" />
        <XAxis dataKey="day" tickFormatter={nameOf} tick={AXIS} tickLine={false} stroke="var(--line)" minTickGap={32} />
        <YAxis
          allowDecimals={false}
          tick={AXIS}
          tickLine={false}
          axisLine={false}
          domain={[0, (most: number) => Math.max(4, most)]}
        />
        <Tooltip
          cursor={{ fill: "var(--well)" }}
          labelFormatter={nameOf}
          formatter={(value) => [String(value), t("spent")]}
          contentStyle={{
            background: "var(--card)",
            border: "1px solid var(--line)",
            borderRadius: "0.75rem",
            color: "var(--ink)",
            fontSize: 14,
          }}
          itemStyle={{ color: "var(--ink)" }}
        />
        <Bar dataKey="credits" fill="var(--brand)" radius={[4, 4, 0, 0]} isAnimationActive={false} />
      </BarChart>
    </ResponsiveContainer>
  );
}
