"use client";

import { useTranslations } from "next-intl";
import { type ChangeEvent, type FormEvent, useState } from "react";
import { reachAction, useActionWords } from "@/components/call-action";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Spinner } from "@/components/ui/spinner";
import { Textarea } from "@/components/ui/textarea";
import type { InputProblem } from "@/lib/core/input-problems";
import { decodeConfigFile } from "@/lib/rules/config/config-file";
import type { RuleList } from "@/lib/rules/editing/rule-list";
import { importRules } from "./_state/actions";

type ImportDialogProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  saved: RuleList;
  /** Edits are still on their way: an import waits for them, or they would be put on top of it. */
  waiting: boolean;
  onImported: (list: RuleList) => void;
  /** Somebody else changed the list meanwhile: this is it. */
  onNewer: (list: RuleList) => void;
};

type Trouble = { kind: "problems"; problems: InputProblem[] } | { kind: "said"; words: string };

/** Bytes; the longest list there can be has less. */
const LARGEST_FILE = 20_000_000;

const PROBLEMS_SHOWN = 20;

/** Takes a whole list from a file or from what is pasted. Until it is sound the old one stays. */
export function ImportDialog({ open, onOpenChange, saved, waiting, onImported, onNewer }: ImportDialogProps) {
  const t = useTranslations("rules");
  const words = useActionWords();
  const [text, setText] = useState("");
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<Trouble | null>(null);

  async function readFile(event: ChangeEvent<HTMLInputElement>): Promise<void> {
    const [file] = event.target.files ?? [];
    if (!file) return;
    setTrouble(null);
    if (file.size > LARGEST_FILE) return setTrouble({ kind: "said", words: words({ code: "too_large" }) });
    const read = decodeConfigFile(new Uint8Array(await file.arrayBuffer()));
    if (read === null) return setTrouble({ kind: "said", words: t("importEncoding") });
    setText(read);
  }

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (text.trim() === "") return setTrouble({ kind: "said", words: t("importEmpty") });
    setBusy(true);
    setTrouble(null);
    const result = await reachAction(() => importRules({ accountId: saved.accountId, version: saved.version, text }));
    setBusy(false);
    if (!result.ok) return setTrouble({ kind: "said", words: words(result) });
    if (result.value.kind === "unreadable") return setTrouble({ kind: "problems", problems: result.value.problems });
    if (result.value.kind === "saved") {
      setText("");
      return onImported(result.value.list);
    }
    onNewer(result.value.list);
    setTrouble({ kind: "said", words: t("importConflict") });
  }

  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={t("importTitle")}
      text={t("importText")}
      closeLabel={t("close")}
    >
      <form noValidate onSubmit={submit} className="flex flex-col gap-4">
        <Field label={t("importFile")}>
          {(control) => (
            <input
              {...control}
              type="file"
              accept=".json,application/json"
              onChange={readFile}
              className="text-sm file:mr-3 file:min-h-9 file:rounded-control file:border file:border-edge file:bg-card file:px-3 file:text-ink"
            />
          )}
        </Field>
        <Field label={t("importPaste")}>
          {(control) => (
            <Textarea
              {...control}
              spellCheck={false}
              className="min-h-40 font-mono text-sm"
              value={text}
              onChange={(event) => setText(event.target.value)}
            />
          )}
        </Field>
        {trouble?.kind === "said" ? <Alert tone="bad">{trouble.words}</Alert> : null}
        {trouble?.kind === "problems" ? <Problems problems={trouble.problems} /> : null}
        <Button type="submit" disabled={busy || waiting}>
          {busy || waiting ? <Spinner /> : null}
          {t("importGo")}
        </Button>
      </form>
    </Dialog>
  );
}

function Problems({ problems }: { problems: readonly InputProblem[] }) {
  const t = useTranslations("rules");
  const more = problems.length - PROBLEMS_SHOWN;
  return (
    <Alert tone="bad" title={t("importBad")}>
      <ul className="mt-1 flex flex-col gap-1 text-sm">
        {problems.slice(0, PROBLEMS_SHOWN).map(({ path, message }) => (
          <li key={`${path} ${message}`} className="break-words">
            {path === "" ? null : <code className="font-mono">{path}</code>} {message}
          </li>
        ))}
        {more > 0 ? <li>{t("importMore", { count: more })}</li> : null}
      </ul>
    </Alert>
  );
}
