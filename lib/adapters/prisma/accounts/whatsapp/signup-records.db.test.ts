import { afterAll, beforeAll, expect, inject, it } from "vitest";
import type { Signup } from "@/lib/accounts/connection/whatsapp/signup/signup";
import { randomIds } from "@/lib/core/ids";
import { BATCH } from "@/lib/pipeline/log/delete-old-log";
import { openTestDatabase } from "@/lib/testing/database/test-database";
import { uniqueId } from "@/lib/testing/ledger/ledger-fixtures";
import { createOldSignups, createSignupRecords } from "./signup-records";

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

it("is deleted after 30 days, and after 7 where it still holds a token", async () => {
  const old = createOldSignups(database);
  const tenants = [uniqueId("signup-old"), uniqueId("signup-flood")] as const;
  const [owner, flood] = tenants;
  await database.tables.tenant.createMany({ data: tenants.map((id) => ({ id, slug: id, name: id })) });
  const now = new Date("2026-12-31T12:00:00Z");
  const row = (tenant: string, days: number, accessToken: string | null) => ({
    tenantId: tenant,
    id: randomIds.newId(),
    accountId: "account",
    state: { kind: "no_number" },
    accessToken,
    createdAt: new Date(now.getTime() - days * 86_400_000 - 1),
  });
  const [stays, waits, forgotten, ended] = [
    row(owner, 29, null),
    row(owner, 6, "k1.sealed"),
    row(owner, 7, "k1.sealed"),
    row(owner, 30, null),
  ];
  const data = [stays, waits, forgotten, ended, ...Array.from({ length: BATCH.rows + 1 }, () => row(flood, 40, null))];
  await database.tables.whatsappSignup.createMany({ data });
  // Who waited longest comes first.
  expect((await old.findOldLogs(now, 1_000)).filter((id) => id === owner || id === flood)).toEqual([flood, owner]);
  expect(await old.deleteOldBatch(owner, now)).toEqual({ rows: 2, more: false });
  const left = await database.tables.whatsappSignup.findMany({
    where: { tenantId: owner },
    orderBy: { createdAt: "asc" },
  });
  expect(left.map(({ id }) => id)).toEqual([stays.id, waits.id]);
  expect(await old.deleteOldBatch(flood, now)).toEqual({ rows: BATCH.rows, more: true });
  expect(await old.deleteOldBatch(flood, now)).toEqual({ rows: 1, more: false });
  expect(await old.findOldLogs(now, 1_000)).not.toContain(owner);
});
