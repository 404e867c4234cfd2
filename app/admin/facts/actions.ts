"use server";

import type * as z from "zod";
import { FACTS_ACTIONS } from "@/lib/web/actions/facts-actions";
import { performAction } from "@/lib/web/actions/server-action";

type Actions = typeof FACTS_ACTIONS;
type Input<Name extends keyof Actions> = z.input<Actions[Name]["input"]>;

export async function readFacts() {
  return performAction(FACTS_ACTIONS.readFacts, {});
}

export async function listVersions() {
  return performAction(FACTS_ACTIONS.listVersions, {});
}

export async function saveFacts(input: Input<"saveFacts">) {
  return performAction(FACTS_ACTIONS.saveFacts, input);
}

export async function restoreFacts(input: Input<"restoreFacts">) {
  return performAction(FACTS_ACTIONS.restoreFacts, input);
}

export async function checkAgain() {
  return performAction(FACTS_ACTIONS.checkAgain, {});
}
