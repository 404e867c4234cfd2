"use client";

import { useTranslations } from "next-intl";
import { memo, type ReactNode, useCallback, useEffect, useMemo, useRef } from "react";
import { SortableList, type SortableWords } from "@/components/ui/sortable-list";
import { isSoundRule, type ReplyRule } from "@/lib/rules/config/reply-config";
import { newRuleId, placeAt, placeOf } from "@/lib/rules/editing/rule-edit";
import { ownEntry, type RuleList } from "@/lib/rules/editing/rule-list";
import type { DraftStore } from "../_state/draft-store";
import type { ApplyEdit } from "../_state/use-rule-edits";
import { type RowActions, RuleRow } from "./rule-row";
import { type RowItem, useRowItems } from "./rule-row-items";

type RuleRowsProps = {
  list: RuleList;
  store: DraftStore;
  onEdit: ApplyEdit;
  /** The row that had the focus is gone. */
  onRemoved: () => void;
};

/** The rules in their order, each with its editor when that is open. */
export const RuleRows = memo(function RuleRows({ list, store, onEdit, onRemoved }: RuleRowsProps) {
  const t = useTranslations("rules");
  const items = useRowItems(list);
  const latest = useRef({ list, onEdit, onRemoved });
  useEffect(() => {
    latest.current = { list, onEdit, onRemoved };
  }, [list, onEdit, onRemoved]);
  const words = useSortableWords();

  // Made once, and reads the list when something is pressed: no row is drawn anew because another one changed.
  const actions: RowActions = useMemo(() => {
    const now = () => ({ ...latest.current, rules: latest.current.list.config.rules });
    return {
      list: () => now().list,
      toggle: (rule) => store.toggle(rule.id, rule, ownEntry(now().list.phrases, rule.id)),
      moveTo: (ruleId, index) => {
        const others = now().rules.filter(({ id }) => id !== ruleId);
        const label = now().rules.find(({ id }) => id === ruleId)?.label ?? ruleId;
        const place = placeAt(others, index);
        now().onEdit({ kind: "move", ruleId, place }, t("moved", { label, place: index + 1 }));
      },
      save: (rule, phrases, open) =>
        now().onEdit(
          { kind: "put", rule, base: open.base, place: placeOf(now().rules, rule.id), ...phrases },
          t("saved"),
          () => now().rules.some(({ id }) => id === rule.id) && store.reopen(rule.id, open),
        ),
      turn: ({ id, label }, enabled) =>
        now().onEdit({ kind: "switch", ruleId: id, enabled }, t(enabled ? "turnedOn" : "turnedOff", { label })),
      duplicate: (rule) => {
        const label = [...t("copyOf", { label: rule.label })].slice(0, 80).join("");
        // Its menu offers none for a rule that can't be read.
        if (!isSoundRule(rule)) return;
        const copy: ReplyRule = { ...rule, id: newRuleId(rule.label, crypto.randomUUID().slice(0, 8)), label };
        const place = { afterId: rule.id, beforeId: placeOf(now().rules, rule.id).beforeId };
        now().onEdit({ kind: "put", rule: copy, base: null, place }, t("duplicated", { label: rule.label }));
      },
      remove: (rule) => {
        store.close(rule.id);
        now().onEdit({ kind: "remove", base: rule }, t("removed", { label: rule.label }));
        now().onRemoved();
      },
    };
  }, [store, t]);

  const renderItem = useCallback(
    (item: RowItem, index: number, grip: ReactNode) => (
      <RuleRow item={item} index={index} grip={grip} store={store} actions={actions} />
    ),
    [store, actions],
  );

  return (
    <SortableList items={items} label={t("listLabel")} words={words} onMove={actions.moveTo} renderItem={renderItem} />
  );
});

function useSortableWords(): SortableWords {
  const t = useTranslations("rules.drag");
  return useMemo(
    () => ({
      instructions: t("instructions"),
      handle: (label) => t("handle", { label }),
      picked: (label, place, count) => t("picked", { label, place, count }),
      over: (label, place, count) => t("over", { label, place, count }),
      dropped: (label, place, count) => t("dropped", { label, place, count }),
      cancelled: (label, place) => t("cancelled", { label, place }),
    }),
    [t],
  );
}
