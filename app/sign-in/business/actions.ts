"use server";

import { type ActionResult, createBusiness } from "@/lib/web/actions/run-action";
import { currentPerson } from "@/lib/web/auth/current-person";
import { application } from "@/lib/wiring/application";

export async function nameBusiness(input: { name: string }): Promise<ActionResult<string>> {
  return createBusiness(application(), await currentPerson(), input);
}
