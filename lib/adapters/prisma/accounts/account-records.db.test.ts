import { afterAll, beforeAll, expect, inject, it } from "vitest";
import type { NewNumber } from "@/lib/accounts/connection/whatsapp/whatsapp-records.port";
import { systemClock } from "@/lib/core/clock";
import { randomIds } from "@/lib/core/ids";
import { openTestDatabase } from "@/lib/testing/database/test-database";
import { someFacts } from "@/lib/testing/fixtures/meta-books";
import { createOperatorRecords } from "../operator/operator-accounts";
import { createRecords } from "../turns/pipeline-records";
import { createAccountBindings } from "./account-bindings";
import { createAccountStore } from "./account-records";
import { createWhatsappRecords } from "./whatsapp/whatsapp-records";

const database = openTestDatabase(inject("databaseUrl"));
const models = { embedding: { name: "model", pooling: "cls" } as const, classifier: "classifier" };
const store = {
  ...createAccountStore(database, randomIds, "classifier"),
  ...createWhatsappRecords(database, randomIds, models),
};
const { findAccounts } = createAccountBindings(database);
const operator = createOperatorRecords(database, randomIds, systemClock, models);
const at = new Date("2026-11-01T12:00:00Z");
const settings = {
  displayName: "Front desk",
  waitSeconds: 7,
  onAiBlocked: "default" as const,
  defaultPauseMinutes: 60,
  defaultResponse: { kind: "canned" as const, text: "Hello" },
};
let tenantId = "";
let number = 9_000_000;

const stamp = (action: string) => ({ tenantId, personId: "person", action, at });

async function add(part: Partial<NewNumber> = {}): Promise<NewNumber> {
  number += 1;
  const account = {
    id: randomIds.newId(),
    numberId: String(number),
    wabaId: "55",
    sealedToken: "test.x",
    tokenExpiresAt: null,
    facts: someFacts(),
    ...part,
  };
  expect(await store.add(stamp("account.connect"), account)).toBe(true);
  return account;
}

beforeAll(async () => {
  await operator.ensureTenant("store", "Store");
  tenantId = (await database.tables.tenant.findUniqueOrThrow({ where: { slug: "store" } })).id;
});

afterAll(() => database.$disconnect());

it("is not live before the default is confirmed, and is after", async () => {
  const { id, numberId } = await add();
  const live = async () => (await findAccounts("whatsapp", [numberId])).map(({ account }) => account.live);
  expect(await live()).toEqual([false]);
  const saved = await store.saveReply(stamp("account.save_reply"), id, 1, settings, true);
  expect(saved).toMatchObject({ kind: "saved", record: { view: { ...settings, version: 2, confirmedAt: at } } });
  expect(await live()).toEqual([true]);
  const [owner] = await findAccounts("whatsapp", [numberId]);
  expect(owner?.config).toMatchObject({ wait_seconds: 7, on_ai_blocked: "default", default_pause_minutes: 60 });
});

it("tells of two saves of one version the later that it is stale, and writes nothing of it", async () => {
  const { id } = await add();
  const save = (displayName: string) =>
    store.saveReply(stamp("account.save_reply"), id, 1, { ...settings, displayName }, false);
  const results = await Promise.all([save("one"), save("two")]);
  expect(results.map((result) => result?.kind).sort()).toEqual(["saved", "stale"]);
  const winner = results.find((result) => result?.kind === "saved")?.record.view.displayName;
  expect((await store.find(tenantId, id))?.view).toMatchObject({ displayName: winner, version: 2 });
  const entries = await database.tables.auditEntry.findMany({ where: { targetId: id, action: "account.save_reply" } });
  expect(entries.map(({ details }) => details)).toEqual([
    { changed: ["name", "waitSeconds", "onAiBlocked", "defaultPauseMinutes", "defaultResponse"] },
  ]);
});

it("takes the mark of a broken account away, and puts a new token in", async () => {
  const { id } = await add();
  const { noteIncident } = createRecords(database, randomIds, "classifier");
  const failure = {
    tenantId,
    accountId: id,
    cause: "auth",
    code: 190,
    by: "tenant",
    source: "webhook",
    at,
    now: at,
  } as const;
  await noteIncident(failure);
  expect((await store.find(tenantId, id))?.view).toMatchObject({ brokenReason: "auth_190", brokenBy: "tenant" });
  expect(
    (await store.replaceToken(stamp("account.replace_token"), id, "test.y", { wabaId: "56", tokenExpiresAt: at }))
      ?.sealedToken,
  ).toBe("test.y");
  expect((await store.find(tenantId, id))?.view).toMatchObject({
    brokenReason: null,
    wabaId: "56",
    tokenExpiresAt: at,
  });
  expect(await database.tables.incident.count({ where: { accountId: id, healedAt: null } })).toBe(0);
});

