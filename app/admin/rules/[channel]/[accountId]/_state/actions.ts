"use server";

import type * as z from "zod";
import { RULE_ACTIONS } from "@/lib/web/actions/rule-actions";
import { performAction } from "@/lib/web/actions/server-action";

type Actions = typeof RULE_ACTIONS;
type Input<Name extends keyof Actions> = z.input<Actions[Name]["input"]>;

export async function readRules(input: Input<"readRules">) {
  return performAction(RULE_ACTIONS.readRules, input);
}

export async function saveEdit(input: Input<"saveEdit">) {
  return performAction(RULE_ACTIONS.saveEdit, input);
}

export async function importRules(input: Input<"importRules">) {
  return performAction(RULE_ACTIONS.importRules, input);
}

export async function exportRules(input: Input<"exportRules">) {
  return performAction(RULE_ACTIONS.exportRules, input);
}

export async function setAnyLanguage(input: Input<"setAnyLanguage">) {
  return performAction(RULE_ACTIONS.setAnyLanguage, input);
}

export async function setCloseCalls(input: Input<"setCloseCalls">) {
  return performAction(RULE_ACTIONS.setCloseCalls, input);
}

export async function scorePhrases(input: Input<"scorePhrases">) {
  return performAction(RULE_ACTIONS.scorePhrases, input);
}

export async function keepSampleLines(input: Input<"keepSampleLines">) {
  return performAction(RULE_ACTIONS.keepSampleLines, input);
}

export async function previewLines(input: Input<"previewLines">) {
  return performAction(RULE_ACTIONS.previewLines, input);
}
