"use server";

import type * as z from "zod";
import { PERSONA_ACTIONS } from "@/lib/web/actions/persona-actions";
import { performAction } from "@/lib/web/actions/server-action";

type Actions = typeof PERSONA_ACTIONS;
type Input<Name extends keyof Actions> = z.input<Actions[Name]["input"]>;

export async function readPersona() {
  return performAction(PERSONA_ACTIONS.readPersona, {});
}

export async function listVersions() {
  return performAction(PERSONA_ACTIONS.listVersions, {});
}

export async function savePersona(input: Input<"savePersona">) {
  return performAction(PERSONA_ACTIONS.savePersona, input);
}

export async function restorePersona(input: Input<"restorePersona">) {
  return performAction(PERSONA_ACTIONS.restorePersona, input);
}

export async function saveAssistantLine(input: Input<"saveAssistantLine">) {
  return performAction(PERSONA_ACTIONS.saveAssistantLine, input);
}

export async function checkAgain() {
  return performAction(PERSONA_ACTIONS.checkAgain, {});
}
