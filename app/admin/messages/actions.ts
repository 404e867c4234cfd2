"use server";

import type * as z from "zod";
import { LOG_ACTIONS } from "@/lib/web/actions/log-actions";
import { performAction } from "@/lib/web/actions/server-action";

export async function setShortMemory(input: z.input<typeof LOG_ACTIONS.setShortMemory.input>) {
  return performAction(LOG_ACTIONS.setShortMemory, input);
}

export async function setRetention(input: z.input<typeof LOG_ACTIONS.setRetention.input>) {
  return performAction(LOG_ACTIONS.setRetention, input);
}
