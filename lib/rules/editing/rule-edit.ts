import {
  isSoundRule,
  REPLY_CONFIG_LIMITS,
  type ReplyConfig,
  type ReplyRule,
  type StoredConfig,
  type StoredRule,
} from "../config/reply-config";
import { foldText } from "../fold-text";
import type { RulePhrases } from "./rule-list";
import { sameValue } from "./same-value";

/** Between which two rules; null is an end of the list. Two neighbours, so that the loss of one does no harm. */
export type RulePlace = { afterId: string | null; beforeId: string | null };

/**
 * One change of a rule list, in terms that hold on a newer list too. `base` is what its author saw, null for a new rule.
 * Applying an edit to a list that has it already changes nothing. `phrases` are kept beside the list: the last one who
 * changed them wins, and without them those that are there stay.
 */
export type RuleEdit =
  | { kind: "put"; rule: ReplyRule; base: StoredRule | null; place: RulePlace; phrases?: RulePhrases }
  | { kind: "remove"; base: StoredRule }
  | { kind: "move"; ruleId: string; place: RulePlace }
  | { kind: "switch"; ruleId: string; enabled: boolean }
  | { kind: "replace"; config: ReplyConfig };

/**
 * What two people did to one rule at once, and how both are kept: `copied`, the other's version stands below, switched
 * off; `kept`, a rule that one removed stays because the other changed it; `restored`, a changed rule comes back
 * although the other removed it.
 */
export type EditClash = { kind: "copied" | "kept" | "restored"; ruleId: string };

export type EditedConfig = { config: StoredConfig; clash: EditClash | null };

/** Applies an edit to the list as it is now. Every other rule stays exactly once and in its order. */
export function applyEdit(config: StoredConfig, edit: RuleEdit): EditedConfig {
  const { rules } = config;
  const done = (next: StoredRule[], clash: EditClash | null = null) => ({ config: { ...config, rules: next }, clash });
  switch (edit.kind) {
    case "replace":
      return { config: edit.config, clash: null };
    case "switch":
      return done(rules.map((rule) => (rule.id === edit.ruleId ? switched(rule, edit.enabled) : rule)));
    case "move": {
      const moved = rules.find((rule) => rule.id === edit.ruleId);
      return moved ? done(insertAt(without(rules, edit.ruleId), moved, edit.place)) : done(rules);
    }
    case "remove": {
      const current = rules.find((rule) => rule.id === edit.base.id);
      if (!current || sameValue(current, edit.base)) return done(without(rules, edit.base.id));
      return done(rules, { kind: "kept", ruleId: current.id });
    }
    case "put":
      return applyPut(config, edit);
  }
}

function applyPut(config: StoredConfig, edit: Extract<RuleEdit, { kind: "put" }>): EditedConfig {
  const { rules } = config;
  const { rule, base, place } = edit;
  const current = rules.find(({ id }) => id === rule.id);
  if (!current) {
    const clash: EditClash | null = base ? { kind: "restored", ruleId: rule.id } : null;
    return { config: { ...config, rules: insertAt(rules, rule, place) }, clash };
  }
  if (sameValue(current, rule)) return { config, clash: null };
  const { merged, both } = mergeRule(base, rule, current);
  const copy = { ...current, id: freeRuleId(current.id, rules), enabled: false };
  const next = rules.flatMap((one) => (one.id !== rule.id ? [one] : both ? [merged, copy] : [merged]));
  return { config: { ...config, rules: next }, clash: both ? { kind: "copied", ruleId: rule.id } : null };
}

/** Several edits, each on what the one before left. */
export function applyEdits(config: StoredConfig, edits: readonly RuleEdit[]): StoredConfig {
  return edits.reduce((before, edit) => applyEdit(before, edit).config, config);
}

/** The edit that takes `edit` back, seen from the list before it; null where it changed nothing, or a broken rule is gone. */
export function invertEdit(before: StoredConfig, edit: RuleEdit): RuleEdit | null {
  if (edit.kind === "replace") return replaceBy(before);
  const id = edit.kind === "put" ? edit.rule.id : edit.kind === "remove" ? edit.base.id : edit.ruleId;
  const rule = before.rules.find((one) => one.id === id);
  if (edit.kind === "put" && !rule) return { kind: "remove", base: edit.rule };
  if (!rule) return null;
  const place = placeOf(before.rules, id);
  switch (edit.kind) {
    // What is broken can't be saved again as it was.
    case "put":
      return isSoundRule(rule) ? { kind: "put", rule, base: edit.rule, place } : null;
    case "remove":
      return isSoundRule(rule) ? { kind: "put", rule, base: null, place } : null;
    case "move":
      return { kind: "move", ruleId: id, place };
    case "switch":
      return { kind: "switch", ruleId: id, enabled: rule.enabled !== false };
  }
}

