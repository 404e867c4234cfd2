"use client";

import { useTranslations } from "next-intl";
import { useDeferredValue, useId, useMemo } from "react";
import { Field } from "@/components/ui/field";
import { Label } from "@/components/ui/label";
import { Switch } from "@/components/ui/switch";
import type { StoredRule } from "@/lib/rules/config/reply-config";
import { findLongerWords, findShadowedKeywords } from "@/lib/rules/editing/keyword-hints";
import type { OpenDraft } from "../_state/draft-store";
import { type RuleDraft, ruleOfDraft, wholeWordOf } from "../_state/rule-draft";
import { CaughtLines } from "./caught-lines";
import { KeywordChips } from "./keyword-chips";

type KeywordFieldsProps = {
  open: OpenDraft;
  rules: readonly StoredRule[];
  onChange: (part: Partial<RuleDraft>) => void;
  error: string | null;
};

export function KeywordFields({ open, rules, onChange, error }: KeywordFieldsProps) {
  const t = useTranslations("rules");
  const { keywords, keywordTyped, exact } = open.draft;

  return (
    <>
      <Field label={t("keywords")} hint={t("keywordsHint")} error={error}>
        {(control) => (
          <KeywordChips
            control={control}
            keywords={keywords}
            typed={keywordTyped}
            onChange={(chips, typed) => onChange({ keywords: chips, keywordTyped: typed })}
          />
        )}
      </Field>
      <SwitchRow
        label={t("wholeWord")}
        hint={t("wholeWordHint")}
        checked={wholeWordOf(open.draft) || exact}
        disabled={exact}
        onChange={(on) => onChange({ wholeWord: on })}
      />
      <SwitchRow label={t("exact")} hint={t("exactHint")} checked={exact} onChange={(on) => onChange({ exact: on })} />
      <KeywordWarnings open={open} rules={rules} />
      <CaughtLines draft={open.draft} />
    </>
  );
}

type SwitchRowProps = {
  label: string;
  hint: string;
  checked: boolean;
  disabled?: boolean;
  onChange: (on: boolean) => void;
};

function SwitchRow({ label, hint, checked, disabled = false, onChange }: SwitchRowProps) {
  const id = useId();
  return (
    <div className="flex items-start justify-between gap-4">
      <div>
        <Label htmlFor={id}>{label}</Label>
        <p id={`${id}-hint`} className="text-sm text-soft">
          {hint}
        </p>
      </div>
      <Switch
        id={id}
        aria-describedby={`${id}-hint`}
        checked={checked}
        disabled={disabled}
        onCheckedChange={onChange}
      />
    </div>
  );
}

const WARNINGS_SHOWN = 4;

/** Keywords that an earlier rule always takes, and those that fire in longer words: of what is typed, not of what is saved. */
function KeywordWarnings({ open, rules }: Pick<KeywordFieldsProps, "open" | "rules">) {
  const t = useTranslations("rules");
  const { id, base, draft } = useDeferredValue(open);
  const shadowed = useMemo(() => {
    const typed = ruleOfDraft({ ...draft, keywordTyped: "" }, id, base);
    const stands = rules.some((rule) => rule.id === id);
    const list = stands ? rules.map((rule) => (rule.id === id ? typed : rule)) : [...rules, typed];
    return findShadowedKeywords(list).get(id) ?? [];
  }, [rules, id, base, draft]);
  const lines = [
    ...shadowed.map(({ keyword, byKeyword, byRuleId }) => {
      const label = rules.find((rule) => rule.id === byRuleId)?.label ?? byRuleId;
      return t("shadowed", { keyword, byKeyword, label });
    }),
    ...(wholeWordOf(draft) || draft.exact ? [] : draft.keywords).flatMap((keyword) => {
      const words = findLongerWords(keyword);
      return words.length === 0 ? [] : [t("longerWords", { keyword, words: words.join(", ") })];
    }),
  ];
  if (lines.length === 0) return null;
  return (
    <div role="status" className="rounded-control bg-care-wash p-3 text-sm">
      <ul className="flex flex-col gap-1">
        {lines.slice(0, WARNINGS_SHOWN).map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </div>
  );
}
