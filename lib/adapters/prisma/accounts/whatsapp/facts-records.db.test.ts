import { afterAll, beforeEach, describe, expect, it } from "vitest";
import type { AccountRef } from "@/lib/accounts/account";
import type { DueFacts } from "@/lib/accounts/connection/whatsapp/facts/facts-records.port";
import type { NumberFacts } from "@/lib/accounts/connection/whatsapp/number-directory.port";
import { randomIds } from "@/lib/core/ids";
import { openTestDatabase } from "@/lib/testing/database/test-database";
import { someFacts } from "@/lib/testing/fixtures/meta-books";
import { uniqueId } from "@/lib/testing/ledger/ledger-fixtures";
import { migrate } from "@/prisma/migrate";
import { freshDatabase } from "@/sandbox/testing/fresh-database";
import { forTenant } from "../../shared/tenant-scope";
import { createAccountStore } from "../account-records";
import { askForFacts, createFactsRecords } from "./facts-records";
import { createWhatsappRecords } from "./whatsapp-records";

// What is due is looked for across tenants, and accounts of other files would be found too.
const fresh = await freshDatabase();
await migrate(fresh.url);
const database = openTestDatabase(fresh.url);
afterAll(async () => {
  await database.$disconnect();
  await fresh.close();
});

const NOON = new Date(Date.UTC(2026, 10, 1, 12));
const later = (minutes: number): Date => new Date(NOON.getTime() + minutes * 60_000);
const SIX_HOURS = 360;
const facts = createFactsRecords(database);
const ask = (ref: AccountRef, now: Date) => forTenant(database, ref.tenantId, (tx) => askForFacts(tx, ref, now));
const numbers = createWhatsappRecords(database, randomIds, {
  embedding: { name: "model", pooling: "cls" },
  classifier: "classifier",
});
const { tables } = database;

type Ref = { tenantId: string; accountId: string };

async function makeTenant(): Promise<string> {
  const id = uniqueId("facts");
  await tables.tenant.create({ data: { id, slug: id, name: "Demo" } });
  return id;
}

const stamp = (tenantId: string, at = NOON) => ({ tenantId, personId: "person", action: "test", at });

/** A number that was connected six hours before noon, and so is due at noon. */
async function makeNumber(tenantId: string, part: Partial<NumberFacts> = {}): Promise<Ref> {
  const id = uniqueId("account");
  const numberId = `9${Math.random().toString().slice(2, 14)}`;
  const number = { id, numberId, wabaId: "100", sealedToken: null, tokenExpiresAt: null, facts: someFacts(part) };
  expect(await numbers.add(stamp(tenantId, later(-SIX_HOURS)), number)).toBe(true);
  return { tenantId, accountId: id };
}

const claim = (at = NOON, except: string[] = []) => facts.claimFacts(at, new Date(at.getTime() + 120_000), except);
const idOf = (due: DueFacts | null) => due?.record.view.id ?? null;
const row = ({ tenantId, accountId }: Ref) =>
  tables.whatsappAccount.findUniqueOrThrow({ where: { tenantId_accountId: { tenantId, accountId } } });
const read = (ref: Ref, part: Partial<NumberFacts>, at = NOON) => {
  const health = { subscribed: true, callback: true, registered: true, checkedAt: at.getTime() };
  return numbers.noteFacts(ref.tenantId, ref.accountId, someFacts(part), health);
};

/** Whose numbers are claimed, in order, until none is due; each is answered. */
async function serve(at = NOON): Promise<string[]> {
  const served: string[] = [];
  for (let due = await claim(at); due !== null; due = await claim(at)) {
    served.push(due.record.tenantId);
    await facts.noteAnswer(due, new Date(at.getTime() + SIX_HOURS * 60_000));
  }
  return served;
}

beforeEach(() => tables.whatsappAccount.updateMany({ data: { factsDueAt: null } }));

