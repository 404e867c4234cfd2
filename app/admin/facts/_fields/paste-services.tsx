"use client";

import { ClipboardPaste } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Textarea } from "@/components/ui/textarea";
import type { Service } from "@/lib/facts/facts";
import { priceWords } from "@/lib/facts/placeholders";
import { readServiceList } from "@/lib/facts/read-service-list";

/** How many of what was read are shown; the rest is counted. */
const SHOWN = 5;

type Props = { room: number; onPaste: (services: Service[]) => void };

/** Takes a price list as it was copied from somewhere, and shows how it was understood before it is added. */
export function PasteServices({ room, onPaste }: Props) {
  const t = useTranslations("businessFacts.paste");
  const [open, setOpen] = useState(false);
  const [text, setText] = useState("");
  const services = readServiceList(text).slice(0, room);

  function add(): void {
    onPaste(services);
    setText("");
    setOpen(false);
  }

  return (
    <>
      <Button kind="quiet" onClick={() => setOpen(true)}>
        <ClipboardPaste aria-hidden />
        {t("open")}
      </Button>
      <Dialog open={open} onOpenChange={setOpen} title={t("title")} text={t("text")} closeLabel={t("close")}>
        <div className="flex flex-col gap-4">
          <Field label={t("list")}>
            {(control) => (
              <Textarea
                {...control}
                rows={6}
                placeholder={t("example")}
                value={text}
                onChange={(event) => setText(event.target.value)}
              />
            )}
          </Field>
          {services.length > 0 ? (
            <div role="status">
              <ul className="flex flex-col gap-1 text-sm">
                {services.slice(0, SHOWN).map((service, index) => (
                  // Nothing but their place tells two equal lines apart.
                  // biome-ignore lint/suspicious/noArrayIndexKey: see above
                  <li key={index} className="flex justify-between gap-3">
                    <span className="min-w-0 truncate">{service.name}</span>
                    <span className="shrink-0 text-soft tabular-nums">{priceWords(service) || t("noPrice")}</span>
                  </li>
                ))}
                {services.length > SHOWN ? (
                  <li className="text-soft">{t("more", { count: services.length - SHOWN })}</li>
                ) : null}
              </ul>
            </div>
          ) : null}
          <Button disabled={services.length === 0} onClick={add}>
            {t("add", { count: services.length })}
          </Button>
        </div>
      </Dialog>
    </>
  );
}
