import { afterAll, beforeEach, describe, expect, inject, it } from "vitest";
import type { Account } from "@/lib/accounts/account";
import type { InboundMessage, SenderAddress } from "@/lib/channels/inbound-message";
import { randomIds } from "@/lib/core/ids";
import type { InboundEntry } from "@/lib/pipeline/receive/apply-changes";
import { openTestDatabase } from "@/lib/testing/database/test-database";
import { makeTenant, NOON, type Owner, uniqueId } from "@/lib/testing/ledger/ledger-fixtures";
import { customerMessage } from "@/lib/testing/pipeline/pipeline-world";
import { asWebhook } from "../shared/tenant-scope";
import { createOldLogRecords } from "./old-log-records";
import { createRecords } from "./pipeline-records";

const database = openTestDatabase(inject("databaseUrl"));
const records = createRecords(database, randomIds, "classifier");
afterAll(() => database.$disconnect());

const DAY_MS = 86_400_000;
const later = (ms: number): Date => new Date(NOON.getTime() + ms);

let owner: Owner;
let account: Account;
beforeEach(async () => {
  owner = await makeTenant(database);
  account = await accountOf(owner);
});

async function accountOf({ externalId }: Owner): Promise<Account> {
  const [found] = await records.findAccounts("whatsapp", [externalId]);
  if (!found) throw new Error("no account");
  return found.account;
}

const phone = (value: string): SenderAddress => ({ kind: "phone", value });
const userId = (value: string): SenderAddress => ({ kind: "user_id", value });
const [PHONE, ID] = [phone("15551230501"), userId("US.1")];

/** A message that names these addresses, the sender first. */
function from(sender: SenderAddress, senderAlias: SenderAddress | null = null, to = account): InboundEntry {
  const named: Partial<InboundMessage> = { externalId: to.externalId, sender, senderAlias };
  return { account: to, message: customerMessage(uniqueId("wamid"), "hello", named) };
}

const both = () => from(PHONE, ID);
const record = async (entries: InboundEntry[], now = NOON): Promise<(string | null)[]> =>
  (await records.recordInbound(entries, now)).map((one) => (one.kind === "recorded" ? one.customer : null));

const known = async ({ tenantId, accountId }: Owner = owner): Promise<Record<string, string>> => {
  const rows = await database.tables.customerAddress.findMany({ where: { tenantId, accountId } });
  return Object.fromEntries(rows.map(({ address, customer }) => [address, customer]));
};

/** All that waits gets a turn. */
async function answerAll(): Promise<string> {
  const { tenantId, accountId } = owner;
  const waiting = await database.tables.message.findMany({ where: { tenantId, accountId, turnId: null } });
  const messageIds = waiting.flatMap(({ inboundId }) => inboundId ?? []);
  const turnId = uniqueId("turn");
  await records.openTurn({ turnId, tenantId, accountId, conversation: turnId, messageIds, now: NOON });
  return turnId;
}

/** A reply that was accepted, by the default rule. */
async function reply(recipientId: string, now: Date): Promise<void> {
  const { tenantId, accountId, externalId } = owner;
  await record([from(phone(recipientId))], now);
  const turnId = await answerAll();
  const match = { ruleId: "default", responseKind: "canned", matchedBy: {} };
  const ids = { tenantId, accountId, turnId, channel: "whatsapp" as const, senderId: externalId, recipientId };
  await records.startAttempt({ ...ids, attempt: 1, match, free: true, now });
  await records.acceptAttempt({ tenantId, turnId }, 1, uniqueId("wamid.out"), now);
}

