"use client";

import { useMemo, useState } from "react";
import type { StoredRule } from "@/lib/rules/config/reply-config";
import { automaticGroups, type GroupPlace } from "@/lib/rules/editing/automatic-groups";
import { findShadowedKeywords } from "@/lib/rules/editing/keyword-hints";
import { ownEntry, type RuleList } from "@/lib/rules/editing/rule-list";
import { sameValue } from "@/lib/rules/editing/same-value";

/** What one row shows. */
export type RowItem = {
  id: string;
  label: string;
  rule: StoredRule;
  last: boolean;
  /** Of adjacent automatic rules, which are one step: its place in the group and how many they are; null outside one. */
  group: GroupPlace | null;
  notActive: boolean;
  /** Phrases that can't be compared. */
  refused: readonly string[];
  safety: RuleList["safety"][string] | null;
  /** The label of the rule above that takes every message of this one. */
  takenBy: string | null;
};

/** The rows of a list. A row that shows the same as before is the same object, so that a move draws few of 200 anew. */
export function useRowItems({ config: { rules }, notActive, refused, safety }: RuleList): RowItem[] {
  const [known] = useState(() => new Map<string, RowItem>());
  return useMemo(() => {
    const shadowed = findShadowedKeywords(rules);
    const labels = new Map(rules.map(({ id, label }) => [id, label]));
    const waiting = new Set(notActive);
    const groups = automaticGroups(rules);
    return rules.map((rule, index) => {
      const { id, label, matcher, enabled } = rule;
      const found = enabled === false || matcher.kind !== "static_text" ? [] : (shadowed.get(id) ?? []);
      const by = matcher.kind === "static_text" && found.length >= matcher.keywords.length ? found[0]?.byRuleId : null;
      const item: RowItem = {
        id,
        label,
        rule,
        last: index === rules.length - 1,
        group: groups.get(id) ?? null,
        notActive: waiting.has(id),
        refused: ownEntry(refused, id) ?? [],
        safety: ownEntry(safety, id) ?? null,
        takenBy: by ? (labels.get(by) ?? by) : null,
      };
      const before = known.get(id);
      if (before && sameValue(before, item)) return before;
      known.set(id, item);
      return item;
    });
  }, [rules, notActive, refused, safety, known]);
}
