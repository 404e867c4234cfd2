"use client";

import { useTranslations } from "next-intl";
import { useRef, useState } from "react";
import { shownAddress } from "@/components/shown-address";
import { Button } from "@/components/ui/button";
import { Card, CardText, CardTitle } from "@/components/ui/card";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import type { LeftAlone } from "@/lib/accounts/left-alone";
import { LeftAloneForm } from "./left-alone-form";
import { LeftAloneRow } from "./left-alone-row";
import { useLeftAlone } from "./use-left-alone";

/** So many are shown at first, and with each press of "more". */
const AT_ONCE = 10;

/** The customers whom this number never answers: added by hand, noted on, found, and answered again. */
export function LeftAloneCard({ accountId, first }: { accountId: string; first: readonly LeftAlone[] }) {
  const t = useTranslations("leftAlone");
  const list = useLeftAlone(accountId, first);
  const title = useRef<HTMLHeadingElement>(null);
  const [sought, setSought] = useState("");
  const [most, setMost] = useState(AT_ONCE);
  const { entries } = list;
  const found = entries.filter((entry) => isSought(entry, sought));
  const more = found.length - most;

  return (
    <Card id="left-alone" className="scroll-mt-6">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4">
        <CardTitle ref={title} tabIndex={-1}>
          {t("title")}
        </CardTitle>
        {entries.length > 0 ? (
          <p className="text-sm text-soft tabular-nums">{t("count", { count: entries.length })}</p>
        ) : null}
      </div>
      <CardText>{t("text")}</CardText>
      <LeftAloneForm accountId={accountId} list={list} />
      {entries.length > AT_ONCE ? (
        <div className="mt-6">
          <Field label={t("find")}>
            {(control) => (
              <Input
                {...control}
                type="search"
                autoComplete="off"
                value={sought}
                onChange={(event) => setSought(event.target.value)}
              />
            )}
          </Field>
        </div>
      ) : null}
      {found.length === 0 ? (
        <p className="mt-5 text-soft">{t(entries.length === 0 ? "none" : "foundNone")}</p>
      ) : (
        <ul className="mt-5 divide-y divide-line border-line border-t">
          {found.slice(0, most).map((entry) => (
            <LeftAloneRow
              key={entry.address}
              entry={entry}
              list={list}
              onRemoved={() => title.current?.focus({ preventScroll: true })}
            />
          ))}
        </ul>
      )}
      {more > 0 ? (
        <Button kind="secondary" size="small" className="mt-3" onClick={() => setMost(most + AT_ONCE)}>
          {t("showMore", { count: Math.min(more, AT_ONCE) })}
        </Button>
      ) : null}
    </Card>
  );
}

/** By a piece of the note, or of the number in any spelling. */
function isSought({ address, note }: LeftAlone, sought: string): boolean {
  const text = sought.trim().toLowerCase();
  if (text === "" || `${shownAddress(address)} ${note ?? ""}`.toLowerCase().includes(text)) return true;
  const digits = text.replace(/[\s()./+-]/g, "");
  return /^\d+$/.test(digits) && address.includes(digits);
}
