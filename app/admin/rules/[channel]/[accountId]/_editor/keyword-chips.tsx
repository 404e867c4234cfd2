"use client";

import { Undo2, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ComponentProps, type KeyboardEvent, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { endsKeyword, splitKeywords } from "@/lib/rules/editing/split-keywords";

type KeywordChipsProps = {
  /** What ties the input to its label and hints. */
  control: ComponentProps<"input">;
  keywords: readonly string[];
  typed: string;
  onChange: (keywords: string[], typed: string) => void;
};

type Removed = { keyword: string; at: number };

/**
 * Keywords as chips. Enter, a comma of any script or leaving the field makes one; a press of Backspace in the empty field
 * takes the last away, and what was taken away can be brought back. Keys that belong to an input method do nothing here.
 */
export function KeywordChips({ control, keywords, typed, onChange }: KeywordChipsProps) {
  const t = useTranslations("rules");
  const input = useRef<HTMLInputElement>(null);
  const [removed, setRemoved] = useState<readonly Removed[]>([]);
  const last = removed.at(-1);

  const take = (text: string): void => onChange([...keywords, ...splitKeywords(text, keywords)], "");

  function remove(at: number): void {
    const keyword = keywords[at];
    if (keyword === undefined) return;
    setRemoved([...removed, { keyword, at }]);
    onChange(keywords.toSpliced(at, 1), typed);
  }

  function bringBack(): void {
    if (!last) return;
    setRemoved(removed.slice(0, -1));
    if (!keywords.includes(last.keyword)) onChange(keywords.toSpliced(last.at, 0, last.keyword), typed);
    input.current?.focus();
  }

  function press(event: KeyboardEvent<HTMLInputElement>): void {
    // Safari tells of the key that ends a composition after its end, with this code.
    if (event.nativeEvent.isComposing || event.keyCode === 229) return;
    if (event.key === "Enter" && typed.trim() !== "") {
      event.preventDefault();
      take(typed);
    } else if (event.key === "Backspace" && typed === "" && !event.repeat) {
      remove(keywords.length - 1);
    } else if (event.key === "z" && (event.ctrlKey || event.metaKey) && !event.shiftKey && typed === "" && last) {
      event.preventDefault();
      bringBack();
    }
  }

  return (
    <div className="flex flex-col gap-1">
      <div className="flex flex-wrap gap-1.5 rounded-control border border-edge bg-card p-2 has-focus-visible:outline-2 has-focus-visible:outline-focus has-focus-visible:outline-offset-2">
        {keywords.map((keyword, at) => (
          <span
            key={keyword}
            className="inline-flex max-w-full items-center rounded-lg bg-well pl-2.5 text-[0.9375rem]"
          >
            <span className="truncate">{keyword}</span>
            <button
              type="button"
              aria-label={t("removeKeyword", { keyword })}
              onClick={() => {
                remove(at);
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
          value={typed}
          onChange={({ target: { value }, nativeEvent }) => {
            const composing = nativeEvent instanceof InputEvent && nativeEvent.isComposing;
            if (endsKeyword(value) && !composing) take(value);
            else onChange([...keywords], value);
          }}
          onCompositionEnd={({ currentTarget: { value } }) => {
            if (endsKeyword(value)) take(value);
          }}
          onPaste={(event) => {
            const pasted = event.clipboardData.getData("text");
            if (!endsKeyword(pasted)) return;
            event.preventDefault();
            take(`${typed}${pasted}`);
          }}
          onKeyDown={press}
          onBlur={() => take(typed)}
          className="min-h-9 min-w-28 flex-1 bg-transparent px-1.5 text-base outline-none placeholder:text-soft/80"
        />
      </div>
      {last ? (
        <Button kind="quiet" size="small" className="self-start" onClick={bringBack}>
          <Undo2 aria-hidden />
          {t("bringBackKeyword", { keyword: last.keyword })}
        </Button>
      ) : null}
    </div>
  );
}
