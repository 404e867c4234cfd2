"use client";

import { X } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { type FormEvent, useId, useRef, useState } from "react";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Spinner } from "@/components/ui/spinner";
import { addOwnWord } from "@/lib/rules/own-words/add-own-word";
import {
  MORE_OWN_WORDS,
  type MoreOwnWords,
  OWN_WORD_LANGUAGES,
  OWN_WORD_LISTS,
  type OwnWord,
} from "@/lib/rules/own-words/own-words";
import { spellOut } from "@/lib/rules/own-words/read-own-word";

type Props = {
  word: OwnWord;
  more: MoreOwnWords;
  save(more: MoreOwnWords, said: string, back?: MoreOwnWords): Promise<string | null>;
};

/** One thing that customers can ask for: what comes of it, the words of each language, and the owner's own. */
export function OwnWordList({ word, more, save }: Props) {
  const t = useTranslations("ownWords");
  const id = useId();
  return (
    <section aria-labelledby={id}>
      <h3 id={id} className="font-semibold tracking-tight">
        {t(`kind.${word}`)}
      </h3>
      <p className="mt-1 text-soft leading-relaxed">{t(`effect.${word}`)}</p>
      <BuiltIn word={word} />
      <Own word={word} more={more} save={save} />
      <AddWord word={word} more={more} save={save} />
    </section>
  );
}

function BuiltIn({ word }: Pick<Props, "word">) {
  const t = useTranslations("ownWords");
  const names = new Intl.DisplayNames(useLocale(), { type: "language" });
  return (
    <details className="mt-2">
      <summary className="inline-flex min-h-9 cursor-pointer items-center rounded-lg text-sm text-soft underline underline-offset-2 hover:text-ink">
        {t("builtIn")}
      </summary>
      <dl className="mt-2 flex flex-col gap-3 text-sm">
        {OWN_WORD_LANGUAGES.map((language) => (
          <div key={language}>
            <dt className="font-medium">{names.of(language)}</dt>
            <dd lang={language} dir="auto" className="mt-0.5 break-words text-soft leading-relaxed">
              {OWN_WORD_LISTS[language][word].flatMap(spellOut).join(" · ")}
            </dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

function Own({ word, more, save }: Props) {
  const t = useTranslations("ownWords");
  const [busy, setBusy] = useState<string | null>(null);
  if (more[word].length === 0) return null;

  async function remove(one: string): Promise<void> {
    if (busy !== null) return;
    setBusy(one);
    const rest = { ...more, [word]: more[word].filter((other) => other !== one) };
    const failed = await save(rest, t("removed", { word: one }), more);
    setBusy(null);
    if (failed !== null) toast.error(failed);
  }

  return (
    <ul aria-label={t("own")} className="mt-3 flex flex-wrap gap-2">
      {more[word].map((one) => (
        <li key={one} className="inline-flex max-w-full items-center rounded-full bg-well pl-3 text-sm">
          <span className="break-all">{one}</span>
          <button
            type="button"
            aria-label={t("remove", { word: one })}
            aria-disabled={busy !== null}
            onClick={() => void remove(one)}
            className="grid size-9 shrink-0 place-items-center rounded-full text-soft hover:text-ink"
          >
            {busy === one ? <Spinner /> : <X aria-hidden className="size-4" />}
          </button>
        </li>
      ))}
    </ul>
  );
}

/** Whatever goes wrong, what was typed stays. */
function AddWord({ word, more, save }: Props) {
  const t = useTranslations("ownWords");
  const [typed, setTyped] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const input = useRef<HTMLInputElement>(null);

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (busy) return;
    const result = addOwnWord(more, word, typed);
    if (result.kind === "known") return setError(t("known", { kind: t(`kind.${result.word}`) }));
    if (result.kind !== "added") return setError(t(result.kind, { max: LIMITS[result.kind] }));
    setBusy(true);
    const failed = await save(result.more, t("added", { word: typed.trim() }));
    setBusy(false);
    setError(failed);
    if (failed === null) setTyped("");
    input.current?.focus({ preventScroll: true });
  }

  return (
    <form noValidate onSubmit={submit} className="mt-3 flex flex-col gap-3 sm:flex-row sm:items-end">
      <div className="min-w-0 flex-1">
        <Field label={t(`addLabel.${word}`)} error={error}>
          {(control) => (
            <Input
              {...control}
              ref={input}
              autoComplete="off"
              value={typed}
              onChange={(event) => {
                setTyped(event.target.value);
                setError(null);
              }}
            />
          )}
        </Field>
      </div>
      <Button type="submit" kind="secondary" aria-disabled={busy} className="sm:self-end">
        {busy ? <Spinner /> : null}
        {t("add")}
      </Button>
    </form>
  );
}

const LIMITS = { empty: 0, everyday: 0, long: MORE_OWN_WORDS.units, full: MORE_OWN_WORDS.words } as const;
