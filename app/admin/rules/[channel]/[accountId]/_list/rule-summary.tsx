"use client";

import { BellOff, CircleAlert, Clock, Hourglass, MessageSquareText, Sparkles, UserRound } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { Badge } from "@/components/ui/badge";
import type { StoredRule } from "@/lib/rules/config/reply-config";
import type { RowItem } from "./rule-row-items";

const KEYWORDS_SHOWN = 6;

const ICONS = {
  canned: MessageSquareText,
  prompt: Sparkles,
  none: BellOff,
  broken: CircleAlert,
} satisfies Record<StoredRule["response"]["kind"], unknown>;

/** In two lines: what it answers, and with what. A rule whose stored shape is broken says so. */
export function RuleSummary({ rule: { matcher, response, when, handoff } }: { rule: StoredRule }) {
  const t = useTranslations("rules");
  const Icon = ICONS[response.kind];
  const keywords = matcher.kind === "static_text" ? matcher.keywords : [];
  const more = keywords.length - KEYWORDS_SHOWN;
  return (
    <div className="flex flex-col gap-1.5 pl-9 text-sm sm:pl-16">
      {matcher.kind === "static_text" ? (
        <p className="flex flex-wrap gap-1">
          {keywords.slice(0, KEYWORDS_SHOWN).map((keyword) => (
            <span key={keyword} className="max-w-full truncate rounded-md bg-well px-1.5 py-0.5">
              {keyword}
            </span>
          ))}
          {more > 0 ? <span className="px-1 py-0.5 text-soft">{t("moreKeywords", { count: more })}</span> : null}
          {matcher.exact || matcher.whole_word ? (
            <span className="px-1 py-0.5 text-soft">{t(matcher.exact ? "exactMark" : "wholeWordMark")}</span>
          ) : null}
        </p>
      ) : matcher.kind === "prompt" ? (
        <p className="line-clamp-2">{t("byMeaning", { description: matcher.description })}</p>
      ) : matcher.kind === "first_message" || matcher.kind === "any" ? (
        <p>{t(matcher.kind === "any" ? "kindAny" : "kindFirst")}</p>
      ) : (
        <p>{t("broken")}</p>
      )}
      {when ? (
        <p className="flex items-start gap-1.5 text-soft">
          <Clock aria-hidden className="mt-0.5 size-4 shrink-0" />
          {when.kind === "broken" ? t("broken") : t(`atKind.${when.kind}`)}
        </p>
      ) : null}
      <p className="flex items-start gap-1.5 text-soft">
        <Icon aria-hidden className="mt-0.5 size-4 shrink-0" />
        <span className="line-clamp-1 break-all">
          {response.kind === "none" ? t("kindNone") : response.kind === "broken" ? t("broken") : response.text}
        </span>
      </p>
      {handoff ? (
        <p className="flex items-start gap-1.5 text-soft">
          <UserRound aria-hidden className="mt-0.5 size-4 shrink-0" />
          {t("handsOver")}
        </p>
      ) : null}
    </div>
  );
}

/** A meaning that waits longer has failed at least once, or others stand before it. */
const READ_WITHIN_MS = 20_000;

/** Whether something has been true for so long, ms, since this row first showed it. */
function useStillTrue(now: boolean, ms: number): boolean {
  const [late, setLate] = useState(false);
  useEffect(() => {
    if (!now) return;
    const timer = setTimeout(() => setLate(true), ms);
    return () => {
      clearTimeout(timer);
      setLate(false);
    };
  }, [now, ms]);
  return now && late;
}

/** What keeps the rule from working, each in one line. */
export function RuleMarks({ item: { notActive, refused, safety, takenBy } }: { item: RowItem }) {
  const t = useTranslations("rules");
  const [phrase, ...more] = refused;
  const isLate = useStillTrue(notActive, READ_WITHIN_MS);
  if (!notActive && phrase === undefined && takenBy === null && (safety === null || safety.status === "approved"))
    return null;
  return (
    <div className="mt-2 flex flex-wrap gap-1.5 pl-9 sm:pl-16">
      {notActive ? (
        <Badge tone="care" className="whitespace-normal">
          <Hourglass aria-hidden />
          {t(isLate ? "notRead" : "notActive")}
        </Badge>
      ) : null}
      {phrase !== undefined ? (
        <Badge tone="bad" className="whitespace-normal rounded-control">
          <CircleAlert aria-hidden />
          {t("phraseRefused", { phrase: phrase.length > 60 ? `${phrase.slice(0, 60)}…` : phrase, more: more.length })}
        </Badge>
      ) : null}
      {safety?.status === "pending" ? (
        <Badge tone="care" className="whitespace-normal">
          <Hourglass aria-hidden />
          {t("promptPending")}
        </Badge>
      ) : null}
      {safety?.status === "rejected" ? (
        <Badge tone="bad" className="whitespace-normal rounded-control">
          <CircleAlert aria-hidden />
          {t("promptRejected", { reason: safety.reason })}
        </Badge>
      ) : null}
      {takenBy !== null ? (
        <Badge tone="care" className="whitespace-normal rounded-control">
          <CircleAlert aria-hidden />
          {t("neverWins", { label: takenBy })}
        </Badge>
      ) : null}
    </div>
  );
}
