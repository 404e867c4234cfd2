"use server";

import type * as z from "zod";
import { PERSONA_ACTIONS } from "@/lib/web/actions/persona-actions";
import { performAction } from "@/lib/web/actions/server-action";

export async function askSample(input: z.input<(typeof PERSONA_ACTIONS)["askSample"]["input"]>) {
  return performAction(PERSONA_ACTIONS.askSample, input);
}
