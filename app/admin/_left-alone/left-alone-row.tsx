"use client";

import { EllipsisVertical, Pencil, Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { type FormEvent, useRef, useState } from "react";
import { LocalTime } from "@/components/local-time";
import { shownAddress } from "@/components/shown-address";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Menu, MenuItem } from "@/components/ui/menu";
import { Spinner } from "@/components/ui/spinner";
import type { LeftAlone } from "@/lib/accounts/left-alone";
import { useNoteWords } from "./left-alone-form";
import { LiftStopDialog } from "./lift-stop-dialog";
import type { LeftAloneList } from "./use-left-alone";

type RowProps = { entry: LeftAlone; list: LeftAloneList; onRemoved: () => void };

/** One customer with the owner's note on them. */
export function LeftAloneRow({ entry, list, onRemoved }: RowProps) {
  const t = useTranslations("leftAlone");
  const menu = useRef<HTMLButtonElement>(null);
  const [editing, setEditing] = useState(false);
  const [asks, setAsks] = useState(false);
  const customer = shownAddress(entry.address);

  /** The button that was pressed is gone with the form: the keyboard goes on from the row. */
  function close(): void {
    setEditing(false);
    menu.current?.focus({ preventScroll: true });
  }

  async function remove(liftsStop: boolean): Promise<void> {
    const kind = await list.remove(entry, liftsStop);
    if (kind === "removed") onRemoved();
    if (kind === "stopped") setAsks(true);
  }

  return (
    <li data-testid="left-alone" className="py-3">
      <div className="flex items-start justify-between gap-3">
        <div className="min-w-0">
          <p className="break-all font-medium tabular-nums">{customer}</p>
          {entry.note && !editing ? <p className="mt-0.5 break-words">{entry.note}</p> : null}
          {entry.stoppedAt ? <p className="mt-0.5">{t("stopped")}</p> : null}
          <p className="mt-0.5 text-sm text-soft">
            {t.rich("since", { time: () => <LocalTime at={entry.createdAt} /> })}
          </p>
        </div>
        <Menu
          trigger={
            <button
              ref={menu}
              type="button"
              aria-label={t("more", { customer })}
              className="-mr-2 grid size-10 shrink-0 place-items-center rounded-control text-soft hover:bg-well"
            >
              <EllipsisVertical aria-hidden className="size-5" />
            </button>
          }
        >
          <MenuItem onSelect={() => setEditing(true)}>
            <Pencil aria-hidden />
            {t(entry.note ? "editNote" : "addNote")}
          </MenuItem>
          <MenuItem className="text-danger" onSelect={() => void remove(false)}>
            <Trash2 aria-hidden />
            {t("remove")}
          </MenuItem>
        </Menu>
      </div>
      <LiftStopDialog open={asks} onOpenChange={setAsks} customer={customer} onConfirm={() => void remove(true)} />
      {editing ? <NoteForm entry={entry} list={list} onDone={close} /> : null}
    </li>
  );
}

type NoteFormProps = Pick<RowProps, "entry" | "list"> & { onDone: () => void };

function NoteForm({ entry, list, onDone }: NoteFormProps) {
  const t = useTranslations("leftAlone");
  const [note, setNote] = useState(entry.note ?? "");
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<string | null>(null);
  const tooLong = useNoteWords(note);

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (busy || tooLong !== null) return;
    setBusy(true);
    const words = await list.changeNote(entry.address, note.trim() || null);
    setBusy(false);
    setFailed(words);
    if (words === null) onDone();
  }

  return (
    <form
      noValidate
      onSubmit={submit}
      onKeyDown={(event) => {
        if (event.key === "Escape") onDone();
      }}
      className="mt-3 flex flex-col gap-3"
    >
      <Field label={t("note")} hint={t("noteHint")} error={tooLong ?? failed}>
        {(control) => (
          <Input
            {...control}
            autoFocus
            autoComplete="off"
            value={note}
            onChange={(event) => setNote(event.target.value)}
          />
        )}
      </Field>
      <div className="flex flex-wrap gap-2">
        <Button type="submit" size="small" disabled={busy}>
          {busy ? <Spinner /> : null}
          {t("saveNote")}
        </Button>
        <Button kind="quiet" size="small" onClick={onDone}>
          {t("cancel")}
        </Button>
      </div>
    </form>
  );
}
