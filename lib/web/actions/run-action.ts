import type * as z from "zod";
import type { AuditStamp } from "@/lib/core/audit-stamp";
import { AppError, type AppErrorCode, describeError, UpstreamError } from "@/lib/core/errors";
import type { RateLimitName } from "@/lib/core/rate-limits";
import type { Person } from "@/lib/people/people";
import { businessNameSchema } from "@/lib/people/tenant-name.schema";
import type { Application } from "@/lib/wiring/application";
import type { Owner } from "../auth/current-person";

/** Why an action did not run or did not finish. `upstream`: Meta or the mail server; `internal`: ours, and logged. */
export type ActionFailure = {
  ok: false;
  code: AppErrorCode | "upstream" | "internal";
  /** With `rate_limited`: when to try again. */
  waitSeconds?: number;
  /** With `invalid_input`: what is wrong, by path. */
  problems?: Record<string, string>;
};

/** What a server action answers: never an exception, so that a form can say what happened and keep what was typed. */
export type ActionResult<Value> = { ok: true; value: Value } | ActionFailure;

export type ActionContext<Audit extends string | null> = {
  app: Application;
  owner: Owner;
  /** Whoever changes something hands it to the record's method, which writes it in the same transaction. */
  stamp: Audit extends string ? AuditStamp : null;
};

export type ActionDefinition<Schema extends z.ZodType, Audit extends string | null, Value> = {
  /** For the log. */
  name: string;
  input: Schema;
  limit: RateLimitName;
  /** The name in the audit log; null for what changes nothing. */
  audit: Audit;
  run(context: ActionContext<Audit>, input: z.output<Schema>): Promise<Value>;
  /** What follows a success, behind the answer. Never throws. */
  after?(app: Application, tenantId: string): Promise<void>;
};

/** Keeps the types of a definition together. */
export function defineAction<Schema extends z.ZodType, Audit extends string | null, Value>(
  definition: ActionDefinition<Schema, Audit, Value>,
): ActionDefinition<Schema, Audit, Value> {
  return definition;
}

/** The one road of every change: owner, limit, input, work, and one mapper for what went wrong. */
export async function runAction<Schema extends z.ZodType, Audit extends string | null, Value>(
  app: Application,
  owner: Owner | null,
  definition: ActionDefinition<Schema, Audit, Value>,
  given: unknown,
): Promise<ActionResult<Value>> {
  if (!owner) return { ok: false, code: "unauthenticated" };
  const { tenantId, personId } = owner;
  return attempt(app, definition, personId, given, (input) => {
    const stamp =
      definition.audit === null ? null : { tenantId, personId, action: definition.audit, at: app.ports.clock.now() };
    return definition.run({ app, owner, stamp: stamp as ActionContext<Audit>["stamp"] }, input);
  });
}

type Door<Schema extends z.ZodType> = { name: string; input: Schema; limit: RateLimitName };

/** Limit, input, work and error mapping; who may come in is the caller's to decide. */
async function attempt<Schema extends z.ZodType, Value>(
  app: Application,
  door: Door<Schema>,
  limitKey: string,
  given: unknown,
  work: (input: z.output<Schema>) => Promise<Value>,
): Promise<ActionResult<Value>> {
  try {
    const waitSeconds = await app.signIn.limiter.take(door.limit, limitKey);
    if (waitSeconds > 0) return { ok: false, code: "rate_limited", waitSeconds };
    const input = door.input.safeParse(given);
    if (!input.success) return { ok: false, code: "invalid_input", problems: problemsByPath(input.error) };
    return { ok: true, value: await work(input.data) };
  } catch (error) {
    return mapError(app, door.name, error);
  }
}

/** Logs what is nobody's fault but ours, once. */
export function mapError(app: Application, action: string, error: unknown): ActionFailure {
  if (error instanceof AppError) return { ok: false, code: error.code };
  app.ports.log.error("action.failed", { action, error: describeError(error) });
  return { ok: false, code: error instanceof UpstreamError ? "upstream" : "internal" };
}

function problemsByPath(error: z.ZodError): Record<string, string> {
  return Object.fromEntries(error.issues.map((issue) => [issue.path.join("."), issue.message]));
}

const DOOR = { name: "found_business", input: businessNameSchema, limit: "change" } as const;

/** The only action for somebody who has no tenant yet: it makes one. A person who has one keeps it. */
export async function createBusiness(
  app: Application,
  person: Person | null,
  given: unknown,
): Promise<ActionResult<string>> {
  if (!person) return { ok: false, code: "unauthenticated" };
  return attempt(app, DOOR, person.id, given, ({ name }) =>
    app.signIn.people.createTenant(person.id, name, app.ports.clock.now()),
  );
}
