import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from "vitest";
import { sweep } from "@/lib/pipeline/reconcile/reconcile-turns";
import { openTestDatabase } from "@/lib/testing/database/test-database";
import { ContractVendor, ContractWorld } from "../contracts/contract-world";
import { signed, WHATSAPP } from "../contracts/whatsapp-channel";
import { delivery, type JsonRecord, message } from "../fixtures/whatsapp-deliveries";
import { makeTenant, NOON, uniqueId } from "../ledger/ledger-fixtures";

const database = openTestDatabase(inject("databaseUrl"));
const redis = { url: inject("redisUrl"), token: inject("redisToken") };
const vendor = new ContractVendor(WHATSAPP);
let vendorUrl = "";
let world: ContractWorld;
let phone: string;
let userId: string;

beforeAll(async () => {
  vendorUrl = await vendor.start();
});
beforeEach(async () => {
  vendor.sends.length = 0;
  world = new ContractWorld(WHATSAPP, { database, redis }, vendor, vendorUrl, await makeTenant(database));
  await world.order({ waitSeconds: 5, defaultResponse: { kind: "canned", text: "Welcome" } });
  phone = WHATSAPP.newCustomer();
  userId = `US.${phone}`;
});
afterAll(() => Promise.all([vendor.stop(), database.$disconnect()]));

/** How WhatsApp names who wrote, in the message and among the contacts beside it. */
const NAMED = {
  both: () => ({
    message: { from: phone, from_user_id: userId },
    contact: { profile: { name: "Test" }, wa_id: phone, user_id: userId },
  }),
  id: () => ({
    message: { from: undefined, from_user_id: userId },
    contact: { profile: { name: "Test", username: "testuser" }, user_id: userId },
  }),
  phone: () => ({ message: { from: phone }, contact: { profile: { name: "Test" }, wa_id: phone } }),
  contact: () => ({
    message: { from: phone },
    contact: { profile: { name: "Test" }, wa_id: phone, user_id: userId },
  }),
};
type Named = keyof typeof NAMED;

/** A message of the customer, and the contact that comes with it. */
function words(named: Named, type = "text", content: JsonRecord = { text: { body: "hello" } }) {
  const given = NAMED[named]();
  const timestamp = String(Math.floor(world.harness.nowMs / 1000));
  return {
    message: message(type, content, { ...given.message, id: uniqueId("wamid"), timestamp }),
    contact: given.contact,
  };
}

const bring = (...given: ReturnType<typeof words>[]) =>
  world.bring(
    signed(
      delivery(
        given.map((one) => one.message),
        { numberId: world.owner.externalId, contacts: given.map((one) => one.contact) },
      ),
    ),
  );

const turns = () =>
  database.tables.turn.findMany({ where: { tenantId: world.owner.tenantId }, orderBy: { releasedAt: "asc" } });

/** One burst: a second between the messages, and somebody attends what they opened. */
async function burst(...named: Named[]): Promise<void> {
  const brought = [];
  for (const one of named) {
    brought.push(await bring(words(one)));
    world.harness.nowMs += 1_000;
  }
  for (const one of brought) await world.attend(one);
}

describe("a customer whom WhatsApp names by number, by user id, or by both", () => {
  it.each<{ named: Named[] }>([
    { named: ["both", "id"] },
    { named: ["id", "both"] },
    { named: ["phone", "both"] },
    { named: ["both", "phone"] },
    { named: ["id", "both", "phone"] },
    { named: ["contact", "id"] },
    { named: ["id", "contact"] },
  ])("gets one answer to a burst: $named", async ({ named }) => {
    await burst(...named);
    expect(await turns()).toMatchObject([{ outcome: "replied", messageCount: named.length }]);
    expect(vendor.sends).toHaveLength(1);
  });

  it("gets one answer when all of it comes in one delivery, or at the same moment", async () => {
    await world.attend(await bring(words("id"), words("both"), words("phone")));
    expect(await turns()).toMatchObject([{ outcome: "replied", messageCount: 3 }]);

    const [otherPhone, otherId] = [WHATSAPP.newCustomer(), "US.2"];
    [phone, userId] = [otherPhone, otherId];
    const brought = await Promise.all([bring(words("both")), bring(words("id")), bring(words("both"))]);
    for (const one of brought) await world.attend(one);
    expect(await turns()).toMatchObject([{ messageCount: 3 }, { outcome: "replied", messageCount: 3 }]);
    expect(vendor.sends).toHaveLength(2);
  });

  it("takes back by one address what was sent by the other", async () => {
    const first = words("id");
    const brought = [await bring(first)];
    brought.push(await bring(words("both", "revoke", { revoke: { original_message_id: first.message.id ?? null } })));
    for (const one of brought) await world.attend(one);
    expect(await turns()).toMatchObject([{ outcome: "silent", reason: "withdrawn" }]);
    expect(vendor.sends).toEqual([]);
  });

  it("gets one answer after the other, also when the second message is the first to name both", async () => {
    const { tenantId, accountId } = world.owner;
    const pause = (until: number) =>
      database.tables.account.update({ where: { id: accountId, tenantId }, data: { throttledUntil: new Date(until) } });
    await pause(world.harness.nowMs + 60_000);
    const first = await bring(words("id"));
    await world.attend(first, 10_000);
    const second = await bring(words("both"));
    expect(second.wakeUps.map(({ conversation }) => conversation)).toEqual([first.wakeUps[0]?.conversation]);
    await world.attend(second);
    expect((await turns()).map(({ outcome, messageCount }) => [outcome, messageCount])).toEqual([
      ["replied", 1],
      ["replied", 1],
    ]);
  });

  it("has the limit of one customer", async () => {
    const { settings } = world.harness.ports();
    for (let count = 0; count < settings.repliesPer10Minutes; count += 1) await burst(count % 2 === 0 ? "both" : "id");
    expect(vendor.sends).toHaveLength(settings.repliesPer10Minutes);
    await burst("id");
    await burst("both");
    expect((await turns()).slice(-2)).toMatchObject([{ reason: "reply_limit" }, { reason: "reply_limit" }]);
  });

  it("is left alone by the id once the number is, and answered again once the id is taken off the list", async () => {
    const { tenantId, accountId } = world.owner;
    const { store } = world.accounts.leftAlone;
    const stamp = { tenantId, personId: "person", action: "test", at: NOON };
    await store.add(stamp, accountId, phone, null);
    await burst("id");
    expect(await turns()).toMatchObject([{ outcome: "replied" }]);
    await burst("both", "id");
    await burst("id");
    expect((await turns()).slice(1)).toMatchObject([{ reason: "left_alone" }, { reason: "left_alone" }]);
    expect(await store.remove(stamp, accountId, userId, false)).toMatchObject({ entry: { address: phone } });
    await burst("phone");
    expect((await turns()).at(-1)).toMatchObject({ outcome: "replied" });
  });

  it("loses no message that waits under another name", async () => {
    await bring(words("id"));
    const { tenantId, accountId } = world.owner;
    const row = { tenantId, accountId, customer: phone, seenAt: NOON };
    await database.tables.customerAddress.createMany({ data: [phone, userId].map((address) => ({ ...row, address })) });
    world.harness.nowMs += 600_000;
    const ports = world.harness.ports();
    // Nothing is overdue yet: it is looked for before anybody releases it.
    expect(await sweep(ports, world.harness.sleepUntil, 3_600_000)).toMatchObject({ released: 0, lostMessages: 0 });
    expect(await turns()).toEqual([]);
  });
});
