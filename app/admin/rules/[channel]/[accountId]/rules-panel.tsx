"use client";

import { Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import { useCallback, useMemo, useRef, useState } from "react";
import { useChannelTraits } from "@/app/admin/_frame/use-channel-traits";
import { useKeptDraft } from "@/components/kept-drafts";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import type { TextLimit } from "@/lib/core/unicode";
import { isAutomatic, type ReplyRule, type StoredRule } from "@/lib/rules/config/reply-config";
import { placeAt, placeOf, type RuleEdit } from "@/lib/rules/editing/rule-edit";
import type { RuleList } from "@/lib/rules/editing/rule-list";
import { sameValue } from "@/lib/rules/editing/same-value";
import { ReadyRules } from "./_editor/ready-rules";
import { RuleEditor } from "./_editor/rule-editor";
import { DefaultRow } from "./_list/default-row";
import { RuleRows } from "./_list/rule-rows";
import { Playground } from "./_playground/playground";
import { DraftStore, NEW_RULE, type OpenDrafts, useOpenDrafts } from "./_state/draft-store";
import { problemsOfDraft, ruleOfDraft } from "./_state/rule-draft";
import { useRuleEdits } from "./_state/use-rule-edits";
import { useRuleList } from "./_state/use-rule-list";
import { CloseCallSwitch } from "./close-call-switch";
import { LanguageSwitch } from "./language-switch";
import { ListFiles } from "./list-files";

/** The list with its editors, and the playground that tries it, unsaved edits included. */
export function RulesPanel({ first, accountName }: { first: RuleList; accountName: string }) {
  const t = useTranslations("rules");
  const state = useRuleList(first);
  const edit = useRuleEdits(state);
  const { textLimit } = useChannelTraits();
  const [store] = useState(() => new DraftStore());
  const open = useOpenDrafts(store);
  useKeptDraft(`rules ${first.accountId}`, open.size === 0 ? null : { open: [...open] }, (kept) =>
    store.restore(kept.open ?? []),
  );
  const addButton = useRef<HTMLButtonElement>(null);
  const focusAdd = useCallback(
    () => requestAnimationFrame(() => addButton.current?.focus({ preventScroll: true })),
    [],
  );
  const { rules } = state.shown.config;
  const { pending } = state;
  const unsaved = useMemo(
    () => [...pending, ...editsOfDrafts(open, rules, textLimit)],
    [pending, open, rules, textLimit],
  );
  const adding = open.get(NEW_RULE);

  function closeNew(): void {
    store.close(NEW_RULE);
    focusAdd();
  }

  return (
    <div data-wide className="grid grid-cols-1 items-start gap-8 xl:grid-cols-[minmax(0,1fr)_23rem]">
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
        <RuleRows list={state.shown} store={store} onEdit={edit} onRemoved={focusAdd} />
        {adding ? (
          <Card className="mt-2 p-4 sm:p-5">
            <h3 className="mb-4 font-semibold tracking-tight">{t("newRule")}</h3>
            <RuleEditor
              open={adding}
              list={state.shown}
              onDraft={(draft) => store.change(NEW_RULE, draft)}
              onCancel={closeNew}
              onSave={(rule, phrases) => {
                closeNew();
                const place = placeAt(rules, indexOfNew(rule, rules));
                edit({ kind: "put", rule, base: null, place, ...phrases }, t("added"), () =>
                  store.reopen(NEW_RULE, adding),
                );
              }}
            />
          </Card>
        ) : null}
        <div className="mt-2 grid gap-2 sm:grid-cols-[1fr_auto]">
          <Button
            ref={addButton}
            kind="secondary"
            className="border-dashed"
            disabled={Boolean(adding)}
            onClick={() => store.toggle(NEW_RULE, null)}
          >
            <Plus aria-hidden />
            {t("add")}
          </Button>
          <ReadyRules disabled={Boolean(adding)} onChoose={(draft) => store.begin(draft)} />
        </div>
        <DefaultRow list={state.shown} />
        {rules.some(isAutomatic) ? <CloseCallSwitch state={state} /> : null}
        {state.saved.isMultilingual ? null : <LanguageSwitch state={state} />}
      </section>
      <Playground saved={state.saved} unsaved={unsaved} />
    </div>
  );
}

/**
 * A new rule stands last, but for two: who wants a person wants it whatever else the message holds; and what is said while
 * the shop is closed is said to all others.
 */
function indexOfNew(rule: ReplyRule, rules: readonly StoredRule[]): number {
  if (rule.handoff) return 0;
  if (rule.matcher.kind !== "any" || rule.when === undefined) return rules.length;
  const calling = rules.findIndex(({ handoff }) => handoff === undefined);
  return calling === -1 ? rules.length : calling;
}

/**
 * What saving every open editor would do. One that can't be saved yet, or holds nothing new, takes no part; nor does one
 * whose rule is gone, and that nobody can see or close.
 */
function editsOfDrafts(open: OpenDrafts, rules: readonly StoredRule[], textLimit: TextLimit): RuleEdit[] {
  return [...open.values()].flatMap(({ id, draft, base }): RuleEdit[] => {
    if (base && !rules.some((rule) => rule.id === id)) return [];
    if (Object.keys(problemsOfDraft(draft, textLimit)).length > 0) return [];
    const rule = ruleOfDraft(draft, id, base);
    return sameValue(rule, base) ? [] : [{ kind: "put", rule, base, place: placeOf(rules, id) }];
  });
}
