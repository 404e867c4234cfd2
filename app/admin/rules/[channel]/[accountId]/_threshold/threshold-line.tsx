"use client";

import { useTranslations } from "next-intl";
import { Field } from "@/components/ui/field";
import { Spinner } from "@/components/ui/spinner";
import { Textarea } from "@/components/ui/textarea";
import type { RuleList } from "@/lib/rules/editing/rule-list";
import { type DraftField, intentOfDraft, phrasesOfDraft, type RuleDraft } from "../_state/rule-draft";
import { ThresholdAdvice } from "./threshold-advice";
import { type Mark, ThresholdMarks, ThresholdScale } from "./threshold-scale";
import { usePhraseScores } from "./use-phrase-scores";

type ThresholdLineProps = {
  list: RuleList;
  ruleId: string;
  /** Whether it is unfolded. */
  isSeen: boolean;
  draft: RuleDraft;
  onChange: (part: Partial<RuleDraft>) => void;
  say: (field: DraftField) => string | null;
};

/** Where the rule's line stands, its own or the owner's number: the owner's phrases beside it, and what would tell them apart. */
export function ThresholdLine({ list, ruleId, isSeen, draft, onChange, say }: ThresholdLineProps) {
  const t = useTranslations("rules.line");
  const { scores, lines, busy, trouble, again } = usePhraseScores(list, ruleId, draft, isSeen);
  const line = draft.threshold ?? lines?.[draft.closeness] ?? null;
  const typed = phrasesOfDraft(draft);
  const wanted = {
    should: [...new Set([...typed.should, ...intentOfDraft(draft).examples])],
    shouldNot: typed.shouldNot,
  };
  const marks = (["should", "shouldNot"] as const).flatMap((kind) =>
    wanted[kind].flatMap((phrase): Mark[] => {
      const measured = scores.get(phrase);
      return measured ? [{ ...measured, kind }] : [];
    }),
  );
  const any = typed.should.length + typed.shouldNot.length > 0;

  return (
    <div className="flex flex-col gap-4 rounded-control border border-line p-4">
      <div>
        <p className="flex items-center gap-2 font-medium text-[0.9375rem]">
          {t("title")}
          {busy ? <Spinner className="text-soft" /> : null}
        </p>
        <p className="text-sm text-soft">{t("text")}</p>
      </div>
      <ThresholdScale marks={marks} line={line} isOwnNumber={draft.threshold !== null} />
      <div className="grid gap-4 sm:grid-cols-2">
        {(["should", "shouldNot"] as const).map((kind) => (
          <Field key={kind} label={t(kind)} error={say(kind)}>
            {(control) => (
              <Textarea
                {...control}
                className="min-h-20 text-[0.9375rem]"
                placeholder={t(`${kind}Placeholder`)}
                value={draft[kind]}
                onChange={(event) => onChange({ [kind]: event.target.value })}
              />
            )}
          </Field>
        ))}
      </div>
      <ThresholdMarks marks={marks} line={line} />
      {any && draft.description.trim() === "" ? <p className="text-sm text-soft">{t("needsDescription")}</p> : null}
      <ThresholdAdvice
        marks={marks}
        trouble={trouble}
        draft={draft}
        lines={lines}
        onChange={onChange}
        onAgain={again}
      />
    </div>
  );
}
