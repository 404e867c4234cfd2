"use client";

import { useTranslations } from "next-intl";
import { Field } from "@/components/ui/field";
import { Textarea } from "@/components/ui/textarea";
import type { RuleList } from "@/lib/rules/editing/rule-list";
import type { DraftField, RuleDraft } from "../_state/rule-draft";
import { FineTune } from "../_threshold/fine-tune";

type IntentFieldsProps = {
  list: RuleList;
  ruleId: string;
  draft: RuleDraft;
  onChange: (part: Partial<RuleDraft>) => void;
  say: (field: DraftField) => string | null;
};

/** What the customer means, in the owner's words, and how near a message has to come to it. */
export function IntentFields({ list, ruleId, draft, onChange, say }: IntentFieldsProps) {
  const t = useTranslations("rules");
  return (
    <>
      <Field label={t("description")} hint={t("descriptionHint")} error={say("description")}>
        {(control) => (
          <Textarea
            {...control}
            className="min-h-20"
            placeholder={t("descriptionPlaceholder")}
            value={draft.description}
            onChange={(event) => onChange({ description: event.target.value })}
          />
        )}
      </Field>
      <Field label={t("examples")} hint={t("examplesHint")} error={say("examples")}>
        {(control) => (
          <Textarea
            {...control}
            className="min-h-24"
            placeholder={t("examplesPlaceholder")}
            value={draft.examples}
            onChange={(event) => onChange({ examples: event.target.value })}
          />
        )}
      </Field>
      <FineTune list={list} ruleId={ruleId} draft={draft} onChange={onChange} say={say} />
    </>
  );
}
