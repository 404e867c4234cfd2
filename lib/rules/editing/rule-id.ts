import type { ReplyRule } from "../config/reply-config";
import { REPLY_CONFIG_LIMITS } from "../config/reply-config-limits";
import { foldText } from "../fold-text";

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
export function freeRuleId(taken: string, rules: readonly ReplyRule[]): string {
  const ids = new Set(rules.map(({ id }) => id));
  const stem = shortened(taken);
  let number = 2;
  while (ids.has(`${stem}-${number}`)) number += 1;
  return `${stem}-${number}`;
}
