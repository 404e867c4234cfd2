import { isAutomatic, isSoundRule, type StoredRule } from "../config/reply-config";

/** Where a rule stands in its group, and of how many rules that are switched on the group is. */
export type GroupPlace = { place: "first" | "middle" | "last"; count: number };

/**
 * The groups of adjacent automatic rules, by rule id, as a list shows them: a rule that is switched off or can't be read
 * stands between no two of them. A rule alone is no group. What a `when` makes of a list at a moment is not looked at.
 */
export function automaticGroups(rules: readonly StoredRule[]): Map<string, GroupPlace> {
  const groups = new Map<string, GroupPlace>();
  let run: string[] = [];
  const close = () => {
    const count = run.length;
    for (const [at, id] of count > 1 ? run.entries() : []) {
      groups.set(id, { place: at === 0 ? "first" : at === count - 1 ? "last" : "middle", count });
    }
    run = [];
  };
  for (const rule of rules) {
    if (rule.enabled === false || !isSoundRule(rule)) continue;
    if (isAutomatic(rule)) run.push(rule.id);
    else close();
  }
  close();
  return groups;
}
