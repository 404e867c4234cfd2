import { afterAll, beforeEach, describe, expect, inject, it } from "vitest";
import { createFactsStore } from "@/lib/adapters/prisma/facts/facts-records";
import { systemClock } from "@/lib/core/clock";
import { randomIds } from "@/lib/core/ids";
import type { Facts } from "@/lib/facts/facts";
import { openTestDatabase } from "@/lib/testing/database/test-database";
import { makeTenant } from "@/lib/testing/ledger/ledger-fixtures";
import type { Application } from "@/lib/wiring/application";
import type { Owner } from "../auth/current-person";
import { FACTS_ACTIONS } from "./facts-actions";
import { type ActionResult, runAction } from "./run-action";

type Name = keyof typeof FACTS_ACTIONS;
const NAMES = Object.keys(FACTS_ACTIONS) as Name[];

const database = openTestDatabase(inject("databaseUrl"));
afterAll(() => database.$disconnect());

const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const app = {
  facts: createFactsStore(database, randomIds, "classifier"),
  ports: { clock: systemClock, log },
  signIn: { limiter: { take: async () => 0 } },
} as unknown as Application;

let first: Owner;
let second: Owner;

async function newOwner(): Promise<Owner> {
  const { tenantId } = await makeTenant(database);
  return { tenantId, personId: "person", email: "owner@example.com", tenantName: "Salon" };
}

beforeEach(async () => {
  first = await newOwner();
  second = await newOwner();
});

/** The table's actions differ in what they take; here each is given what the schema is there to check. */
function run(name: Name, owner: Owner | null, input: unknown = {}): Promise<ActionResult<unknown>> {
  return runAction(app, owner, FACTS_ACTIONS[name] as unknown as Parameters<typeof runAction>[2], input);
}
const save = (owner: Owner, facts: Facts, version: number) => run("saveFacts", owner, { facts, version });
const traces = ({ tenantId }: Owner, action: string) =>
  database.tables.auditEntry.findMany({ where: { tenantId, action } });
const approve = ({ tenantId }: Owner) =>
  database.tables.promptCheck.updateMany({ where: { tenantId, kind: "facts" }, data: { status: "approved" } });

describe.each(NAMES)("%s", (name) => {
  it("is refused to somebody who is not signed in", async () => {
    expect(await run(name, null)).toEqual({ ok: false, code: "unauthenticated" });
  });

  it("refuses what its schema doesn't know, a tenant's id first of all", async () => {
    expect(await run(name, first, { tenantId: second.tenantId })).toMatchObject({ ok: false, code: "invalid_input" });
  });
});

it("saves for its own tenant, with a trace that holds no words", async () => {
  expect(await save(first, { address: "1 High St" }, 0)).toMatchObject({
    value: { kind: "saved", view: { version: 1, safety: { status: "pending" }, inForce: null } },
  });
  expect(await save(first, { address: "Late" }, 0)).toMatchObject({
    value: { kind: "stale", view: { version: 1, facts: { address: "1 High St" } } },
  });
  expect(await run("readFacts", second)).toMatchObject({ value: { version: 0, facts: {} } });
  const [trace, ...others] = await traces(first, "facts.save");
  expect(others).toEqual([]);
  expect(JSON.stringify(trace)).not.toContain("High St");
});

it("names what is wrong by its path, so that a form can mark the field", async () => {
  const facts = { services: [{ name: "Cut" }, { name: "Colour", price: "a lot" }], hours: { mon: [["09:00", "8"]] } };
  expect(await run("saveFacts", first, { facts, version: 0 })).toEqual({
    ok: false,
    code: "invalid_input",
    problems: {
      "facts.services.1.price": 'must be a decimal number such as "45.00"',
      "facts.hours.mon.0.1": 'must be a time such as "18:00"',
    },
  });
});

it("brings an earlier version back with the verdict that its words had, and no other tenant's", async () => {
  await save(first, { address: "1 High St" }, 0);
  await approve(first);
  await save(first, { address: "2 High St" }, 1);
  expect(await run("restoreFacts", first, { wanted: 1, version: 2 })).toMatchObject({
    value: { kind: "saved", view: { version: 3, facts: { address: "1 High St" }, safety: { status: "approved" } } },
  });
  expect(await run("restoreFacts", first, { wanted: 2, version: 2 })).toMatchObject({ value: { kind: "stale" } });
  expect(await run("restoreFacts", second, { wanted: 1, version: 0 })).toEqual({ ok: false, code: "not_found" });
  expect(await run("listVersions", first)).toMatchObject({ value: [{ version: 3 }, { version: 2 }, { version: 1 }] });
  expect(await run("listVersions", second)).toEqual({ ok: true, value: [] });
  expect(await traces(first, "facts.restore")).toHaveLength(1);
});

it("asks again about its own words only", async () => {
  await save(first, { address: "1 High St" }, 0);
  await save(second, { address: "2 High St" }, 0);
  const these = { tenantId: { in: [first.tenantId, second.tenantId] }, kind: "facts" };
  await database.tables.promptCheck.updateMany({ where: these, data: { nextTryAt: new Date(Date.now() + 600_000) } });
  await run("checkAgain", first);
  const due = await database.tables.promptCheck.findMany({ where: { ...these, nextTryAt: { lt: new Date() } } });
  expect(due.map(({ tenantId }) => tenantId)).toEqual([first.tenantId]);
});
