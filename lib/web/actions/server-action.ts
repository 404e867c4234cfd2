import { after } from "next/server";
import type * as z from "zod";
import { application } from "@/lib/wiring/application";
import { currentOwner, type Owner } from "../auth/current-person";
import { type ActionDefinition, type ActionResult, mapError, runAction } from "./run-action";

/** Runs a defined action for whoever is signed in, then what follows it. Every function of a "use server" file is one call of this. */
export async function performAction<Schema extends z.ZodType, Audit extends string | null, Value>(
  definition: ActionDefinition<Schema, Audit, Value>,
  given: unknown,
): Promise<ActionResult<Value>> {
  const app = application();
  let owner: Owner | null;
  try {
    owner = await currentOwner();
  } catch (error) {
    return mapError(app, definition.name, error);
  }
  const result = await runAction(app, owner, definition, given);
  if (result.ok && owner && definition.after) after(() => definition.after?.(app, owner.tenantId));
  return result;
}
