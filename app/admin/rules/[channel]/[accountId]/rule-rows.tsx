"use client";

import { useTranslations } from "next-intl";
import { memo, type ReactNode, useCallback, useMemo } from "react";
import { SortableList, type SortableWords } from "../../../../../components/ui/sortable-list";
import type { RuleList } from "../../../../../lib/pipeline/rule-list";
import type { ReplyRule } from "../../../../../lib/rules/reply-config";
import { placeAt, placeOf, type RuleEdit } from "../../../../../lib/rules/rule-edit";
import { newRuleId } from "../../../../../lib/rules/rule-id";
import { findShadowedKeywords } from "../../../../../lib/rules/shadowed-keywords";
import type { DraftStore } from "./draft-store";
import { type RowActions, RuleRow } from "./rule-row";

type RuleRowsProps = {
  list: RuleList;
  store: DraftStore;
  onEdit: (edit: RuleEdit, words: string | null) => void;
  /** The row that had the focus is gone. */
  onRemoved: () => void;
};

/** The rules in their order, each with its editor when that is open. */
export const RuleRows = memo(function RuleRows({ list, store, onEdit, onRemoved }: RuleRowsProps) {
  const t = useTranslations("rules");
  const { rules } = list.config;
  const shadowed = useMemo(() => findShadowedKeywords(rules), [rules]);
  const words = useSortableWords();

  const actions: RowActions = useMemo(() => {
    const moveTo = (ruleId: string, index: number): void => {
      const others = rules.filter(({ id }) => id !== ruleId);
      const label = rules.find(({ id }) => id === ruleId)?.label ?? ruleId;
      onEdit({ kind: "move", ruleId, place: placeAt(others, index) }, t("moved", { label, place: index + 1 }));
    };
    return {
      moveTo,
      save: (rule, base) => onEdit({ kind: "put", rule, base, place: placeOf(rules, rule.id) }, t("saved")),
      turn: ({ id, label }, enabled) =>
        onEdit({ kind: "switch", ruleId: id, enabled }, t(enabled ? "turnedOn" : "turnedOff", { label })),
      duplicate: (rule) => {
        const label = [...t("copyOf", { label: rule.label })].slice(0, 80).join("");
        const copy: ReplyRule = { ...rule, id: newRuleId(rule.label, crypto.randomUUID().slice(0, 8)), label };
        const place = { afterId: rule.id, beforeId: placeOf(rules, rule.id).beforeId };
        onEdit({ kind: "put", rule: copy, base: null, place }, t("duplicated", { label: rule.label }));
      },
      remove: (rule) => {
        store.close(rule.id);
        onEdit({ kind: "remove", base: rule }, t("removed", { label: rule.label }));
        onRemoved();
      },
    };
  }, [store, onEdit, onRemoved, rules, t]);

  const renderItem = useCallback(
    (rule: ReplyRule, index: number, grip: ReactNode) => (
      <RuleRow
        rule={rule}
        index={index}
        rules={rules}
        grip={grip}
        notActive={list.notActive.includes(rule.id)}
        safety={list.safety[rule.id] ?? null}
        shadowed={shadowed.get(rule.id) ?? null}
        store={store}
        actions={actions}
      />
    ),
    [rules, list.notActive, list.safety, shadowed, store, actions],
  );

  return (
    <SortableList items={rules} label={t("listLabel")} words={words} onMove={actions.moveTo} renderItem={renderItem} />
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
