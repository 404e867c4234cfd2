"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { useChannelTraits } from "@/app/admin/_frame/use-channel-traits";
import { Button } from "@/components/ui/button";
import { ChoiceGroup } from "@/components/ui/choice-group";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { PLACEHOLDERS } from "@/lib/facts/placeholders";
import type { ReplyRule } from "@/lib/rules/config/reply-config";
import { newRuleId } from "@/lib/rules/editing/rule-edit";
import type { RuleList, RulePhrases } from "@/lib/rules/editing/rule-list";
import { sameValue } from "@/lib/rules/editing/same-value";
import type { OpenDraft } from "../_state/draft-store";
import { type DraftField, phrasesOfDraft, problemsOfDraft, type RuleDraft, ruleOfDraft } from "../_state/rule-draft";
import { HandoffFields } from "./handoff-fields";
import { IntentFields } from "./intent-fields";
import { KeywordFields } from "./keyword-fields";
import { ResponseFields } from "./response-fields";
import { WhenFields } from "./when-fields";

export type RuleEditorProps = {
  open: OpenDraft;
  /** The list that the rule stands in, or will stand at the end of. */
  list: RuleList;
  onDraft: (draft: RuleDraft) => void;
  onCancel: () => void;
  /** `phrases` only where they were changed: others may have changed them meanwhile. */
  onSave: (rule: ReplyRule, phrases: { phrases?: RulePhrases }) => void;
};

/** Everything of one rule. Nothing is saved before its button is pressed; the playground tries it at once. */
export function RuleEditor({ open, list, onDraft, onCancel, onSave }: RuleEditorProps) {
  const { draft, id, base } = open;
  const t = useTranslations("rules");
  const [tried, setTried] = useState(false);
  const problems = problemsOfDraft(draft, useChannelTraits().textLimit);
  const set = (part: Partial<RuleDraft>) => onDraft({ ...draft, ...part });

  /** An empty field is no fault before somebody wants to save. */
  const say = (field: DraftField): string | null => {
    const problem = problems[field];
    if (!problem || (problem.kind === "empty" && !tried)) return null;
    if (problem.kind === "empty") return t(`missing.${field}`);
    if (problem.kind === "unknown")
      return t("unknownPlaceholder", { name: problem.name, known: PLACEHOLDERS.join(" ") });
    return problem.kind === "many" ? t("tooMany", { max: problem.max }) : t("tooLong", problem);
  };

  function submit(event: FormEvent): void {
    event.preventDefault();
    setTried(true);
    if (Object.keys(problems).length > 0) return;
    // Exports are read by people: a new rule's id says what it is called.
    const finalId = base ? id : newRuleId(draft.label, id.slice(id.lastIndexOf("-") + 1));
    const phrases = phrasesOfDraft(draft);
    // By words nothing is placed, and what is wrong with a phrase stands in a field that is not there to be mended.
    const unchanged = draft.matcherKind !== "prompt" || sameValue(phrases, open.phrases);
    onSave(ruleOfDraft(draft, finalId, base), unchanged ? {} : { phrases });
  }

  return (
    <form noValidate onSubmit={submit} className="flex flex-col gap-6">
      <Field label={t("label")} hint={t("labelHint")} error={say("label")}>
        {(control) => (
          <Input
            {...control}
            autoComplete="off"
            autoFocus={base === null}
            placeholder={t("labelPlaceholder")}
            value={draft.label}
            onChange={(event) => set({ label: event.target.value })}
          />
        )}
      </Field>
      <fieldset className="flex flex-col gap-4">
        <legend className="mb-2 font-medium text-[0.9375rem]">{t("when")}</legend>
        <ChoiceGroup
          label={t("when")}
          value={draft.matcherKind}
          onChange={(matcherKind) => set({ matcherKind })}
          choices={[
            { value: "static_text", label: t("kindKeywords"), hint: t("kindKeywordsHint") },
            { value: "prompt", label: t("kindIntent"), hint: t("kindIntentHint") },
            { value: "first_message", label: t("kindFirst"), hint: t("kindFirstHint") },
            { value: "any", label: t("kindAny"), hint: t("kindAnyHint") },
          ]}
        />
        {draft.matcherKind === "static_text" ? (
          <KeywordFields open={open} rules={list.config.rules} onChange={set} error={say("keywords")} />
        ) : null}
        {draft.matcherKind === "prompt" ? (
          <IntentFields list={list} ruleId={id} draft={draft} onChange={set} say={say} />
        ) : null}
        <WhenFields draft={draft} hasHours={list.facts?.hours !== undefined} onChange={set} error={say("spans")} />
      </fieldset>
      <ResponseFields draft={draft} facts={list.facts} onChange={set} error={say("text")} />
      <HandoffFields draft={draft} onChange={set} error={say("handoff")} />
      <div className="flex flex-wrap gap-2">
        <Button type="submit">{t("save")}</Button>
        <Button kind="quiet" onClick={onCancel}>
          {t("cancel")}
        </Button>
      </div>
    </form>
  );
}
