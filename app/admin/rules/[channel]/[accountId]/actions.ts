"use server";

import { after } from "next/server";
import type * as z from "zod";
import { finishRules } from "../../../../../lib/web/finish-rules";
import { performAction } from "../../../../../lib/web/perform-action";
import { RULE_ACTIONS } from "../../../../../lib/web/rule-actions";

type Actions = typeof RULE_ACTIONS;
type Input<Name extends keyof Actions> = z.input<Actions[Name]["input"]>;

export async function readRules(input: Input<"readRules">) {
  return performAction(RULE_ACTIONS.readRules, input);
}

export async function saveEdit(input: Input<"saveEdit">) {
  const result = await performAction(RULE_ACTIONS.saveEdit, input);
  if (result.ok) after(finishRules);
  return result;
}

export async function importRules(input: Input<"importRules">) {
  const result = await performAction(RULE_ACTIONS.importRules, input);
  if (result.ok) after(finishRules);
  return result;
}

export async function exportRules(input: Input<"exportRules">) {
  return performAction(RULE_ACTIONS.exportRules, input);
}

export async function setAnyLanguage(input: Input<"setAnyLanguage">) {
  return performAction(RULE_ACTIONS.setAnyLanguage, input);
}

export async function scorePhrases(input: Input<"scorePhrases">) {
  return performAction(RULE_ACTIONS.scorePhrases, input);
}

export async function tryLines(input: Input<"tryLines">) {
  return performAction(RULE_ACTIONS.tryLines, input);
}