describe("messages of a customer with two addresses", () => {
  it("by the number alone, or by the id alone, are of whoever has that address, and cost no row", async () => {
    expect(await record([from(PHONE), from(ID)])).toEqual([PHONE.value, ID.value]);
    expect(await known()).toEqual({});
  });

  it.each([
    ["by both, then by the id alone", [() => from(PHONE, ID), () => from(ID)], PHONE],
    ["by both, then by the number alone", [() => from(PHONE, ID), () => from(PHONE)], PHONE],
    ["by the id alone, then by both", [() => from(ID), () => from(PHONE, ID)], ID],
    ["by the number alone, then by both", [() => from(PHONE), () => from(PHONE, ID)], PHONE],
    ["by the id alone, then by the id beside the number", [() => from(ID), () => from(ID, PHONE)], ID],
    ["by the number alone, then by the id beside it", [() => from(PHONE), () => from(ID, PHONE)], PHONE],
  ])("%s are one customer's, in whatever deliveries they come", async (_how, made, customer) => {
    const apart: (string | null)[] = [];
    for (const [place, make] of made.entries()) apart.push(...(await record([make()], later(place))));
    expect(apart).toEqual([customer.value, customer.value]);
    expect(await known()).toEqual({ [PHONE.value]: customer.value, [ID.value]: customer.value });

    await database.tables.customerAddress.deleteMany({ where: { tenantId: owner.tenantId } });
    await answerAll();
    const [one, other] = await record(made.map((make) => make()));
    expect(one).toBe(other);
    expect(new Set(Object.values(await known()))).toEqual(new Set([one]));
  });

  it("go by the number once what waited by the id has its answer, and not before", async () => {
    await record([from(ID)]);
    const { tenantId } = owner;
    const turnId = await answerAll();
    const waiting = [from(phone("15551239998"), ID), from(phone("15551239999"), userId("US.2"))];
    expect(await record(waiting)).toEqual([ID.value, "15551239999"]);
    await database.tables.customerAddress.deleteMany({ where: { tenantId } });
    await records.endTurn({ tenantId, turnId, reason: "rule_silent", failureCode: null, match: null, now: NOON });
    expect(await record([both()])).toEqual([PHONE.value]);
  });

  it("keep the name that their conversation has, whatever waits later", async () => {
    await record([from(ID)], later(0));
    await record([both()], later(1));
    await answerAll();
    expect(await record([from(PHONE), both(), from(ID)], later(2))).toEqual([ID.value, ID.value, ID.value]);
  });

  it("say of a message that comes again, and of its change, whose it is by now", async () => {
    const first = from(ID);
    await record([first], later(0));
    await record([both()], later(1));
    await answerAll();
    expect(await record([first])).toEqual([ID.value]);
    const edit = { ...first.message, sender: PHONE, senderAlias: ID };
    expect(await record([{ account, message: edit }])).toEqual([ID.value]);
  });

  it("bring a number that passed to another person together with that person's id", async () => {
    const [secondId, secondPhone] = [userId("US.2"), phone("15551230502")];
    await record([both()]);
    expect(await record([from(PHONE, secondId)])).toEqual([PHONE.value]);
    await record([from(secondPhone, userId("US.3"))]);
    expect(await record([from(secondPhone, ID)])).toEqual([secondPhone.value]);
    expect(await known()).toEqual({
      [PHONE.value]: PHONE.value,
      [secondId.value]: PHONE.value,
      [secondPhone.value]: secondPhone.value,
      "US.3": secondPhone.value,
      [ID.value]: secondPhone.value,
    });
  });

  it("agree when they come at the same moment, in any number and order", async () => {
    const crowd = Array.from({ length: 12 }, (_, place) => {
      const pair = [phone(`1555124${place % 3}000`), userId(`US.${place % 3}`)] as const;
      return [from(...pair), from(pair[1]), from(pair[1], pair[0])].slice(place % 2);
    });
    const answers = await Promise.all(
      crowd.map((entries, place) => record(place % 4 < 2 ? entries : entries.toReversed(), later(place % 5))),
    );
    expect(answers.flat()).not.toContain(null);
    const rows = await known();
    expect(Object.keys(rows)).toHaveLength(6);
    for (const [place, entries] of crowd.entries()) {
      const order = place % 4 < 2 ? entries : entries.toReversed();
      expect(answers[place]).toEqual(order.map(({ message }) => rows[message.sender?.value ?? ""]));
    }
  });

  it("agree also where one address alone meets both for the first time", async () => {
    for (let round = 0; round < 20; round += 1) {
      const pair = [phone(`155512500${round}`), userId(`US.9${round}`)] as const;
      const alone = from(pair[round % 2] ?? PHONE);
      const deliveries = [[alone], [from(...pair)], [from(pair[1], pair[0])]];
      const answers = await Promise.all(deliveries.map((entries) => record(entries)));
      expect(new Set(answers.flat()).size).toBe(1);
    }
  });

  it("of hundreds come in one delivery, and are looked up one by one: nothing goes through all of them for each", async () => {
    const crowd = () =>
      Array.from({ length: 500 }, (_, place) => from(phone(String(20_000_000 + place)), userId(`US.${place}`)));
    // A transaction ends after 20 seconds; what grows with the square takes longer.
    expect(await record(crowd())).not.toContain(null);
    expect(await record(crowd(), later(DAY_MS))).not.toContain(null);
    expect(Object.keys(await known())).toHaveLength(1_000);
  });

  it("are one customer of that account alone, and no webhook changes another's", async () => {
    const other = await makeTenant(database);
    const foreign = await accountOf(other);
    await record([from(ID, null, foreign), from(PHONE, ID, foreign)]);
    const before = await known(other);
    expect(await record([both(), from(ID, PHONE)])).toEqual([PHONE.value, PHONE.value]);
    expect(await record([from(PHONE, userId("US.7"))])).toEqual([PHONE.value]);
    expect(await known(other)).toEqual(before);

    const named = { channel: "whatsapp", externalIds: [owner.externalId] };
    const changed = await asWebhook(
      database,
      named,
      (tx) => tx.$executeRaw`UPDATE customer_addresses SET customer = 'x'`,
    );
    expect(changed).toBe(3);
    expect(await known(other)).toEqual(before);
    const taken = asWebhook(
      database,
      named,
      (tx) => tx.$executeRaw`INSERT INTO customer_addresses (tenant_id, account_id, address, customer, seen_at)
        VALUES (${other.tenantId}, ${other.accountId}, 'US.8', 'x', now())`,
    );
    await expect(taken).rejects.toThrow(/row-level security/);
    const removed = asWebhook(database, named, (tx) => tx.$executeRaw`DELETE FROM customer_addresses`);
    await expect(removed).rejects.toThrow(/permission denied/);
  });

  it("note when their customer was seen, once a day", async () => {
    const seen = async () => {
      const rows = await database.tables.customerAddress.findMany({ where: { tenantId: owner.tenantId } });
      return rows.toSorted((one, two) => one.address.localeCompare(two.address)).map(({ seenAt }) => seenAt);
    };
    await record([both()]);
    await record([both(), from(ID)], later(DAY_MS - 1));
    expect(await seen()).toEqual([NOON, NOON]);
    // None is forgotten while the customer writes from the other.
    await record([from(ID)], later(DAY_MS));
    expect(await seen()).toEqual([later(DAY_MS), later(DAY_MS)]);
    await record([both()], later(2 * DAY_MS));
    expect(await seen()).toEqual([later(2 * DAY_MS), later(2 * DAY_MS)]);
  });
});

