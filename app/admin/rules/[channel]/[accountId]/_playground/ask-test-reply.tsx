"use client";

import { useTranslations } from "next-intl";
import { SampleAnswer } from "@/app/admin/_test-reply/test-answer";
import { useSample } from "@/app/admin/_test-reply/use-test-reply";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Spinner } from "@/components/ui/spinner";
import { MAX_SAMPLE_CHARACTERS } from "@/lib/playground/test-reply";
import { RESPONSE_TABLE } from "@/lib/rules/config/response-table";

/** A real answer to a playground line, by the winner's instruction. The button says first what it costs. */
export function TrySample({ text, prompt }: { text: string; prompt: string }) {
  const t = useTranslations("sample");
  const { busy, reply, error, ask } = useSample();
  if ([...text].length > MAX_SAMPLE_CHARACTERS) {
    return <p className="mt-2 text-soft">{t("tooLong", { max: MAX_SAMPLE_CHARACTERS })}</p>;
  }
  return (
    <div className="mt-2">
      <Button
        kind="quiet"
        size="small"
        className="-ml-3 text-brand"
        disabled={busy}
        onClick={() => void ask({ text, rule: { prompt } })}
      >
        {busy ? <Spinner /> : null}
        {busy ? t("asking") : t("tryReal", { credits: RESPONSE_TABLE.prompt.priceCredits })}
      </Button>
      {error === null ? null : (
        <Alert tone="bad" className="mt-2">
          {error}
        </Alert>
      )}
      {reply ? <SampleAnswer reply={reply} /> : null}
    </div>
  );
}
