"use client";

import { ChevronDown } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, useId, useState } from "react";
import { Card, CardText, CardTitle } from "@/components/ui/card";
import { classNames } from "@/components/ui/class-names";
import { CHANNEL_TRAITS, SHOWN_CHANNEL } from "@/lib/channels/channel-traits";
import { promptFrame } from "@/lib/persona/prompt-frame";

/** The exact words that the AI is told, with the fixed frame around the owner's part. */
export function PromptInForce({ rendered }: { rendered: string }) {
  const t = useTranslations("persona.prompt");
  return (
    <Card>
      <CardTitle>{t("title")}</CardTitle>
      <CardText className="mb-4">{t("text")}</CardText>
      <div className="flex flex-col gap-3">
        <Part title={t("frame")} hint={t("frameHint")} openOnPhones={false}>
          {promptFrame(CHANNEL_TRAITS[SHOWN_CHANNEL].promptNoun)}
        </Part>
        <Part title={t("persona")} openOnPhones marked>
          {rendered}
        </Part>
        <Part title={t("rule")} openOnPhones={false}>
          {t("ruleText")}
        </Part>
      </div>
    </Card>
  );
}

type PartProps = { title: string; hint?: string; openOnPhones: boolean; marked?: boolean; children: ReactNode };

/** Always open on wide screens; on phones the long fixed parts are a tap away. */
function Part({ title, hint, openOnPhones, marked, children }: PartProps) {
  const [open, setOpen] = useState(openOnPhones);
  const id = useId();
  return (
    <section className={classNames("rounded-control border", marked ? "border-brand" : "border-line")}>
      <h3 className="hidden px-4 pt-3 font-medium text-sm sm:block">{title}</h3>
      <button
        type="button"
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
        className="flex min-h-11 w-full items-center justify-between gap-3 rounded-control px-4 text-left font-medium text-sm sm:hidden"
      >
        {title}
        <ChevronDown aria-hidden className={classNames("size-4 shrink-0 transition-transform", open && "rotate-180")} />
      </button>
      <div id={id} className={classNames("px-4 pt-1 pb-4", open ? "block" : "hidden sm:block")}>
        {hint ? <p className="mb-2 text-sm text-soft">{hint}</p> : null}
        <p className="whitespace-pre-wrap break-words font-mono text-[0.8125rem] leading-relaxed">{children}</p>
      </div>
    </section>
  );
}