describe("a customer with two addresses", () => {
  const countFor = (address: SenderAddress, at = NOON) =>
    records.countReplies(owner.tenantId, owner.accountId, address.value, at);

  it("has one limit of replies, and one rest of the default", async () => {
    await reply(PHONE.value, NOON);
    await reply(ID.value, later(1_000));
    await reply("15551239999", later(2_000));
    expect(await countFor(ID, later(3_000))).toMatchObject({
      last10Minutes: 1,
      lastByRule: new Map([["default", later(1_000)]]),
    });
    await record([both()], later(3_000));
    for (const address of [PHONE, ID]) {
      expect(await countFor(address, later(3_000))).toEqual({
        last10Minutes: 2,
        last24Hours: 2,
        lastByRule: new Map([["default", later(1_000)]]),
        replyToFollow: null,
        isFirstContact: expect.any(Boolean),
        lastAiReplyAt: null,
        leftAlone: false,
        optedOut: false,
        pausedUntil: null,
      });
    }
  });

  it("has one memory of when the AI answered, of 30 days and of what arrived", async () => {
    const { tenantId } = owner;
    await reply(PHONE.value, NOON);
    await record([both()], later(1_000));
    const aiAt = async (at: Date) => (await countFor(ID, at)).lastAiReplyAt;
    expect(await aiAt(later(2_000))).toBeNull();
    await database.tables.turn.updateMany({ where: { tenantId }, data: { credit: "settled" } });
    expect(await aiAt(later(29 * DAY_MS))).toEqual(NOON);
    expect(await aiAt(later(31 * DAY_MS))).toBeNull();
    await database.tables.message.updateMany({ where: { tenantId, direction: "outbound" }, data: { state: "failed" } });
    expect(await aiAt(later(2_000))).toBeNull();
  });

  it("is never answered by any address once one is on the list, in either spelling", async () => {
    const [written, listed] = [phone("5215512345678"), "525512345678"];
    const { tenantId, accountId } = owner;
    await record([from(written, ID)]);
    await database.tables.leftAlone.create({
      data: { tenantId, accountId, address: listed, createdAt: NOON, personId: "person" },
    });
    expect((await countFor(written)).leftAlone).toBe(true);
    expect((await countFor(ID)).leftAlone).toBe(true);
    expect((await countFor(userId("US.2"))).leftAlone).toBe(false);
  });

  it("fails as one where customers are counted", async () => {
    const { tenantId, accountId, externalId } = owner;
    await record([both()]);
    const failure = {
      tenantId,
      accountId,
      cause: "auth" as const,
      code: 190,
      by: "tenant" as const,
      at: NOON,
      now: NOON,
    };
    const broke: boolean[] = [];
    for (const recipientId of [PHONE.value, ID.value, "15551230001", "15551230002"]) {
      await record([from(phone(recipientId))]);
      const turnId = await answerAll();
      const ids = { tenantId, accountId, turnId, channel: "whatsapp" as const, senderId: externalId, recipientId };
      await records.startAttempt({ ...ids, attempt: 1, match: null, free: true, now: NOON });
      await records.refuseAttempt({ tenantId, turnId }, 1, 190, NOON);
      broke.push((await records.noteIncident({ ...failure, source: "send" })).broke);
    }
    expect(broke).toEqual([false, false, false, true]);
  });

  it("is forgotten with the log, but not while on the list of those who are never answered", async () => {
    const { tenantId, accountId } = owner;
    const old = createOldLogRecords(database, randomIds);
    const [written, listed] = [phone("5215512345678"), "525512345678"];
    const back = (days: number): Date => later(-days * DAY_MS - 1_000);
    await database.tables.tenant.update({ where: { id: tenantId }, data: { retentionDays: 31 } });
    await database.tables.leftAlone.create({
      data: { tenantId, accountId, address: listed, createdAt: NOON, personId: "person" },
    });
    await record([from(written, ID)], back(31));
    await record([from(PHONE, userId("US.2"))], back(31));
    await record([from(phone("15551230003"), userId("US.3"))], back(31));
    await record([from(userId("US.3"))], back(29));
    await answerAll();
    expect(await old.findOldLogs(NOON, 10_000)).toContain(tenantId);
    await old.deleteOldBatch(tenantId, NOON);
    expect(Object.keys(await known()).toSorted()).toEqual(["15551230003", written.value, ID.value, "US.3"].toSorted());
    expect(await old.findOldLogs(NOON, 10_000)).not.toContain(tenantId);
  });

  it("is looked for by each address when a message may be lost", async () => {
    await record([from(ID)], later(0));
    await record([both()], later(1));
    await record([from(phone("15551239999"))], later(2));
    const found = await records.findUnboundMessages(later(10), 10_000);
    const mine = found.filter(({ accountId }) => accountId === owner.accountId);
    const addresses = [PHONE.value, ID.value].toSorted();
    expect(mine.map((one) => [one.customer, one.addresses.toSorted()])).toEqual([
      [ID.value, addresses],
      [ID.value, addresses],
      ["15551239999", ["15551239999"]],
    ]);
  });
});
