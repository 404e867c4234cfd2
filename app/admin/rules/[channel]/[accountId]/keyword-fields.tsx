"use client";

import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import { type KeyboardEvent, useDeferredValue, useId, useMemo, useRef } from "react";
import { Field } from "../../../../../components/ui/field";
import { Label } from "../../../../../components/ui/label";
import { Switch } from "../../../../../components/ui/switch";
import { findLongerWords } from "../../../../../lib/rules/longer-words";
import type { ReplyRule } from "../../../../../lib/rules/reply-config";
import { findShadowedKeywords } from "../../../../../lib/rules/shadowed-keywords";
import type { OpenDraft } from "./draft-store";
import { addKeywords, type RuleDraft, ruleOfDraft } from "./rule-draft";

type KeywordFieldsProps = {
  open: OpenDraft;
  rules: readonly ReplyRule[];
  onChange: (part: Partial<RuleDraft>) => void;
  error: string | null;
};

/** Keywords as chips: Enter, comma or leaving the field adds one; Backspace in the empty field takes the last away. */
export function KeywordFields({ open, rules, onChange, error }: KeywordFieldsProps) {
  const t = useTranslations("rules");
  const input = useRef<HTMLInputElement>(null);
  const { keywords, keywordTyped, wholeWord, exact } = open.draft;

  const take = (typed: string) => onChange({ keywords: addKeywords(keywords, typed), keywordTyped: "" });

  function press(event: KeyboardEvent<HTMLInputElement>): void {
    if (event.key === "Enter" && keywordTyped.trim() !== "") {
      event.preventDefault();
      take(keywordTyped);
    } else if (event.key === "Backspace" && keywordTyped === "") {
      onChange({ keywords: keywords.slice(0, -1) });
    }
  }

  return (
    <>
      <Field label={t("keywords")} hint={t("keywordsHint")} error={error}>
        {(control) => (
          <div className="flex flex-wrap gap-1.5 rounded-control border border-edge bg-card p-2 has-focus-visible:outline-2 has-focus-visible:outline-focus has-focus-visible:outline-offset-2">
            {keywords.map((keyword) => (
              <span
                key={keyword}
                className="inline-flex max-w-full items-center rounded-lg bg-well pl-2.5 text-[0.9375rem]"
              >
                <span className="truncate">{keyword}</span>
                <button
                  type="button"
                  aria-label={t("removeKeyword", { keyword })}
                  onClick={() => {
                    onChange({ keywords: keywords.filter((one) => one !== keyword) });
                    input.current?.focus();
                  }}
                  className="grid size-9 shrink-0 place-items-center rounded-lg text-soft hover:text-ink"
                >
                  <X aria-hidden className="size-4" />
                </button>
              </span>
            ))}
            <input
              {...control}
              ref={input}
              autoComplete="off"
              enterKeyHint="done"
              placeholder={keywords.length === 0 ? t("keywordsPlaceholder") : undefined}
              value={keywordTyped}
              onChange={({ target: { value } }) =>
                /[,\n]/.test(value) ? take(value) : onChange({ keywordTyped: value })
              }
              onPaste={(event) => {
                const pasted = event.clipboardData.getData("text");
                if (!/[,\n]/.test(pasted)) return;
                event.preventDefault();
                take(`${keywordTyped}${pasted}`);
              }}
              onKeyDown={press}
              onBlur={() => take(keywordTyped)}
              className="min-h-9 min-w-28 flex-1 bg-transparent px-1.5 text-base outline-none placeholder:text-soft/80"
            />
          </div>
        )}
      </Field>
      <SwitchRow
        label={t("wholeWord")}
        hint={t("wholeWordHint")}
        checked={wholeWord || exact}
        disabled={exact}
        onChange={(on) => onChange({ wholeWord: on })}
      />
      <SwitchRow label={t("exact")} hint={t("exactHint")} checked={exact} onChange={(on) => onChange({ exact: on })} />
      <KeywordWarnings open={open} rules={rules} />
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
    ...(draft.wholeWord || draft.exact ? [] : draft.keywords).flatMap((keyword) => {
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
