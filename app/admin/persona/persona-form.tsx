"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { toast } from "sonner";
import { reachAction, useActionWords } from "@/components/call-action";
import { useKeptDraft } from "@/components/kept-drafts";
import { StaleNotice } from "@/components/stale-notice";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Card, CardTitle } from "@/components/ui/card";
import { ChoiceGroup } from "@/components/ui/choice-group";
import { Spinner } from "@/components/ui/spinner";
import type { SavedPersona } from "@/lib/persona/persona";
import { sameValue } from "@/lib/rules/editing/same-value";
import { savePersona } from "./actions";
import { BuilderFields } from "./builder-fields";
import { CountedField } from "./counted-field";
import { type DraftField, draftOf, limitOf, type PersonaDraft, personaOf, problemsOf } from "./persona-draft";
import { PresetChoice } from "./preset-choice";

type Problem = { kind: "failed"; words: string } | { kind: "stale"; theirs: SavedPersona };

type Props = { loaded: SavedPersona; onSaved: (view: SavedPersona) => void };

/** Three ways to say how the AI speaks; the one that is saved last is in force. What was typed stays, whatever happens. */
export function PersonaForm({ loaded, onSaved }: Props) {
  const t = useTranslations("persona");
  const words = useActionWords();
  const [draft, setDraft] = useState<PersonaDraft>(() => draftOf(loaded));
  // The version that was edited: a look at the page in between must not hide that somebody else saved.
  const [seen, setSeen] = useState(loaded.version);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const [tried, setTried] = useState(false);
  const set = (part: Partial<PersonaDraft>) => setDraft((before) => ({ ...before, ...part }));
  const problems = problemsOf(draft);
  useKeptDraft("persona", sameValue(draft, draftOf(loaded)) ? null : draft, set);

  function problemOf(field: DraftField): string | null {
    const found = problems[field];
    if (found === undefined || (found !== "long" && !tried)) return null;
    return found === "empty" && field !== "text" ? t(`fields.${field}.missing`) : t(`problem.${found}`);
  }

  async function save(version: number): Promise<void> {
    setTried(true);
    setProblem(null);
    if (Object.keys(problems).length > 0) return;
    setBusy(true);
    const result = await reachAction(() => savePersona({ persona: personaOf(draft), version }));
    setBusy(false);
    if (!result.ok) return setProblem({ kind: "failed", words: words(result) });
    const { kind, view } = result.value;
    if (kind === "stale") return setProblem({ kind: "stale", theirs: view });
    setSeen(view.version);
    toast.success(t("saved"));
    onSaved(view);
  }

  function showTheirs(theirs: SavedPersona): void {
    setDraft(draftOf(theirs));
    setSeen(theirs.version);
    setProblem(null);
    onSaved(theirs);
  }

  function submit(event: FormEvent): void {
    event.preventDefault();
    void save(seen);
  }

  return (
    <Card>
      <CardTitle>{t("formTitle")}</CardTitle>
      <form noValidate onSubmit={submit} className="mt-5 flex flex-col gap-6">
        <ChoiceGroup
          label={t("mode")}
          columns={3}
          value={draft.mode}
          onChange={(mode) => set({ mode })}
          choices={(["preset", "builder", "custom"] as const).map((mode) => ({
            value: mode,
            label: t(`modes.${mode}.label`),
            hint: t(`modes.${mode}.hint`),
          }))}
        />
        {draft.mode === "preset" ? (
          <>
            <CountedField
              name="businessName"
              label={t("fields.businessName.label")}
              value={draft.brief.businessName}
              onChange={(businessName) => set({ brief: { ...draft.brief, businessName } })}
              max={limitOf("businessName")}
              rows={1}
              error={problemOf("businessName")}
            />
            <PresetChoice value={draft.preset} onChange={(preset) => set({ preset })} />
          </>
        ) : null}
        {draft.mode === "builder" ? (
          <BuilderFields brief={draft.brief} onChange={(brief) => set({ brief })} problem={problemOf} />
        ) : null}
        {draft.mode === "custom" ? (
          <CountedField
            name="text"
            label={t("customText")}
            hint={t("customHint")}
            value={draft.text}
            onChange={(text) => set({ text })}
            max={limitOf("text")}
            rows={12}
            error={problemOf("text")}
          />
        ) : null}
        {tried && Object.keys(problems).length > 0 ? <Alert tone="bad">{t("problem.some")}</Alert> : null}
        {problem?.kind === "failed" ? <Alert tone="bad">{problem.words}</Alert> : null}
        {problem?.kind === "stale" ? (
          <StaleNotice onMine={() => save(problem.theirs.version)} onTheirs={() => showTheirs(problem.theirs)} />
        ) : null}
        <Button type="submit" disabled={busy} className="sm:self-start">
          {busy ? <Spinner /> : null}
          {busy ? t("saving") : t("save")}
        </Button>
      </form>
    </Card>
  );
}
