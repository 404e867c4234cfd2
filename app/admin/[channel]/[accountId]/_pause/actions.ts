"use server";

import type * as z from "zod";
import { PAUSE_ACTIONS } from "@/lib/web/actions/pause-actions";
import { performAction } from "@/lib/web/actions/server-action";

type Actions = typeof PAUSE_ACTIONS;
type Input<Name extends keyof Actions> = z.input<Actions[Name]["input"]>;

export async function listPauses(input: Input<"listPauses">) {
  return performAction(PAUSE_ACTIONS.listPauses, input);
}

export async function pauseEverybody(input: Input<"pauseEverybody">) {
  return performAction(PAUSE_ACTIONS.pauseEverybody, input);
}

export async function resumeEverybody(input: Input<"resumeEverybody">) {
  return performAction(PAUSE_ACTIONS.resumeEverybody, input);
}

export async function resumeCustomer(input: Input<"resumeCustomer">) {
  return performAction(PAUSE_ACTIONS.resumeCustomer, input);
}

export async function setHumanPause(input: Input<"setHumanPause">) {
  return performAction(PAUSE_ACTIONS.setHumanPause, input);
}
