"use client";

import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import { classNames } from "@/components/ui/class-names";
import type { PhraseScore } from "@/lib/playground/preview-lines";
import { REPLY_CONFIG_LIMITS } from "@/lib/rules/config/reply-config";
import type { RulePhrases } from "@/lib/rules/editing/rule-list";
import { hundredths } from "@/lib/rules/intent/suggest-threshold";

export type Mark = PhraseScore & { kind: keyof RulePhrases };

/** `line`: from where on a message matches; null where that is not known. */
type MarksProps = { marks: readonly Mark[]; line: number | null };

const place = (value: number) => ({ left: `${Math.min(1, Math.max(0, value)) * 100}%` });

/** Thicker, because the slider above moves between these two only. */
const POSSIBLE = {
  left: `${REPLY_CONFIG_LIMITS.minThreshold * 100}%`,
  right: `${(1 - REPLY_CONFIG_LIMITS.maxThreshold) * 100}%`,
};

const ENDS = ["0", "1"];
/** The slider's own ends, where there is one. */
const OWN_ENDS = ["0", REPLY_CONFIG_LIMITS.minThreshold.toFixed(2), REPLY_CONFIG_LIMITS.maxThreshold.toFixed(2)];

/** The line from 0 to 1. To be looked at: the list below says the same in words. */
export function ThresholdScale({ marks, line, isOwnNumber }: MarksProps & { isOwnNumber: boolean }) {
  const t = useTranslations("rules.line");
  return (
    <div aria-hidden className="px-2 pt-6 pb-1" data-testid="threshold-scale">
      <div className="relative h-14">
        {line === null ? null : (
          <>
            <span
              className="-translate-x-1/2 -top-6 absolute whitespace-nowrap font-medium text-brand text-sm tabular-nums"
              style={{ left: `clamp(2rem, ${place(line).left}, 100% - 2rem)` }}
            >
              {isOwnNumber ? line.toFixed(2) : t("ownLine", { value: hundredths(line) })}
            </span>
            <span className="-translate-x-1/2 absolute top-0 h-10 w-0.5 bg-brand" style={place(line)} />
          </>
        )}
        <span className="absolute top-[1.1875rem] h-0.5 w-full rounded-full bg-edge" />
        {isOwnNumber ? <span className="absolute top-[1.0625rem] h-1.5 rounded-full bg-edge" style={POSSIBLE} /> : null}
        {marks.map(({ phrase, kind, score }) =>
          score === null ? null : (
            <span
              key={`${kind} ${phrase}`}
              title={`${hundredths(score)} ${phrase}`}
              style={place(score)}
              className={classNames("-translate-x-1/2 absolute", kind === "should" ? "top-0.5" : "top-6")}
            >
              <Shape kind={kind} />
            </span>
          ),
        )}
        {(isOwnNumber ? OWN_ENDS : ENDS).map((end) => (
          <span
            key={end}
            className="-translate-x-1/2 absolute bottom-0 text-soft text-xs tabular-nums"
            style={place(Number(end))}
          >
            {end}
          </span>
        ))}
      </div>
    </div>
  );
}

/** A dot or a cross: the colour alone would not tell everybody. */
function Shape({ kind }: { kind: Mark["kind"] }) {
  if (kind === "should")
    return <span aria-hidden className="block size-3.5 rounded-full border-2 border-card bg-brand" />;
  return <X aria-hidden className="size-3.5 shrink-0 stroke-[3.5] text-danger" />;
}

/** Each phrase with its score, the nearest first, and what the line makes of it as it is now. */
export function ThresholdMarks({ marks, line }: MarksProps) {
  const t = useTranslations("rules.line");
  if (marks.length === 0) return null;
  const sorted = marks.toSorted((one, other) => (other.score ?? -2) - (one.score ?? -2));
  return (
    <ul aria-label={t("scores")} className="flex flex-col gap-1.5 text-sm">
      {sorted.map((mark) => (
        <li key={`${mark.kind} ${mark.phrase}`} className="flex items-start gap-2">
          <span className="grid h-5 w-3.5 shrink-0 place-items-center">
            <Shape kind={mark.kind} />
          </span>
          <span className="min-w-0 flex-1 break-words">
            {mark.phrase} <span className="sr-only">({t(mark.kind)})</span>
          </span>
          <Verdict mark={mark} line={line} />
        </li>
      ))}
    </ul>
  );
}

function Verdict({ mark: { kind, score, gap }, line }: { mark: Mark; line: number | null }) {
  const t = useTranslations("rules.line");
  if (score === null) {
    return <span className="shrink-0 text-care">{t(gap === "other_script" ? "otherScript" : "otherLanguage")}</span>;
  }
  if (line === null) return <span className="shrink-0 text-right tabular-nums">{hundredths(score)}</span>;
  const matches = score >= line;
  const wrong = matches !== (kind === "should");
  return (
    <span className="shrink-0 text-right tabular-nums">
      {hundredths(score)}{" "}
      <span className={wrong ? "font-medium text-danger" : "text-soft"}>
        {wrong ? t(matches ? "taken" : "missed") : t(matches ? "matches" : "passedBy")}
      </span>
    </span>
  );
}
