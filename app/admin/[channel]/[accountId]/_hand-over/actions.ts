"use server";

import type * as z from "zod";
import { HAND_OVER_ACTIONS } from "@/lib/web/actions/hand-over-actions";
import { performAction } from "@/lib/web/actions/server-action";

type Actions = typeof HAND_OVER_ACTIONS;
type Input<Name extends keyof Actions> = z.input<Actions[Name]["input"]>;

export async function saveOwnWords(input: Input<"saveOwnWords">) {
  return performAction(HAND_OVER_ACTIONS.saveOwnWords, input);
}

export async function setHandOverMail(input: Input<"setHandOverMail">) {
  return performAction(HAND_OVER_ACTIONS.setHandOverMail, input);
}
