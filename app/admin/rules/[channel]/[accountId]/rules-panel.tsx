"use client";

import { Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import { useMemo, useRef } from "react";
import { Button } from "../../../../../components/ui/button";
import { Card } from "../../../../../components/ui/card";
import type { RuleList } from "../../../../../lib/pipeline/rule-list";
import { placeAt, placeOf, type RuleEdit } from "../../../../../lib/rules/rule-edit";
import { DefaultRow } from "./default-row";
import { LanguageSwitch } from "./language-switch";
import { ListFiles } from "./list-files";
import { Playground } from "./playground";
import { problemsOfDraft, ruleOfDraft } from "./rule-draft";
import { RuleEditor } from "./rule-editor";
import { RuleRows } from "./rule-rows";
import { NEW_RULE, type OpenDrafts, useOpenDrafts } from "./use-open-drafts";
import { useRuleEdits } from "./use-rule-edits";
import { useRuleList } from "./use-rule-list";

/** The list with its editors, and the playground that tries it, unsaved edits included. */
export function RulesPanel({ first, accountName }: { first: RuleList; accountName: string }) {
  const t = useTranslations("rules");
  const state = useRuleList(first);
  const edit = useRuleEdits(state);
  const drafts = useOpenDrafts();
  const addButton = useRef<HTMLButtonElement>(null);
  const { rules } = state.shown.config;
  const unsaved = useMemo(
    () => [...state.pending, ...editsOfDrafts(drafts.open, rules)],
    [state.pending, drafts, rules],
  );
  const adding = drafts.open[NEW_RULE];

  return (
    <div data-wide className="grid items-start gap-8 xl:grid-cols-[minmax(0,1fr)_23rem]">
      <section aria-labelledby="rules-heading" className="min-w-0">
        <div className="mb-3 flex flex-wrap items-center justify-between gap-2">
          <h2 id="rules-heading" className="font-semibold text-lg tracking-tight">
            {t("listTitle")} <span className="font-normal text-soft tabular-nums">{rules.length}</span>
          </h2>
          <ListFiles state={state} accountName={accountName} onChange={edit} />
        </div>
        {rules.length === 0 && !adding ? (
          <Card className="mb-2 border-dashed">
            <p className="font-medium">{t("emptyTitle")}</p>
            <p className="mt-1 text-soft leading-relaxed">{t("emptyText")}</p>
          </Card>
        ) : null}
        <RuleRows
          list={state.shown}
          drafts={drafts}
          onEdit={edit}
          onRemoved={() => addButton.current?.focus({ preventScroll: true })}
        />
        {adding ? (
          <Card className="mt-2 p-4 sm:p-5">
            <h3 className="mb-4 font-semibold tracking-tight">{t("newRule")}</h3>
            <RuleEditor
              draft={adding.draft}
              id={adding.id}
              base={null}
              onDraft={(draft) => drafts.change(NEW_RULE, draft)}
              onCancel={() => drafts.close(NEW_RULE)}
              onSave={(rule) => {
                drafts.close(NEW_RULE);
                edit({ kind: "put", rule, base: null, place: placeAt(rules, rules.length) }, t("added"));
              }}
            />
          </Card>
        ) : null}
        <Button
          ref={addButton}
          kind="secondary"
          className="mt-2 w-full border-dashed"
          disabled={Boolean(adding)}
          onClick={() => drafts.start(NEW_RULE, null)}
        >
          <Plus aria-hidden />
          {t("add")}
        </Button>
        <DefaultRow list={state.shown} />
        <LanguageSwitch state={state} />
      </section>
      <Playground saved={state.saved} unsaved={unsaved} />
    </div>
  );
}

/** What saving every open editor would do; an editor that can't be saved yet takes no part. */
function editsOfDrafts(open: OpenDrafts, rules: RuleList["config"]["rules"]): RuleEdit[] {
  return Object.values(open).flatMap(({ id, draft, base }): RuleEdit[] => {
    if (Object.keys(problemsOfDraft(draft)).length > 0) return [];
    return [{ kind: "put", rule: ruleOfDraft(draft, id, base), base, place: placeOf(rules, id) }];
  });
}
