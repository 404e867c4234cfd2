"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { LocalTime } from "@/components/local-time";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Spinner } from "@/components/ui/spinner";
import type { Pauses } from "./use-pauses";

/** By the reader's own clock. */
const CHOICES = {
  hour: () => new Date(Date.now() + 3_600_000),
  fourHours: () => new Date(Date.now() + 4 * 3_600_000),
  tomorrow: () => {
    const at = new Date();
    at.setDate(at.getDate() + 1);
    at.setHours(8, 0, 0, 0);
    return at;
  },
} as const;
type Choice = keyof typeof CHOICES;

/** A rest for everybody who writes, until one of a few usual times or any other; a new time takes the earlier one's place. */
export function PauseEverything({ pauses }: { pauses: Pauses }) {
  const t = useTranslations("pause");
  const [busy, setBusy] = useState<Choice | "typed" | null>(null);
  const [failed, setFailed] = useState<string | null>(null);
  const [typed, setTyped] = useState("");
  const [wrong, setWrong] = useState<string | null>(null);
  const { everybody } = pauses;

  async function choose(choice: Choice): Promise<void> {
    if (busy !== null) return;
    setBusy(choice);
    setWrong(null);
    setFailed(await pauses.pause(CHOICES[choice]()));
    setBusy(null);
  }

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (busy !== null) return;
    setFailed(null);
    // Without a zone it is read as a time of the reader's.
    const until = new Date(typed);
    if (Number.isNaN(until.getTime())) return setWrong(t("timeMissing"));
    setBusy("typed");
    const words = await pauses.pause(until);
    setBusy(null);
    setWrong(words);
    if (words === null) setTyped("");
  }

  return (
    <section aria-labelledby="pause-everything" className="mt-6 border-line border-t pt-6">
      <h3 id="pause-everything" className="font-semibold tracking-tight">
        {t("everything")}
      </h3>
      <p className="mt-1 text-soft leading-relaxed">
        {everybody
          ? t.rich("everythingPaused", { time: () => <LocalTime at={everybody.until} /> })
          : t("everythingText")}
      </p>
      <fieldset className="mt-4 flex flex-wrap gap-2">
        <legend className="sr-only">{t("everything")}</legend>
        {(Object.keys(CHOICES) as Choice[]).map((choice) => (
          <Button key={choice} kind="secondary" aria-disabled={busy !== null} onClick={() => choose(choice)}>
            {busy === choice ? <Spinner /> : null}
            {t(`choice.${choice}`)}
          </Button>
        ))}
      </fieldset>
      {failed ? (
        <Alert tone="bad" className="mt-3">
          {failed}
        </Alert>
      ) : null}
      <form noValidate onSubmit={submit} className="mt-4 flex flex-col gap-3">
        <Field label={t("time")} hint={t("timeHint")} error={wrong}>
          {(control) => (
            <Input
              {...control}
              type="datetime-local"
              className="min-w-0 max-w-full sm:max-w-72"
              value={typed}
              onChange={(event) => {
                setTyped(event.target.value);
                setWrong(null);
              }}
            />
          )}
        </Field>
        <Button type="submit" kind="secondary" aria-disabled={busy !== null} className="sm:self-start">
          {busy === "typed" ? <Spinner /> : null}
          {t("pauseUntil")}
        </Button>
      </form>
    </section>
  );
}
