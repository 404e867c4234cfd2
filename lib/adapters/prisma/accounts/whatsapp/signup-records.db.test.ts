import { afterAll, beforeAll, expect, inject, it } from "vitest";
import type { Signup } from "@/lib/accounts/connection/whatsapp/signup/signup";
import { randomIds } from "@/lib/core/ids";
import { openTestDatabase } from "@/lib/testing/database/test-database";
import { uniqueId } from "@/lib/testing/ledger/ledger-fixtures";
import { createSignupRecords } from "./signup-records";

const database = openTestDatabase(inject("databaseUrl"));
const signups = createSignupRecords(database, randomIds);
const [tenantId, other] = [uniqueId("signup"), uniqueId("signup-other")];
const at = new Date("2026-11-01T12:00:00Z");

const stamp = (tenant = tenantId) => ({ tenantId: tenant, personId: "person", action: "account.signup", at });

function aSignup(part: Partial<Signup> = {}): Omit<Signup, "version"> {
  return {
    id: randomIds.newId(),
    accountId: "account",
    startedAt: at,
    hints: { wabaId: "100", numberId: null },
    chosen: null,
    sealedToken: "k1.sealed",
    nameInReview: false,
    state: { kind: "working", step: "number" },
    ...part,
  };
}

beforeAll(async () => {
  await database.tables.tenant.createMany({ data: [tenantId, other].map((id) => ({ id, slug: id, name: id })) });
});
afterAll(() => database.$disconnect());

it("keeps where an owner stands, with every state's own words, and who began it", async () => {
  const begun = await signups.begin(stamp(), aSignup());
  const numbers = [{ id: "7", wabaId: "100", displayPhone: "+1", verifiedName: null }];
  const chosen = { wabaId: "100", numberId: "7" };
  const saved = await signups.save(tenantId, { ...begun, chosen, state: { kind: "several_numbers", numbers } });
  expect(saved).toMatchObject({ version: 2, chosen, state: { kind: "several_numbers", numbers } });
  expect(await signups.find(tenantId, begun.id)).toEqual(saved);
  expect(await signups.current(tenantId)).toEqual(saved);
  const audit = await database.tables.auditEntry.findMany({ where: { tenantId, targetId: begun.id } });
  expect(audit.map(({ action }) => action)).toEqual(["account.signup"]);
  expect(JSON.stringify(audit)).not.toContain("sealed");
});

it("lets one of two who saw the same go on, and tells the other", async () => {
  const begun = await signups.begin(stamp(), aSignup());
  const both = await Promise.all([
    signups.save(tenantId, { ...begun, state: { kind: "no_number" } }),
    signups.save(tenantId, { ...begun, state: { kind: "pin_needed", wrong: false } }),
  ]);
  expect(both.filter((one) => one === null)).toHaveLength(1);
  const winner = both.find((one) => one !== null);
  expect(await signups.find(tenantId, begun.id)).toEqual(winner);
});

it("is another tenant's to neither read nor change", async () => {
  const begun = await signups.begin(stamp(), aSignup());
  expect(await signups.find(other, begun.id)).toBeNull();
  expect(await signups.save(other, begun)).toBeNull();
  expect(await signups.current(other)).toBeNull();
  expect(await signups.find(tenantId, begun.id)).toEqual(begun);
});

it("keeps a token no longer than the next one comes, and what has none as it is", async () => {
  const connected = await signups.begin(stamp(other), aSignup({ sealedToken: null }));
  const waiting = await signups.begin(stamp(other), aSignup());
  const cancelled = await signups.begin(
    stamp(other),
    aSignup({ sealedToken: null, state: { kind: "cancelled", at: "unknown" } }),
  );
  expect(await signups.find(other, waiting.id)).toEqual(waiting);
  await signups.begin(stamp(other), aSignup());
  expect(await signups.find(other, waiting.id)).toBeNull();
  expect(await signups.find(other, connected.id)).toEqual(connected);
  expect(await signups.find(other, cancelled.id)).toEqual(cancelled);
});