describe("numbers of which Meta is asked again", () => {
  it("are due six hours after they were connected, and six after each answer", async () => {
    const ref = await makeNumber(await makeTenant());
    expect(await claim(later(-1))).toBeNull();
    const due = await claim();
    expect(idOf(due)).toBe(ref.accountId);
    // Claimed, it is nobody else's, until whoever claimed it is known to have died.
    expect(await claim(later(1))).toBeNull();
    if (due) await facts.noteAnswer(due, later(SIX_HOURS));
    expect(await claim(later(SIX_HOURS - 1))).toBeNull();
    expect(idOf(await claim(later(SIX_HOURS)))).toBe(ref.accountId);
    expect(idOf(await claim(later(SIX_HOURS + 2)))).toBe(ref.accountId);
  });

  it("are each claimed once by workers at the same moment, and tenants take turns", async () => {
    const [many, one] = [await makeTenant(), await makeTenant()];
    for (let count = 0; count < 4; count += 1) await makeNumber(many);
    await makeNumber(one);
    const claimed = await Promise.all(Array.from({ length: 5 }, () => claim()));
    expect(new Set(claimed.map(idOf)).size).toBe(5);
    expect(await claim()).toBeNull();
    expect((await serve(later(2))).slice(0, 2).sort()).toEqual([many, one].sort());
  });

  it("of tenants that are left out wait", async () => {
    const [busy, other] = [await makeTenant(), await makeTenant()];
    await makeNumber(busy);
    const ref = await makeNumber(other);
    expect(idOf(await claim(NOON, [busy]))).toBe(ref.accountId);
    expect(await claim(NOON, [busy])).toBeNull();
  });

  it("wait longer after each failure, six hours at most, and as usual after an answer", async () => {
    const ref = await makeNumber(await makeTenant());
    const waits: number[] = [];
    let at = NOON;
    for (let time = 0; time < 9; time += 1) {
      const due = await claim(at);
      if (!due) throw new Error("not due");
      await facts.postpone(due, at);
      const next = (await row(ref)).factsDueAt ?? at;
      waits.push((next.getTime() - at.getTime()) / 60_000);
      at = next;
    }
    expect(waits).toEqual([5, 10, 20, 40, 80, 160, 320, 360, 360]);
    const due = await claim(at);
    if (due) await facts.noteAnswer(due, later(0));
    expect(await row(ref)).toMatchObject({ factsDueAt: NOON, factsAttempts: 0 });
    expect((await tables.dailyUsage.findMany({ where: { call: "facts", tenantId: ref.tenantId } })).length).toBe(2);
  });

  it("are no longer asked about once they are disconnected", async () => {
    const tenantId = await makeTenant();
    const [gone, ref] = [await makeNumber(tenantId), await makeNumber(tenantId)];
    await createAccountStore(database, randomIds, "classifier").disconnect(stamp(tenantId), gone.accountId);
    expect([idOf(await claim()), idOf(await claim())]).toEqual([ref.accountId, null]);
    expect((await row(gone)).factsDueAt).toBeNull();
    await ask(gone, NOON);
    expect((await row(gone)).factsDueAt).toBeNull();
  });

  it("are due at once when somebody asks, their tenant's alone, and whatever failed before", async () => {
    const [tenantId, foreign] = [await makeTenant(), await makeTenant()];
    const [ref, other, theirs] = [await makeNumber(tenantId), await makeNumber(tenantId), await makeNumber(foreign)];
    await serve();
    await tables.whatsappAccount.updateMany({ data: { factsAttempts: 7 } });
    for (const one of [ref, theirs, { accountId: "nobody" }]) await ask({ ...one, tenantId }, later(1));
    expect([idOf(await claim(later(1))), idOf(await claim(later(1)))]).toEqual([ref.accountId, null]);
    expect((await row(ref)).factsAttempts).toBe(1);
    expect((await row(other)).factsAttempts).toBe(7);
  });

  it.each(["noteAnswer", "postpone"] as const)(
    "stay due when they were asked for between claim and %s",
    async (end) => {
      const ref = await makeNumber(await makeTenant());
      const due = await claim();
      if (!due) throw new Error("not due");
      // By a machine whose clock is ahead.
      await ask(ref, later(1.5));
      await (end === "postpone" ? facts.postpone(due, later(1)) : facts.noteAnswer(due, later(SIX_HOURS)));
      expect(idOf(await claim(later(1.5)))).toBe(ref.accountId);
    },
  );
});

describe("a name that is approved", () => {
  it("makes its number one that is to be registered again and read by the round, until it is", async () => {
    const ref = await makeNumber(await makeTenant(), { nameStatus: "PENDING_REVIEW" });
    await serve();
    expect((await read(ref, { nameStatus: "PENDING_REVIEW" }))?.view.registerAgain).toBe(false);
    expect(await claim(later(1))).toBeNull();
    const view = (await read(ref, { nameStatus: "APPROVED", messagingLimit: "TIER_2K" }, later(1)))?.view;
    expect(view).toMatchObject({ registerAgain: true, messagingLimit: "TIER_2K", nameStatus: "APPROVED" });
    expect(idOf(await claim(later(1)))).toBe(ref.accountId);
    // It stays so over reads, and where Meta leaves the name out of one.
    expect((await read(ref, { nameStatus: null }))?.view).toMatchObject({
      registerAgain: true,
      nameStatus: "APPROVED",
    });
    await numbers.noteRegistered(ref);
    expect((await read(ref, {}))?.view.registerAgain).toBe(false);
  });

  it("is registered with the kept PIN by one at a time, and not again before its time", async () => {
    const ref = await makeNumber(await makeTenant(), { nameStatus: "DECLINED" });
    await read(ref, {});
    expect(await facts.beginRegistration(ref, NOON, later(720))).toBeNull();
    await numbers.keepPin(ref, "sealed");
    const both = await Promise.all([1, 2].map(() => facts.beginRegistration(ref, NOON, later(720))));
    expect(both.filter((one) => one !== null)).toEqual([{ sealedPin: "sealed", proven: false }]);
    expect(await facts.beginRegistration(ref, later(719), later(1440))).toBeNull();
    expect(await facts.beginRegistration(ref, later(720), later(1440))).not.toBeNull();
    await facts.postponeRegistration(ref, later(4320));
    expect(await facts.beginRegistration(ref, later(4319), later(5000))).toBeNull();
    await read(ref, { onBusinessApp: true });
    expect(await facts.beginRegistration(ref, later(4320), later(5000))).toBeNull();
    await facts.postponeRegistration(ref, later(1));
    expect((await row(ref)).registerAfter).toBeNull();
  });

  it("loses a PIN only while that is the one that is kept", async () => {
    const ref = await makeNumber(await makeTenant());
    await numbers.notePin(ref, { sealedPin: "newer", proven: true });
    await numbers.forgetPin(ref, "older");
    expect(await row(ref)).toMatchObject({ pin: "newer", pinProven: true });
    await numbers.forgetPin(ref, "newer");
    expect(await row(ref)).toMatchObject({ pin: null, pinProven: false });
  });
});
