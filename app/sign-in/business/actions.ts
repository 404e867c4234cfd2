"use server";

import type { ActionResult } from "../../../lib/web/action-result";
import { currentPerson } from "../../../lib/web/current-person";
import { foundBusiness } from "../../../lib/web/found-business";
import { application } from "../../../lib/wiring/application";

export async function nameBusiness(input: { name: string }): Promise<ActionResult<string>> {
  return foundBusiness(application(), await currentPerson(), input);
}
