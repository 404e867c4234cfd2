"use client";

import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import { type KeyboardEvent, useId, useRef } from "react";
import { Field } from "../../../../../components/ui/field";
import { Label } from "../../../../../components/ui/label";
import { Switch } from "../../../../../components/ui/switch";
import { findLongerWords } from "../../../../../lib/rules/longer-words";
import type { ShadowedKeyword } from "../../../../../lib/rules/shadowed-keywords";
import { addKeywords, type RuleDraft } from "./rule-draft";

type KeywordFieldsProps = {
  draft: RuleDraft;
  onChange: (part: Partial<RuleDraft>) => void;
  error: string | null;
  shadowed: readonly ShadowedKeyword[];
  labels: ReadonlyMap<string, string>;
};

/** Keywords as chips: Enter, comma or leaving the field adds one; Backspace in the empty field takes the last away. */
export function KeywordFields({ draft, onChange, error, shadowed, labels }: KeywordFieldsProps) {
  const t = useTranslations("rules");
  const wholeId = useId();
  const input = useRef<HTMLInputElement>(null);
  const { keywords, keywordTyped, wholeWord } = draft;

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
      <div className="flex items-start justify-between gap-4">
        <div>
          <Label htmlFor={wholeId}>{t("wholeWord")}</Label>
          <p id={`${wholeId}-hint`} className="text-sm text-soft">
            {t("wholeWordHint")}
          </p>
        </div>
        <Switch
          id={wholeId}
          aria-describedby={`${wholeId}-hint`}
          checked={wholeWord}
          onCheckedChange={(on) => onChange({ wholeWord: on })}
        />
      </div>
      <KeywordWarnings draft={draft} shadowed={shadowed} labels={labels} />
    </>
  );
}

const WARNINGS_SHOWN = 4;

function KeywordWarnings({ draft, shadowed, labels }: Pick<KeywordFieldsProps, "draft" | "shadowed" | "labels">) {
  const t = useTranslations("rules");
  const lines = [
    ...shadowed
      .filter(({ keyword }) => draft.keywords.includes(keyword))
      .map(({ keyword, byKeyword, byRuleId }) =>
        t("shadowed", { keyword, byKeyword, label: labels.get(byRuleId) ?? byRuleId }),
      ),
    ...(draft.wholeWord ? [] : draft.keywords).flatMap((keyword) => {
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