it("counts who is left in a WABA, and shows the first and last message of a customer", async () => {
  const [one, two] = [await add({ wabaId: "77" }), await add({ wabaId: "77" })];
  expect(await store.countInWaba("77")).toBe(2);
  const { recordInbound } = createRecords(database, randomIds, "classifier");
  const [owner] = await findAccounts("whatsapp", [one.numberId]);
  if (!owner) throw new Error("no account");
  const message = (providerMessageId: string) => ({
    account: owner.account,
    message: {
      channel: "whatsapp" as const,
      externalId: one.numberId,
      senderAlias: null,
      thread: null,
      providerMessageId,
      sender: { kind: "phone" as const, value: "15550100100" },
      senderName: "",
      kind: "text" as const,
      text: "Hi",
      unseen: null,
      asks: false,
      sentAt: at,
      unanswered: null,
      change: null,
    },
  });
  await recordInbound([message("a")], at);
  await recordInbound([message("b")], new Date(at.getTime() + 60_000));
  expect((await store.find(tenantId, one.id))?.view).toMatchObject({
    firstMessageAt: at,
    lastMessageAt: new Date(at.getTime() + 60_000),
  });
  expect(await store.disconnect(stamp("account.disconnect"), one.id)).toBe(true);
  expect(await store.disconnect(stamp("account.disconnect"), one.id)).toBe(false);
  expect(await store.countInWaba("77")).toBe(1);
  expect((await store.list(tenantId)).map(({ view }) => view.id)).not.toContain(one.id);
  // The log stays, and the number's id with it.
  expect((await store.find(tenantId, one.id))?.view).toMatchObject({ externalId: one.numberId, firstMessageAt: at });
  expect(two.id).not.toBe(one.id);
});

it("assigns by slug, id or the owner's address, not a number that has an account", async () => {
  await operator.ensureOwner("store", "store-owner@example.com");
  const key = { channel: "whatsapp", externalId: "4242" } as const;
  const assigned = { tenant: "store", channel: "whatsapp", external_id: "4242", phone_number_id: "4242" };
  for (const ref of ["store", tenantId, "Store-Owner@example.com"]) {
    expect(await operator.assignAccount(ref, key)).toEqual(assigned);
  }
  expect(await store.isAssigned(tenantId, "4242")).toBe(true);
  const { numberId } = await add();
  await expect(operator.assignAccount("store", { channel: "whatsapp", externalId: numberId })).rejects.toThrow(
    "belongs to an account",
  );
  await expect(operator.assignAccount("nobody", key)).rejects.toThrow("no such tenant");
});

it("reseals every token, and names what no key opens", async () => {
  const [good, bad] = [await add({ sealedToken: "old.good" }), await add({ sealedToken: "old.bad" })];
  await store.notePin({ tenantId, accountId: good.id }, { sealedPin: "old.pin", proven: true });
  // Other tests' accounts stand in the same database, and need their tokens as they are.
  const only = (wanted: string) => (_id: string, sealed: string) => (sealed === wanted ? `new.${sealed}` : null);
  const report = await operator.resealTokens({ token: only("old.good"), pin: only("old.pin") });
  expect(report.unreadable).toContain(bad.numberId);
  expect((await store.find(tenantId, good.id))?.sealedToken).toBe("new.old.good");
  const ref = { tenantId, accountId: good.id };
  expect(await store.keepPin(ref, "other")).toEqual({ sealedPin: "new.old.pin", proven: true });
});

it("knows whether a number has an account, whose ever, until it is disconnected", async () => {
  const { id, numberId } = await add();
  expect(await store.isConnected(numberId)).toBe(true);
  expect(await store.isConnected(`${numberId}0`)).toBe(false);
  await store.disconnect(stamp("account.disconnect"), id);
  expect(await store.isConnected(numberId)).toBe(false);
});

it("keeps one PIN of two that are made at once, unproven until it is noted otherwise", async () => {
  const { id: accountId } = await add();
  const ref = { tenantId, accountId };
  const [one, other] = await Promise.all([store.keepPin(ref, "a.1"), store.keepPin(ref, "a.2")]);
  expect(one).toEqual(other);
  expect((await store.find(tenantId, accountId))?.view.pin).toBe("unproven");
  await store.notePin(ref, { sealedPin: "a.3", proven: true });
  expect((await store.find(tenantId, accountId))?.view.pin).toBe("proven");
});

it("notes what Meta says of the name and the phone", async () => {
  const { id } = await add();
  const health = { subscribed: true, callback: true, registered: true, checkedAt: 1 };
  await store.noteFacts(tenantId, id, someFacts({ nameStatus: "PENDING_REVIEW", onBusinessApp: true }), health);
  const noted = { nameStatus: "PENDING_REVIEW", onBusinessApp: true, health };
  expect((await store.find(tenantId, id))?.view).toMatchObject(noted);
});
