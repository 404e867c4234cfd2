"use client";

import { Clock } from "lucide-react";
import { useTranslations } from "next-intl";
import { useSyncExternalStore } from "react";
import type { Facts, Span } from "@/lib/facts/facts";
import { momentWords } from "@/lib/facts/hours-words";
import { isOpenAt, nextOpening, openUntil, timeZoneOf } from "@/lib/facts/opening-hours";
import { isTimeZone } from "@/lib/facts/wall-clock";

const TICK_MS = 15_000;

function subscribe(tick: () => void): () => void {
  const timer = setInterval(tick, TICK_MS);
  return () => clearInterval(timer);
}

const now = () => Math.floor(Date.now() / TICK_MS) * TICK_MS;

/** What is half typed tells nothing yet. */
function whole(facts: Facts): Facts {
  const times = (spans: Span[]) => spans.filter(([from, to]) => from !== "" && to !== "" && from !== to);
  const { hours = {}, exceptions = [], time_zone = "UTC" } = facts;
  return {
    ...facts,
    time_zone: isTimeZone(time_zone) ? time_zone : "UTC",
    hours: Object.fromEntries(Object.entries(hours).map(([day, spans]) => [day, times(spans)])),
    exceptions: exceptions
      .filter(({ date }) => /^\d{4}-\d{2}-\d{2}$/.test(date))
      .map((one) => ({ ...one, hours: times(one.hours) })),
  };
}

/** What customers would be told now, of what is typed. */
export function OpeningPreview({ facts }: { facts: Facts }) {
  const t = useTranslations("businessFacts.now");
  const nowMs = useSyncExternalStore(subscribe, now, () => null);
  return (
    <p
      role="status"
      data-testid="opening-now"
      className="flex items-center gap-2 rounded-control bg-well px-3.5 py-2.5"
    >
      <Clock aria-hidden className="size-4 shrink-0 text-soft" />
      <span>{nowMs === null ? t("looking") : words(new Date(nowMs), whole(facts))}</span>
    </p>
  );

  function words(at: Date, told: Facts): string {
    const open = isOpenAt(told, at);
    if (open === null) return t("unsaid");
    const moment = open ? openUntil(told, at) : nextOpening(told, at);
    if (moment === null) return open ? t("always") : t("closed");
    const when = momentWords(timeZoneOf(told), moment, at);
    return open ? t("open", { until: when.replace(/^today /, "") }) : t("closedUntil", { opens: when });
  }
}