/** The edit that brings a whole list back; null for one with a part that can't be read, and so not be saved again. */
export function replaceBy({ brokenDefault, ...config }: StoredConfig): RuleEdit | null {
  const rules = config.rules.filter(isSoundRule);
  const sound = brokenDefault === undefined && rules.length === config.rules.length;
  return sound ? { kind: "replace", config: { ...config, rules } } : null;
}

/** Where a rule stands now. */
export function placeOf(rules: readonly StoredRule[], ruleId: string): RulePlace {
  const index = rules.findIndex(({ id }) => id === ruleId);
  if (index === -1) return placeAt(rules, rules.length);
  return { afterId: rules[index - 1]?.id ?? null, beforeId: rules[index + 1]?.id ?? null };
}

/** The place before the rule that has this index, 0 to the list's length. */
export function placeAt(rules: readonly StoredRule[], index: number): RulePlace {
  return { afterId: rules[index - 1]?.id ?? null, beforeId: rules[index]?.id ?? null };
}

function switched({ enabled: _before, ...rule }: StoredRule, enabled: boolean): StoredRule {
  return enabled ? rule : { ...rule, enabled };
}

const without = (rules: readonly StoredRule[], ruleId: string): StoredRule[] => rules.filter(({ id }) => id !== ruleId);

function insertAt(rules: readonly StoredRule[], rule: StoredRule, { afterId, beforeId }: RulePlace): StoredRule[] {
  const before = beforeId === null ? -1 : rules.findIndex(({ id }) => id === beforeId);
  const after = afterId === null ? -1 : rules.findIndex(({ id }) => id === afterId);
  const known = before !== -1 ? before : after !== -1 ? after + 1 : null;
  return rules.toSpliced(known ?? (afterId === null && beforeId !== null ? 0 : rules.length), 0, rule);
}

const FIELDS = ["label", "enabled", "when", "matcher", "response", "handoff"] as const;
const OPTIONAL_FIELDS = ["enabled", "when", "handoff"] as const;

/**
 * One rule that two people changed, field by field: a field that only one of them changed is taken from that one. Where
 * both changed the same field differently mine stands, and `both` says that theirs is not in it. Without a base (both
 * made a rule of this id) every difference is one of both.
 */
export function mergeRule(
  base: StoredRule | null,
  mine: StoredRule,
  theirs: StoredRule,
): { merged: StoredRule; both: boolean } {
  const merged: StoredRule = { ...mine };
  let both = false;
  for (const field of FIELDS) {
    if (sameValue(mine[field], theirs[field])) continue;
    if (base && sameValue(mine[field], base[field])) Object.assign(merged, { [field]: theirs[field] });
    else if (!base || !sameValue(theirs[field], base[field])) both = true;
  }
  for (const field of OPTIONAL_FIELDS) if (merged[field] === undefined) delete merged[field];
  return { merged, both };
}

const ROOM_FOR_SUFFIX = 12;

function shortened(text: string): string {
  return [...text].slice(0, REPLY_CONFIG_LIMITS.idCharacters - ROOM_FOR_SUFFIX).join("");
}

/**
 * An id that reads like the label, for exports: `opening-hours-3f9a`. `suffix` makes it unique, also against rules that
 * somebody else is adding at this moment.
 */
export function newRuleId(label: string, suffix: string): string {
  const words = foldText(label).match(/[a-z0-9]+/g) ?? ["rule"];
  return `${shortened(words.join("-"))}-${suffix}`;
}

/** An id that no rule has, made of one that is taken. */
export function freeRuleId(taken: string, rules: readonly StoredRule[]): string {
  const ids = new Set(rules.map(({ id }) => id));
  const stem = shortened(taken);
  let number = 2;
  while (ids.has(`${stem}-${number}`)) number += 1;
  return `${stem}-${number}`;
}
