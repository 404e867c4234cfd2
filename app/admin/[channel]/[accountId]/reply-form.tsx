"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { toast } from "sonner";
import { useChannelTraits } from "@/app/admin/_frame/use-channel-traits";
import { reachAction, useActionWords } from "@/components/call-action";
import { useKeptDraft } from "@/components/kept-drafts";
import { StaleNotice } from "@/components/stale-notice";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Card, CardTitle } from "@/components/ui/card";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Spinner } from "@/components/ui/spinner";
import type { AccountView, OnAiBlocked, ReplySettings } from "@/lib/accounts/account-view";
import { sameValue } from "@/lib/rules/editing/same-value";
import { saveReply } from "../_account/actions";
import {
  DefaultReplyFields,
  draftOf,
  type ResponseDraft,
  responseOf,
  responseProblem,
} from "../_account/default-reply-fields";
import { BlockedChoice } from "./blocked-choice";
import { DefaultPause } from "./default-pause";
import { WaitSlider } from "./wait-slider";

/** What is typed and not saved yet. */
export type ReplyFormState = {
  name: string;
  response: ResponseDraft;
  waitSeconds: number;
  onAiBlocked: OnAiBlocked;
  defaultPauseMinutes: number;
};

function formOf(account: AccountView): ReplyFormState {
  const { displayName, waitSeconds, onAiBlocked, defaultPauseMinutes, defaultResponse } = account;
  return { name: displayName ?? "", waitSeconds, onAiBlocked, defaultPauseMinutes, response: draftOf(defaultResponse) };
}

/** An empty name is none: the number then goes by the name that Meta has verified. */
function settingsOf({ name, response, ...others }: ReplyFormState): ReplySettings {
  return { ...others, displayName: name.trim() || null, defaultResponse: responseOf(response) };
}

type Problem = { kind: "failed"; words: string } | { kind: "stale"; theirs: AccountView };

/** Name, default reply, wait, and what follows a blocked AI answer. Whatever goes wrong, what was typed stays. */
export function ReplyForm({ account, onView }: { account: AccountView; onView: (view: AccountView) => void }) {
  const t = useTranslations("account");
  const words = useActionWords();
  const [form, setForm] = useState<ReplyFormState>(() => formOf(account));
  const { textLimit } = useChannelTraits();
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const [tried, setTried] = useState(false);
  const set = (part: Partial<ReplyFormState>) => setForm((before) => ({ ...before, ...part }));
  useKeptDraft(`reply ${account.id}`, sameValue(form, formOf(account)) ? null : form, set);
  const longName = [...form.name.trim()].length > 60;

  async function save(version: number): Promise<void> {
    setTried(true);
    setProblem(null);
    if (longName || responseProblem(form.response, textLimit)) return;
    setBusy(true);
    const settings = settingsOf(form);
    const before = account;
    onView({ ...account, ...settings });
    const result = await reachAction(() => saveReply({ accountId: account.id, version, confirm: false, ...settings }));
    setBusy(false);
    if (result.ok && result.value.kind === "saved") {
      toast.success(t("saved"));
      return onView(result.value.view);
    }
    onView(before);
    setProblem(result.ok ? { kind: "stale", theirs: result.value.view } : { kind: "failed", words: words(result) });
  }

  function showTheirs(theirs: AccountView): void {
    setForm(formOf(theirs));
    setProblem(null);
    onView(theirs);
  }

  function submit(event: FormEvent): void {
    event.preventDefault();
    void save(account.version);
  }

  return (
    <Card>
      <CardTitle>{t("reply")}</CardTitle>
      <form noValidate onSubmit={submit} className="mt-5 flex flex-col gap-6">
        <Field label={t("name")} hint={t("nameHint")} error={longName ? t("nameTooLong") : null}>
          {(control) => (
            <Input
              {...control}
              autoComplete="off"
              placeholder={account.verifiedName ?? account.displayAddress}
              value={form.name}
              onChange={(event) => set({ name: event.target.value })}
            />
          )}
        </Field>
        <fieldset>
          <legend className="mb-2 font-medium text-[0.9375rem]">{t("defaultKind")}</legend>
          <DefaultReplyFields draft={form.response} onChange={(response) => set({ response })} showProblems={tried} />
        </fieldset>
        {form.response.kind === "none" ? null : (
          <DefaultPause
            minutes={form.defaultPauseMinutes}
            onChange={(defaultPauseMinutes) => set({ defaultPauseMinutes })}
          />
        )}
        <WaitSlider seconds={form.waitSeconds} onChange={(waitSeconds) => set({ waitSeconds })} />
        <BlockedChoice value={form.onAiBlocked} onChange={(onAiBlocked) => set({ onAiBlocked })} />
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
