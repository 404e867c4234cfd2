import type * as z from "zod";
import { application } from "../wiring/application";
import type { ActionResult } from "./action-result";
import { currentOwner } from "./current-person";
import { type ActionDefinition, runAction } from "./run-action";

/** Runs a defined action for whoever is signed in. Every function of a "use server" file is one call of this. */
export async function performAction<Schema extends z.ZodType, Audit extends string | null, Value>(
  definition: ActionDefinition<Schema, Audit, Value>,
  given: unknown,
): Promise<ActionResult<Value>> {
  return runAction(application(), await currentOwner(), definition, given);
}
