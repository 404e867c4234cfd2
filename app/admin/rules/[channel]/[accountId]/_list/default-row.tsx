"use client";

import { CornerDownRight } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import type { RuleList } from "@/lib/rules/editing/rule-list";

const SAYS = { canned: "defaultCanned", prompt: "defaultPrompt", none: "defaultNone" } as const;

/** The foot of the list: what everybody gets whom no rule answers. It has no place of its own to be dragged to. */
export function DefaultRow({ list: { accountId, config } }: { list: RuleList }) {
  const t = useTranslations("rules");
  const { response } = config.default_rule;
  return (
    <div data-rule="default" className="mt-4 flex items-start gap-3 rounded-card border border-line bg-well p-4">
      <CornerDownRight aria-hidden className="mt-0.5 size-5 shrink-0 text-soft" />
      <div className="min-w-0 flex-1">
        <p className="font-semibold leading-snug">{t("defaultTitle")}</p>
        {response.kind === "none" ? null : (
          <p className="mt-0.5 line-clamp-3 whitespace-pre-line break-words text-[0.9375rem]">{response.text}</p>
        )}
        <p className="mt-1 text-sm text-soft">{t(SAYS[response.kind])}</p>
      </div>
      <Button asChild kind="secondary" size="small">
        <Link href={`/admin/whatsapp/${accountId}`} aria-label={t("defaultEdit")}>
          {t("edit")}
        </Link>
      </Button>
    </div>
  );
}
