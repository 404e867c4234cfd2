import { useTranslations } from "next-intl";
import { useDeferredValue, useMemo } from "react";
import { findCaughtLines } from "@/lib/rules/editing/caught-lines";
import { EVERYDAY_LINES } from "@/lib/rules/editing/everyday-lines";
import { type RuleDraft, wholeWordOf } from "../_state/rule-draft";

/** What the keywords catch of the messages that every shop gets: closed at first, the count says whether to look. */
export function CaughtLines({ draft }: { draft: RuleDraft }) {
  const t = useTranslations("rules");
  const { keywords, exact } = useDeferredValue(draft);
  const wholeWord = useDeferredValue(wholeWordOf(draft));
  const caught = useMemo(() => findCaughtLines(keywords, { wholeWord, exact }), [keywords, wholeWord, exact]);
  if (caught.length === 0) return null;
  const count = new Set(caught.flatMap(({ lines }) => lines)).size;
  return (
    <details>
      <summary className="inline-flex min-h-9 cursor-pointer items-center rounded-lg text-sm text-soft underline underline-offset-2 hover:text-ink">
        {t("caught", { count, all: EVERYDAY_LINES.length })}
      </summary>
      <dl className="mt-2 flex flex-col gap-3 text-sm">
        {caught.map(({ keyword, lines }) => (
          <div key={keyword}>
            <dt dir="auto" className="break-words font-medium">
              {keyword}
            </dt>
            <dd dir="auto" className="mt-0.5 break-words text-soft leading-relaxed">
              {lines.length === 0 ? t("caughtNone") : lines.join(" · ")}
            </dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
