"use server";

import type * as z from "zod";
import { ACCOUNT_ACTIONS } from "@/lib/web/actions/account-actions";
import { performAction } from "@/lib/web/actions/server-action";

export async function setFollowUp(input: z.input<typeof ACCOUNT_ACTIONS.setFollowUp.input>) {
  return performAction(ACCOUNT_ACTIONS.setFollowUp, input);
}
