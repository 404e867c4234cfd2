"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, useId, useState } from "react";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Card, CardText, CardTitle } from "@/components/ui/card";
import { Label } from "@/components/ui/label";
import { Select } from "@/components/ui/select";
import { Spinner } from "@/components/ui/spinner";
import { MAX_SAMPLE_CHARACTERS } from "@/lib/playground/test-reply";
import type { AiRule } from "@/lib/web/pages/ai-rules";
import { SampleAnswer } from "../_test-reply/test-answer";
import { useSample } from "../_test-reply/use-test-reply";
import { CountedField } from "./counted-field";
import { countCharacters } from "./persona-draft";

/** The owner asks as a customer would, and sees a real answer. It costs what the button says, and sends nothing. */
export function TryCard({ approved, rules }: { approved: boolean; rules: readonly AiRule[] }) {
  const t = useTranslations("persona.try");
  const tSample = useTranslations("sample");
  const { busy, reply, error, setError, ask: askSample } = useSample();
  const ruleId = useId();
  const [text, setText] = useState("");
  const [chosen, setChosen] = useState(-1);
  const long = countCharacters(text) > MAX_SAMPLE_CHARACTERS;

  async function ask(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (text.trim() === "") return setError(t("empty"));
    if (long || busy) return;
    const rule = rules[chosen];
    await askSample({ text, rule: rule ? { accountId: rule.accountId, ruleId: rule.ruleId } : null });
  }

  return (
    <Card>
      <CardTitle>{t("title")}</CardTitle>
      <CardText>{t("text")}</CardText>
      <form noValidate onSubmit={ask} className="mt-4 flex flex-col gap-4">
        <CountedField
          name="question"
          label={t("question")}
          placeholder={t("example")}
          value={text}
          onChange={setText}
          max={MAX_SAMPLE_CHARACTERS}
          rows={3}
          error={long ? t("long", { max: MAX_SAMPLE_CHARACTERS }) : null}
        />
        {rules.length > 0 ? (
          <div className="flex flex-col gap-1.5">
            <Label htmlFor={ruleId}>{t("rule")}</Label>
            <Select id={ruleId} value={chosen} onChange={(event) => setChosen(Number(event.target.value))}>
              <option value={-1}>{t("noRule")}</option>
              {rules.map(({ accountId, ruleId: id, label, number }, index) => (
                <option key={`${accountId} ${id}`} value={index}>
                  {t("ruleOf", { label, number })}
                </option>
              ))}
            </Select>
          </div>
        ) : null}
        <Button type="submit" disabled={busy || !approved} className="sm:self-start">
          {busy ? <Spinner /> : null}
          {busy ? tSample("asking") : t("ask")}
        </Button>
        {approved ? null : <p className="text-sm text-soft">{t("notApproved")}</p>}
      </form>
      {error ? (
        <Alert tone="bad" className="mt-4">
          {error}
        </Alert>
      ) : null}
      {reply ? <SampleAnswer reply={reply} /> : null}
    </Card>
  );
}
