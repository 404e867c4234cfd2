"use client";

import { useTranslations } from "next-intl";
import { useCallback, useMemo } from "react";
import { SortableList, type SortableWords } from "../../../../../components/ui/sortable-list";
import type { RuleList } from "../../../../../lib/pipeline/rule-list";
import type { ReplyRule } from "../../../../../lib/rules/reply-config";
import { placeAt, placeOf, type RuleEdit } from "../../../../../lib/rules/rule-edit";
import { newRuleId } from "../../../../../lib/rules/rule-id";
import { findShadowedKeywords } from "../../../../../lib/rules/shadowed-keywords";
import { RuleEditor } from "./rule-editor";
import { type RowActions, RuleRow } from "./rule-row";
import type { Drafts } from "./use-open-drafts";

type RuleRowsProps = {
  list: RuleList;
  drafts: Drafts;
  onEdit: (edit: RuleEdit, words: string | null) => void;
  onRemoved: () => void;
};

/** The rules in their order, and below each the editor that is open for it. */
export function RuleRows({ list, drafts, onEdit, onRemoved }: RuleRowsProps) {
  const t = useTranslations("rules");
  const { rules } = list.config;
  const shadowed = useMemo(() => findShadowedKeywords(rules), [rules]);
  const labels = useMemo(() => new Map(rules.map(({ id, label }) => [id, label])), [rules]);
  const words: SortableWords = useMemo(
    () => ({
      instructions: t("drag.instructions"),
      handle: (label) => t("drag.handle", { label }),
      picked: (label, place, count) => t("drag.picked", { label, place, count }),
      over: (label, place, count) => t("drag.over", { label, place, count }),
      dropped: (label, place, count) => t("drag.dropped", { label, place, count }),
      cancelled: (label, place) => t("drag.cancelled", { label, place }),
    }),
    [t],
  );

  const moveTo = useCallback(
    (ruleId: string, index: number) => {
      const others = rules.filter(({ id }) => id !== ruleId);
      const label = labels.get(ruleId) ?? ruleId;
      const place = placeAt(others, index);
      onEdit({ kind: "move", ruleId, place }, t("moved", { label, place: index + 1 }));
    },
    [rules, labels, onEdit, t],
  );

  const actions: RowActions = useMemo(
    () => ({
      moveTo,
      open: (rule) => drafts.start(rule.id, rule),
      turn: (rule, enabled) =>
        onEdit(
          { kind: "switch", ruleId: rule.id, enabled },
          t(enabled ? "turnedOn" : "turnedOff", { label: rule.label }),
        ),
      duplicate: (rule) => {
        const label = [...t("copyOf", { label: rule.label })].slice(0, 80).join("");
        const copy: ReplyRule = { ...rule, id: newRuleId(rule.label, crypto.randomUUID().slice(0, 8)), label };
        const place = { afterId: rule.id, beforeId: placeOf(rules, rule.id).beforeId };
        onEdit({ kind: "put", rule: copy, base: null, place }, t("duplicated", { label: rule.label }));
      },
      remove: (rule) => {
        drafts.close(rule.id);
        onEdit({ kind: "remove", base: rule }, t("removed", { label: rule.label }));
        onRemoved();
      },
    }),
    [moveTo, drafts, onEdit, onRemoved, rules, t],
  );

  return (
    <SortableList
      items={rules}
      label={t("listLabel")}
      words={words}
      onMove={moveTo}
      renderItem={(rule, index, grip) => {
        const open = drafts.open[rule.id];
        const hidden = shadowed.get(rule.id) ?? NONE;
        return (
          <RuleRow
            rule={rule}
            index={index}
            count={rules.length}
            grip={grip}
            notActive={list.notActive.includes(rule.id)}
            safety={list.safety[rule.id] ?? null}
            shadowed={hidden}
            labels={labels}
            actions={actions}
          >
            {open ? (
              <RuleEditor
                draft={open.draft}
                id={rule.id}
                base={open.base}
                shadowed={hidden}
                labels={labels}
                onDraft={(draft) => drafts.change(rule.id, draft)}
                onCancel={() => drafts.close(rule.id)}
                onSave={(changed) => {
                  drafts.close(rule.id);
                  onEdit({ kind: "put", rule: changed, base: open.base, place: placeOf(rules, rule.id) }, t("saved"));
                }}
              />
            ) : null}
          </RuleRow>
        );
      }}
    />
  );
}

const NONE: [] = [];
