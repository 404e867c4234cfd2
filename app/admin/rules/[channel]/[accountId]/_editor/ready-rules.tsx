"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import { ruleTemplates } from "@/lib/rules/templates/rule-templates";
import { TEMPLATE_LANGUAGES, TRADES } from "@/lib/rules/templates/template-words";
import { draftOfReadyRule, draftOfTemplate, READY_RULES, type ReadyRule } from "../_state/ready-rules";
import type { RuleDraft } from "../_state/rule-draft";

type ReadyRulesProps = { disabled: boolean; onChoose: (draft: RuleDraft) => void };

/** Begins a new rule from one that most shops want, or that shops of a trade are asked for. Nothing is saved by it. */
export function ReadyRules({ disabled, onChoose }: ReadyRulesProps) {
  const t = useTranslations("rules");
  const [open, setOpen] = useState(false);
  const [trade, setTrade] = useState<(typeof TRADES)[number]>("salon");
  const [language, setLanguage] = useState<(typeof TEMPLATE_LANGUAGES)[number]>("en");

  function choose(draft: RuleDraft): void {
    setOpen(false);
    onChoose(draft);
  }

  return (
    <>
      <Button kind="secondary" disabled={disabled} onClick={() => setOpen(true)}>
        {t("ready")}
      </Button>
      <Dialog open={open} onOpenChange={setOpen} title={t("ready")} text={t("readyText")} closeLabel={t("close")}>
        <ul className="flex flex-col gap-2">
          {(Object.keys(READY_RULES) as ReadyRule[]).map((kind) => (
            <Choice
              key={kind}
              label={t(`readyRule.${kind}.label`)}
              hint={t(`readyRule.${kind}.hint`)}
              onChoose={() =>
                choose(
                  draftOfReadyRule(kind, {
                    label: t(`readyRule.${kind}.label`),
                    text: t(`readyRule.${kind}.text`),
                    keywords: t(`readyRule.${kind}.keywords`),
                  }),
                )
              }
            />
          ))}
        </ul>
        <div className="mt-5 grid grid-cols-2 gap-3">
          <Field label={t("trade")}>
            {(control) => (
              <Select
                {...control}
                value={trade}
                onChange={(event) => setTrade(TRADES.find((one) => one === event.target.value) ?? "salon")}
              >
                {TRADES.map((one) => (
                  <option key={one} value={one}>
                    {t(`trades.${one}`)}
                  </option>
                ))}
              </Select>
            )}
          </Field>
          <Field label={t("templateLanguage")}>
            {(control) => (
              <Select
                {...control}
                value={language}
                onChange={(event) => setLanguage(TEMPLATE_LANGUAGES.find((one) => one === event.target.value) ?? "en")}
              >
                {TEMPLATE_LANGUAGES.map((one) => (
                  <option key={one} value={one}>
                    {t(`templateLanguages.${one}`)}
                  </option>
                ))}
              </Select>
            )}
          </Field>
        </div>
        <ul className="mt-3 flex flex-col gap-2">
          {ruleTemplates(trade, language).map((template) => (
            <Choice
              key={template.topic}
              label={t(`topics.${template.topic}`)}
              hint={`“${template.examples[0] ?? ""}”`}
              onChoose={() => choose(draftOfTemplate(template, t(`topics.${template.topic}`)))}
            />
          ))}
        </ul>
      </Dialog>
    </>
  );
}

function Choice({ label, hint, onChoose }: { label: string; hint: string; onChoose: () => void }) {
  return (
    <li>
      <button
        type="button"
        onClick={onChoose}
        className="w-full rounded-control border border-edge p-3 text-left hover:bg-well"
      >
        <span className="block font-medium text-[0.9375rem]">{label}</span>
        <span className="mt-0.5 block text-sm text-soft">{hint}</span>
      </button>
    </li>
  );
}
