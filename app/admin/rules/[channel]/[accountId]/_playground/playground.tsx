"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useDeferredValue, useEffect, useId, useRef, useState } from "react";
import { reachAction, useActionWords } from "@/components/call-action";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Card, CardText, CardTitle } from "@/components/ui/card";
import { Field } from "@/components/ui/field";
import { Spinner } from "@/components/ui/spinner";
import { Switch } from "@/components/ui/switch";
import { Textarea } from "@/components/ui/textarea";
import type { PreviewedLine } from "@/lib/playground/preview-lines";
import type { RuleEdit } from "@/lib/rules/editing/rule-edit";
import { type RuleList, SAMPLE_LINES } from "@/lib/rules/editing/rule-list";
import { sameValue } from "@/lib/rules/editing/same-value";
import { previewLines } from "../_state/actions";
import { useSettled } from "../_state/use-settled";
import { KeepLines } from "./keep-lines";
import { LineList } from "./line-list";

/** How long nothing has to be typed before the lines are tried, ms. */
const PAUSE_MS = 350;

type PlaygroundProps = {
  saved: RuleList;
  /** Edits that are not saved yet; they take part. */
  unsaved: readonly RuleEdit[];
};

/** Lines as a customer would write them, and what each would be answered with. Nothing is sent, kept or charged. */
export function Playground({ saved, unsaved }: PlaygroundProps) {
  const t = useTranslations("playground");
  const words = useActionWords();
  const [kept, setKept] = useState(saved.sampleLines);
  const [typed, setTyped] = useState(kept.join("\n"));
  // Kept lines alone are tried when they are asked for: each look at the page would compare all of them.
  const [asks, setAsks] = useState(false);
  const lines = linesOf(typed);
  const isKept = sameValue(lines, kept);
  const firstId = useId();
  const [isFirstContact, setFirstContact] = useState(false);
  const asked = useSettled(JSON.stringify({ lines, edits: unsaved, isFirstContact }), PAUSE_MS);
  const { accountId, version, anyLanguage, asksCloseCalls, notActive, safety } = saved;
  const tries = lines.length > 0 && (asks || !isKept || unsaved.length > 0);

  const query = useQuery({
    queryKey: [
      "playground",
      accountId,
      version,
      anyLanguage,
      asksCloseCalls,
      notActive.length,
      JSON.stringify(safety),
      asked,
    ],
    enabled: tries,
    gcTime: 0,
    placeholderData: keepPreviousData,
    queryFn: () => {
      const trial = JSON.parse(asked) as { lines: string[]; edits: RuleEdit[]; isFirstContact: boolean };
      return reachAction(() => previewLines({ accountId, ...trial }));
    },
  });
  const answer = useDeferredValue(query.data);
  const before = useEarlierWinners(answer?.ok ? answer.value : null);

  return (
    <Card
      aria-labelledby="playground-title"
      className="xl:sticky xl:top-6 xl:max-h-[calc(100dvh-3rem)] xl:overflow-y-auto"
    >
      <CardTitle id="playground-title" className="flex items-center gap-2">
        {t("title")}
        {query.isFetching ? <Spinner className="text-soft" /> : null}
      </CardTitle>
      <CardText className="mb-4 text-[0.9375rem]">{t("text")}</CardText>
      <Field label={t("lines")} hint={t("linesHint", { max: SAMPLE_LINES.most })}>
        {(control) => (
          <Textarea
            {...control}
            className="max-h-72 min-h-24"
            placeholder={t("placeholder")}
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
          />
        )}
      </Field>
      <KeepLines accountId={accountId} lines={lines} isKept={isKept} onKept={setKept} />
      {lines.length > 0 && !tries ? (
        <Button kind="secondary" className="mt-3 w-full" onClick={() => setAsks(true)}>
          {t("tryKept", { count: lines.length })}
        </Button>
      ) : null}
      {[...saved.config.rules, ...unsaved.map(ruleOf)].some((rule) => rule?.matcher.kind === "first_message") ? (
        <div className="mt-3 flex items-center justify-between gap-4 text-sm">
          <label htmlFor={firstId}>{t("asFirst")}</label>
          <Switch id={firstId} checked={isFirstContact} onCheckedChange={setFirstContact} />
        </div>
      ) : null}
      {unsaved.length > 0 ? <p className="mt-3 text-care text-sm">{t("unsaved")}</p> : null}
      <div aria-live="polite" className="mt-4 flex flex-col gap-3">
        {!tries || !answer ? null : answer.ok ? (
          <>
            {answer.value.overtaken.map(({ ruleId, label }) => (
              <Alert key={ruleId} tone="care">
                {t("loser", { label })}
              </Alert>
            ))}
            <LineList lines={answer.value.lines} before={before} isChange={unsaved.length > 0} />
            {answer.value.followUpMinutes > 0 ? (
              <p className="text-sm text-soft">{t("followUp", { minutes: answer.value.followUpMinutes })}</p>
            ) : null}
          </>
        ) : (
          <Alert tone="bad">{words(answer)}</Alert>
        )}
      </div>
    </Card>
  );
}

const ruleOf = (edit: RuleEdit) => (edit.kind === "put" ? edit.rule : null);

/** Each line once: asked again it would be answered the same. */
function linesOf(typed: string): string[] {
  const lines = typed.split("\n").map((line) => line.trim());
  return [...new Set(lines)].filter((line) => line !== "").slice(0, SAMPLE_LINES.most);
}

type Tried = { version: number; lines: readonly PreviewedLine[] };

/** Who won each line on the list before the last saved change, where that was somebody else. */
function useEarlierWinners(tried: Tried | null): ReadonlyMap<string, string> {
  const seen = useRef<{ version: number; now: Map<string, string>; before: Map<string, string> } | null>(null);
  const [before, setBefore] = useState<ReadonlyMap<string, string>>(new Map());
  useEffect(() => {
    if (!tried) return;
    const now = new Map(tried.lines.map(({ text, label }) => [text, label]));
    const last = seen.current;
    const earlier = last === null ? new Map<string, string>() : last.version === tried.version ? last.before : last.now;
    seen.current = { version: tried.version, now, before: earlier };
    setBefore(new Map([...earlier].filter(([text, label]) => now.has(text) && now.get(text) !== label)));
  }, [tried]);
  return before;
}
