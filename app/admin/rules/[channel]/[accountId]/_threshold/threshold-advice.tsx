"use client";

import { useTranslations } from "next-intl";
import { useActionWords } from "@/components/call-action";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { type Closeness, REPLY_CONFIG_LIMITS } from "@/lib/rules/config/reply-config";
import {
  hundredths,
  type ScoredPhrase,
  suggestThreshold,
  type ThresholdAdvice as ThresholdAdviceOf,
} from "@/lib/rules/intent/suggest-threshold";
import { CLOSENESS, type RuleDraft } from "../_state/rule-draft";
import type { Mark } from "./threshold-scale";
import type { PhraseScoring } from "./use-phrase-scores";

type ThresholdAdviceProps = {
  marks: readonly Mark[];
  trouble: PhraseScoring["trouble"];
  draft: Pick<RuleDraft, "threshold" | "closeness">;
  /** Where the rule would draw its own line. */
  lines: Record<Closeness, number> | null;
  onChange: (part: Partial<RuleDraft>) => void;
  onAgain: () => void;
};

/** The closeness, or of a number of the owner's own the one, that tells the two kinds apart, or which phrases none does. */
export function ThresholdAdvice({ marks, trouble, draft, lines, onChange, onAgain }: ThresholdAdviceProps) {
  const t = useTranslations("rules.line");
  const words = useActionWords();
  if (trouble) {
    const again = (
      <Button kind="secondary" size="small" onClick={onAgain}>
        {t("again")}
      </Button>
    );
    return (
      <Alert tone="care" action={again}>
        {typeof trouble === "string" ? t(`trouble.${trouble}`) : words(trouble)} {t("kept")}
      </Alert>
    );
  }
  if (marks.length === 0) return null;
  const { threshold, closeness } = draft;
  if (threshold === null) {
    if (lines) return <ClosenessAdvice marks={marks} lines={lines} set={closeness} onUse={onChange} />;
    const isMeasured = marks.some(({ score }) => score !== null);
    return isMeasured ? <p className="text-care text-sm">{t("trouble.embedding_down")}</p> : null;
  }
  const onUse = (value: number) => onChange({ threshold: value });
  const advice = suggestThreshold(scored(marks, "should"), scored(marks, "shouldNot"));
  if (advice.kind === "too_few") return <p className="text-sm text-soft">{t("tooFew")}</p>;
  if (advice.kind === "inseparable") return <Inseparable {...advice} set={threshold} onUse={onUse} />;
  const value = advice.threshold.toFixed(2);
  return (
    <div role="status" className="flex min-h-9 flex-wrap items-center justify-between gap-2 text-[0.9375rem]">
      {advice.threshold === threshold ? (
        <p>{t("isSet", { value })}</p>
      ) : (
        <>
          <p>{t("suggested", { value })}</p>
          <Button kind="secondary" size="small" onClick={() => onUse(advice.threshold)}>
            {t("use", { value })}
          </Button>
        </>
      )}
    </div>
  );
}

type ClosenessAdviceProps = {
  marks: readonly Mark[];
  lines: Record<Closeness, number>;
  set: Closeness;
  onUse: (part: Pick<RuleDraft, "closeness">) => void;
};

/** The closeness that makes the fewest mistakes, of equals the one that is set. */
function ClosenessAdvice({ marks, lines, set, onUse }: ClosenessAdviceProps) {
  const t = useTranslations("rules");
  const missed = (line: number) => scored(marks, "should").filter(({ score }) => score < line).length;
  const taken = (line: number) => scored(marks, "shouldNot").filter(({ score }) => score >= line).length;
  const mistakes = (one: Closeness) => missed(lines[one]) + taken(lines[one]);
  const [best = set] = [set, ...CLOSENESS].toSorted((one, other) => mistakes(one) - mistakes(other));
  const value = t(`closeness.${best}`);
  return (
    <div role="status" className="flex min-h-9 flex-wrap items-center justify-between gap-2 text-[0.9375rem]">
      <p>
        {mistakes(best) === 0
          ? t("line.allRight", { value })
          : t("line.compromise", { value, missed: missed(lines[best]), taken: taken(lines[best]) })}{" "}
        {mistakes(best) === 0 ? null : t("line.mend")}
      </p>
      {best === set ? null : (
        <Button kind="secondary" size="small" onClick={() => onUse({ closeness: best })}>
          {t("line.use", { value })}
        </Button>
      )}
      <p className="text-sm text-soft">{t("line.alone")}</p>
    </div>
  );
}

type InseparableProps = Extract<ThresholdAdviceOf, { kind: "inseparable" }> & {
  set: number | null;
  onUse: (threshold: number) => void;
};

function Inseparable({ should, shouldNot, collide, compromise, set, onUse }: InseparableProps) {
  const t = useTranslations("rules.line");
  const name = (phrases: ScoredPhrase[]) =>
    phrases.map(({ phrase, score }) => t("named", { phrase, score: hundredths(score) })).join(", ");
  const title = shouldNot.length === 0 ? "tooFar" : should.length === 0 ? "tooNear" : "inseparable";
  const { minThreshold, maxThreshold } = REPLY_CONFIG_LIMITS;
  return (
    <Alert tone="care" title={t(title, { min: minThreshold.toFixed(2), max: maxThreshold.toFixed(2) })}>
      {should.length > 0 ? <p className="break-words">{t("shouldNamed", { phrases: name(should) })}</p> : null}
      {shouldNot.length > 0 ? <p className="break-words">{t("shouldNotNamed", { phrases: name(shouldNot) })}</p> : null}
      {collide ? (
        <p className="break-words">{t("collide", { one: collide.should.phrase, other: collide.shouldNot.phrase })}</p>
      ) : null}
      <p>{t("mend")}</p>
      <p className="mt-1 flex flex-wrap items-center gap-2">
        {t("compromise", {
          value: compromise.threshold.toFixed(2),
          missed: compromise.missed,
          taken: compromise.taken,
        })}
        {set === compromise.threshold ? null : (
          <Button kind="secondary" size="small" onClick={() => onUse(compromise.threshold)}>
            {t("use", { value: compromise.threshold.toFixed(2) })}
          </Button>
        )}
      </p>
    </Alert>
  );
}

/** What is not compared at all no threshold can help. */
function scored(marks: readonly Mark[], wanted: Mark["kind"]): ScoredPhrase[] {
  return marks.flatMap(({ kind, phrase, score }) => (kind === wanted && score !== null ? [{ phrase, score }] : []));
}
