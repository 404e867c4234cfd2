"use server";

import { type ActionResult, foundBusiness } from "@/lib/web/actions/run-action";
import { currentPerson } from "@/lib/web/auth/current-person";
import { application } from "@/lib/wiring/application";

export async function nameBusiness(input: { name: string }): Promise<ActionResult<string>> {
  return foundBusiness(application(), await currentPerson(), input);
}
