import type { Person } from "@/lib/people/people";
import { businessNameSchema } from "@/lib/people/tenant-name.schema";
import type { Application } from "@/lib/wiring/application";
import { type ActionResult, attempt } from "./run-action";

const DOOR = { name: "found_business", input: businessNameSchema, limit: "change" } as const;

/** The only action for somebody who has no tenant yet: it makes one. A person who has one keeps it. */
export async function foundBusiness(
  app: Application,
  person: Person | null,
  given: unknown,
): Promise<ActionResult<string>> {
  if (!person) return { ok: false, code: "unauthenticated" };
  return attempt(app, DOOR, person.id, given, ({ name }) =>
    app.signIn.people.foundTenant(person.id, name, app.ports.clock.now()),
  );
}
