import type { ReplyRule } from "../config/reply-config";
import { sameValue } from "./same-value";

const FIELDS = ["label", "enabled", "matcher", "response"] as const;

/**
 * One rule that two people changed, field by field: a field that only one of them changed is taken from that one. Where
 * both changed the same field differently mine stands, and `both` says that theirs is not in it. Without a base (both
 * made a rule of this id) every difference is one of both.
 */
export function mergeRule(
  base: ReplyRule | null,
  mine: ReplyRule,
  theirs: ReplyRule,
): { merged: ReplyRule; both: boolean } {
  const merged: ReplyRule = { ...mine };
  let both = false;
  for (const field of FIELDS) {
    if (sameValue(mine[field], theirs[field])) continue;
    if (base && sameValue(mine[field], base[field])) Object.assign(merged, { [field]: theirs[field] });
    else if (!base || !sameValue(theirs[field], base[field])) both = true;
  }
  if (merged.enabled === undefined) delete merged.enabled;
  return { merged, both };
}
