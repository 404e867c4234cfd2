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
  draft: RuleDraft;
  onChange: (part: Partial<RuleDraft>) => void;
  say: (field: DraftField) => string | null;
};

/** Where the threshold stands: the owner's own phrases on one line with it, and where it would tell them apart. */
export function ThresholdLine({ list, draft, onChange, say }: ThresholdLineProps) {
  const t = useTranslations("rules.line");
  const { scores, busy, trouble, again } = usePhraseScores(list, draft);
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
      <ThresholdScale marks={marks} threshold={draft.threshold} />
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
      <ThresholdMarks marks={marks} threshold={draft.threshold} />
      {any && draft.description.trim() === "" ? <p className="text-sm text-soft">{t("needsDescription")}</p> : null}
      <ThresholdAdvice
        marks={marks}
        trouble={any ? trouble : null}
        threshold={draft.threshold}
        onUse={(threshold) => onChange({ threshold })}
        onAgain={again}
      />
    </div>
  );
}
