"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { toast } from "sonner";
import { reachAction, useActionWords } from "@/components/call-action";
import { Button } from "@/components/ui/button";
import { Card, CardText, CardTitle } from "@/components/ui/card";
import { Spinner } from "@/components/ui/spinner";
import { ASSISTANT_LINE_LIMIT, ASSISTANT_LINES, namesAssistant } from "@/lib/persona/assistant-line";
import type { SavedPersona } from "@/lib/persona/persona";
import { saveAssistantLine } from "./actions";
import { CountedField } from "./counted-field";
import { countCharacters } from "./persona-draft";

type Props = { line: string | null; onView: (view: SavedPersona) => void };

/** How the first AI reply says that an assistant writes: the owner's words, or ours. */
export function AssistantLineCard({ line, onView }: Props) {
  const t = useTranslations("persona.line");
  const words = useActionWords();
  const [typed, setTyped] = useState(line ?? "");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);

  function problemOf(text: string): string | null {
    if (countCharacters(text) > ASSISTANT_LINE_LIMIT) return t("long");
    return text === "" || namesAssistant(text) ? null : t("unnamed");
  }

  async function save(event: FormEvent): Promise<void> {
    event.preventDefault();
    const text = typed.trim();
    const problem = problemOf(text);
    setError(problem);
    if (problem) return;
    setBusy(true);
    const result = await reachAction(() => saveAssistantLine({ line: text }));
    setBusy(false);
    if (!result.ok) return setError(words(result));
    setTyped(result.value.assistantLine ?? "");
    onView(result.value);
    toast.success(text === "" ? t("ours") : t("saved"));
  }

  return (
    <Card>
      <CardTitle>{t("title")}</CardTitle>
      <CardText>{t("text")}</CardText>
      <form noValidate onSubmit={save} className="mt-4 flex flex-col gap-4">
        <CountedField
          name="assistantLine"
          label={t("label")}
          hint={t("hint")}
          placeholder={ASSISTANT_LINES.en}
          value={typed}
          onChange={setTyped}
          max={ASSISTANT_LINE_LIMIT}
          rows={1}
          error={error}
        />
        <Button type="submit" kind="secondary" disabled={busy} className="sm:self-start">
          {busy ? <Spinner /> : null}
          {t("save")}
        </Button>
      </form>
    </Card>
  );
}
