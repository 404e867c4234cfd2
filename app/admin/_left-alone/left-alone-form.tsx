"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { useKeptDraft } from "@/components/kept-drafts";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Spinner } from "@/components/ui/spinner";
import { LEFT_ALONE_LIMITS } from "@/lib/accounts/left-alone";
import type { LeftAloneList } from "./use-left-alone";

/** Adds a customer by hand. Whatever goes wrong, what was typed stays. */
export function LeftAloneForm({ accountId, list }: { accountId: string; list: LeftAloneList }) {
  const t = useTranslations("leftAlone");
  const [customer, setCustomer] = useState("");
  const [note, setNote] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const noteWords = useNoteWords(note);
  useKeptDraft(`left alone ${accountId}`, customer === "" && note === "" ? null : { customer, note }, (kept) => {
    setCustomer(kept.customer ?? "");
    setNote(kept.note ?? "");
  });

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (busy || noteWords !== null) return;
    if (customer.trim() === "") return setError(t("customerEmpty"));
    setBusy(true);
    const failed = await list.add({ kind: "typed", text: customer.trim() }, note.trim() || null);
    setBusy(false);
    setError(failed);
    if (failed !== null) return;
    setCustomer("");
    setNote("");
  }

  return (
    <form noValidate onSubmit={submit} className="mt-5 flex flex-col gap-4">
      <div className="grid items-start gap-4 sm:grid-cols-2">
        <Field label={t("customer")} hint={t("customerHint")} error={error}>
          {(control) => (
            <Input
              {...control}
              autoComplete="off"
              autoCapitalize="off"
              spellCheck={false}
              maxLength={LEFT_ALONE_LIMITS.typedUnits}
              value={customer}
              onChange={(event) => {
                setCustomer(event.target.value);
                setError(null);
              }}
            />
          )}
        </Field>
        <Field label={t("note")} hint={t("noteHint")} error={noteWords}>
          {(control) => (
            <Input {...control} autoComplete="off" value={note} onChange={(event) => setNote(event.target.value)} />
          )}
        </Field>
      </div>
      <Button type="submit" kind="secondary" disabled={busy} className="sm:self-start">
        {busy ? <Spinner /> : null}
        {t("add")}
      </Button>
    </form>
  );
}

/** Why a note can't be saved, counted the way the server counts. */
export function useNoteWords(note: string): string | null {
  const t = useTranslations("leftAlone");
  const { length: count } = note.trim();
  const max = LEFT_ALONE_LIMITS.noteCharacters;
  return count > max ? t("noteTooLong", { max, count }) : null;
}
