"use client";

import { useTranslations } from "next-intl";
import type { PreviewedLine } from "@/lib/playground/preview-lines";
import { PlaygroundLine } from "./playground-line";

/** So many lines are looked at one by one; of more, those that stay as they are wait behind a click. */
const SEEN_AT_ONCE = 12;

type LineListProps = {
  lines: readonly PreviewedLine[];
  /** The winner of a line before the last saved change, where that was another. */
  before: ReadonlyMap<string, string>;
  /** Whether there are edits that are not saved. */
  isChange: boolean;
};

/** Every line with who answers it. With edits that are not saved, what they change stands first and is counted. */
export function LineList({ lines, before, isChange }: LineListProps) {
  const t = useTranslations("playground");
  const was = (line: PreviewedLine): string | null => line.savedWinner?.label ?? before.get(line.text) ?? null;
  const changed = lines.filter((line) => was(line) !== null);
  const same = lines.filter((line) => was(line) === null);
  const list = (shown: readonly PreviewedLine[]) => (
    <ol className="flex flex-col gap-3">
      {shown.map((line) => (
        <PlaygroundLine key={line.text} line={line} was={was(line)} />
      ))}
    </ol>
  );
  if (lines.length <= SEEN_AT_ONCE) return list(lines);
  return (
    <>
      {isChange ? (
        <p data-testid="what-changes" className="font-medium text-[0.9375rem]">
          {t("changes", { changed: changed.length, count: lines.length })}
        </p>
      ) : null}
      {changed.length > 0 ? list(changed) : null}
      <details open={!isChange && changed.length === 0}>
        <summary className="cursor-pointer py-1 text-soft">{t("same", { count: same.length })}</summary>
        <div className="mt-2">{list(same)}</div>
      </details>
    </>
  );
}
