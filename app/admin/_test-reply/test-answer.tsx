"use client";

import { useTranslations } from "next-intl";
import { Alert } from "@/components/ui/alert";
import type { SampleReply } from "@/lib/playground/test-reply";

/** What a sample came to: the answer with its time, or why there is none and that it cost nothing. */
export function SampleAnswer({ reply }: { reply: SampleReply }) {
  const t = useTranslations("sample");
  if (reply.kind !== "answered") {
    return (
      <Alert tone="care" className="mt-4" title={t(`none.${reply.kind}`)}>
        {t("free")}
      </Alert>
    );
  }
  const { text, milliseconds } = reply;
  return (
    <div role="status" className="mt-5 flex flex-col gap-2">
      <p
        data-testid="sample-answer"
        className="max-w-prose whitespace-pre-wrap break-words rounded-2xl rounded-tl-md border border-line bg-brand-wash px-4 py-3 leading-relaxed"
      >
        {text}
      </p>
      <p className="text-sm text-soft tabular-nums">
        {t("took", { seconds: Math.max(0.1, Math.round(milliseconds / 100) / 10) })} · {t("notSent")}
      </p>
    </div>
  );
}
