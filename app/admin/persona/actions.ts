"use server";

import type * as z from "zod";
import { performAction } from "../../../lib/web/perform-action";
import { PERSONA_ACTIONS } from "../../../lib/web/persona-actions";

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

export async function checkAgain() {
  return performAction(PERSONA_ACTIONS.checkAgain, {});
}

export async function askSample(input: Input<"askSample">) {
  return performAction(PERSONA_ACTIONS.askSample, input);
}
