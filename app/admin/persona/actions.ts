"use server";

import { after } from "next/server";
import type * as z from "zod";
import { checkSoon } from "../../../lib/web/check-soon";
import { performAction } from "../../../lib/web/perform-action";
import { PERSONA_ACTIONS } from "../../../lib/web/persona-actions";
import { application } from "../../../lib/wiring/application";

type Actions = typeof PERSONA_ACTIONS;
type Input<Name extends keyof Actions> = z.input<Actions[Name]["input"]>;

export async function readPersona() {
  return performAction(PERSONA_ACTIONS.readPersona, {});
}

export async function listVersions() {
  return performAction(PERSONA_ACTIONS.listVersions, {});
}

export async function savePersona(input: Input<"savePersona">) {
  const result = await performAction(PERSONA_ACTIONS.savePersona, input);
  if (result.ok) after(() => checkSoon(application()));
  return result;
}

export async function restorePersona(input: Input<"restorePersona">) {
  const result = await performAction(PERSONA_ACTIONS.restorePersona, input);
  if (result.ok) after(() => checkSoon(application()));
  return result;
}

export async function checkAgain() {
  const result = await performAction(PERSONA_ACTIONS.checkAgain, {});
  if (result.ok) after(() => checkSoon(application()));
  return result;
}

export async function askSample(input: Input<"askSample">) {
  return performAction(PERSONA_ACTIONS.askSample, input);
}
