"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, useRef, useState, useSyncExternalStore } from "react";
import { toast } from "sonner";
import { reachAction, useActionWords } from "@/components/call-action";
import { useKeptDraft } from "@/components/kept-drafts";
import { StaleNotice } from "@/components/stale-notice";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Spinner } from "@/components/ui/spinner";
import type { SavedFacts } from "@/lib/facts/facts";
import { ContactFields } from "./_fields/contact-fields";
import { ExceptionFields } from "./_fields/exception-fields";
import { draftOf, type FactsDraft, factsOf, isUnsaved, withoutEmptyRows } from "./_fields/facts-draft";
import { problemsAt } from "./_fields/field-problems";
import { HoursFields } from "./_fields/hours-fields";
import { PairFields } from "./_fields/pair-fields";
import { ServiceFields } from "./_fields/service-fields";
import { saveFacts } from "./actions";

type Problem =
  | { kind: "refused"; fields: Record<string, string> }
  | { kind: "failed"; words: string }
  | { kind: "stale"; theirs: SavedFacts };

type Props = { loaded: SavedFacts; onSaved: (view: SavedFacts) => void };

type ListName = "exceptions" | "services" | "policies" | "questions";

const never = () => () => undefined;

/** One record, saved as a whole. What was typed stays, whatever happens; what is taken away can be brought back. */
export function FactsForm({ loaded, onSaved }: Props) {
  const t = useTranslations("businessFacts");
  const words = useActionWords();
  const form = useRef<HTMLFormElement>(null);
  const ownZone = useSyncExternalStore(
    never,
    () => Intl.DateTimeFormat().resolvedOptions().timeZone,
    () => "",
  );
  const [draft, setDraft] = useState<FactsDraft>(() => draftOf(loaded.facts));
  // The version that was edited: a look at the page in between must not hide that somebody else saved.
  const [seen, setSeen] = useState({ version: loaded.version, facts: loaded.facts });
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const set = (part: Partial<FactsDraft>) => setDraft((before) => ({ ...before, ...part }));
  useKeptDraft("facts", isUnsaved(draft, seen.facts) ? draft : null, set);
  const problemAt = problemsAt(problem?.kind === "refused" ? problem.fields : {});

  /** Takes something away, and keeps what was there for as long as its message is seen. */
  function replace(part: Partial<FactsDraft>, said: string): void {
    const before = Object.fromEntries(Object.keys(part).map((name) => [name, draft[name as keyof FactsDraft]]));
    set(part);
    toast(said, { action: { label: t("undo"), onClick: () => set(before as Partial<FactsDraft>) } });
  }

  const listProps = <Name extends ListName>(name: Name, removed: string) => ({
    items: draft[name],
    onChange: (items: FactsDraft[Name]) => set({ [name]: items }),
    onRemove: (item: FactsDraft[Name][number]) => {
      const rest = (draft[name] as { key: string }[]).filter(({ key }) => key !== item.key);
      replace({ [name]: rest }, removed);
      // Below it the places of all have changed.
      setProblem((now) => (now?.kind === "refused" ? null : now));
    },
    problem: problemAt,
  });

  async function save(version: number): Promise<void> {
    const whole = { ...withoutEmptyRows(draft), timeZone: draft.timeZone || ownZone };
    setDraft(whole);
    setProblem(null);
    setBusy(true);
    const result = await reachAction(() => saveFacts({ facts: factsOf(whole), version }));
    setBusy(false);
    if (!result.ok && result.code === "invalid_input") {
      setProblem({ kind: "refused", fields: "problems" in result ? (result.problems ?? {}) : {} });
      requestAnimationFrame(() => form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus());
      return;
    }
    if (!result.ok) return setProblem({ kind: "failed", words: words(result) });
    const { kind, view } = result.value;
    if (kind === "stale") return setProblem({ kind: "stale", theirs: view });
    setSeen(view);
    toast.success(t("saved"));
    onSaved(view);
  }

  function showTheirs(theirs: SavedFacts): void {
    setDraft(draftOf(theirs.facts));
    setSeen(theirs);
    setProblem(null);
    onSaved(theirs);
  }

  function submit(event: FormEvent): void {
    event.preventDefault();
    void save(seen.version);
  }

  return (
    <form ref={form} noValidate onSubmit={submit} className="flex flex-col gap-4" aria-label={t("formTitle")}>
      <HoursFields draft={draft} ownZone={ownZone} onChange={set} onReplace={replace} problem={problemAt} />
      <ExceptionFields {...listProps("exceptions", t("exceptions.removed"))} />
      <ContactFields contacts={draft.contacts} onChange={(contacts) => set({ contacts })} problem={problemAt} />
      <ServiceFields {...listProps("services", t("services.removed"))} />
      <PairFields list="policies" {...listProps("policies", t("policies.removed"))} />
      <PairFields list="questions" {...listProps("questions", t("questions.removed"))} />
      {problem?.kind === "refused" ? <Alert tone="bad">{problemAt("") ?? t("marked")}</Alert> : null}
      {problem?.kind === "failed" ? <Alert tone="bad">{problem.words}</Alert> : null}
      {problem?.kind === "stale" ? (
        <StaleNotice onMine={() => save(problem.theirs.version)} onTheirs={() => showTheirs(problem.theirs)} />
      ) : null}
      <Button type="submit" disabled={busy} className="sm:self-start">
        {busy ? <Spinner /> : null}
        {busy ? t("saving") : t("save")}
      </Button>
    </form>
  );
}
