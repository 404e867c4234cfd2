"use server";

import type * as z from "zod";
import { CREDIT_ACTIONS } from "../../../lib/web/credit-actions";
import { performAction } from "../../../lib/web/perform-action";

type Actions = typeof CREDIT_ACTIONS;
type Input<Name extends keyof Actions> = z.input<Actions[Name]["input"]>;

export async function readBalance() {
  return performAction(CREDIT_ACTIONS.readBalance, {});
}

export async function readBudget() {
  return performAction(CREDIT_ACTIONS.readBudget, {});
}

export async function listEntries(input: Input<"listEntries">) {
  return performAction(CREDIT_ACTIONS.listEntries, input);
}

export async function setLowThreshold(input: Input<"setLowThreshold">) {
  return performAction(CREDIT_ACTIONS.setLowThreshold, input);
}
