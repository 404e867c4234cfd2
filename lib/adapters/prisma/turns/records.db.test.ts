import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import type { Account } from "@/lib/accounts/account";
import type { Channel, DeliveryState } from "@/lib/channels/inbound-message";
import { systemClock } from "@/lib/core/clock";
import { randomIds } from "@/lib/core/ids";
import { newAccountConfig } from "@/lib/rules/config/reply-config";
import { openTestDatabase } from "@/lib/testing/database/test-database";
import { customerMessage } from "@/lib/testing/pipeline/pipeline-world";
import { createOperatorRecords } from "../operator/operator-accounts";
import { createRecords } from "./pipeline-records";

const database = openTestDatabase(inject("databaseUrl"));
const records = createRecords(database, randomIds, "classifier");
const operator = createOperatorRecords(database, randomIds, systemClock, {
  embedding: { name: "test-model", pooling: "cls" },
  classifier: "test-classifier",
});
const now = new Date();
/** Who writes where nobody is named. */
const customer = "15550100100";
let number = 7_000_000;
let account: Account;

beforeAll(async () => {
  await operator.ensureTenant("records-test", "Records");
});
afterAll(() => database.$disconnect());

async function newAccount(): Promise<Account> {
  number += 1;
  const externalId = String(number);
  await operator.addAccounts(
    "records-test",
    "whatsapp",
    [{ externalId, displayAddress: "+1 555 010 0001" }],
    newAccountConfig(),
  );
  const [found] = await records.findAccounts("whatsapp", [externalId]);
  if (!found) throw new Error("no account");
  account = found.account;
  return account;
}

const inbound = (id: string, change = {}) => ({ account, message: customerMessage(id, "hello", change) });

async function openTurn(turnId: string, messageIds: string[]) {
  const { id: accountId, tenantId } = account;
  return records.openTurn({ turnId, tenantId, accountId, conversation: `c-${turnId}`, messageIds, now });
}

/** A turn of one message whose first attempt is on its way. */
async function sendingTurn(): Promise<{ tenantId: string; turnId: string }> {
  await newAccount();
  const turnId = randomIds.newId();
  await records.recordInbound([inbound("m")], now);
  await openTurn(turnId, ["m"]);
  await startAttempt(turnId, 1);
  return { tenantId: account.tenantId, turnId };
}

const startAttempt = (turnId: string, attempt: number) =>
  records.startAttempt({
    tenantId: account.tenantId,
    accountId: account.id,
    channel: account.channel,
    turnId,
    attempt,
    senderId: account.externalId,
    recipientId: "15550100100",
    free: true,
    match: { ruleId: "default", responseKind: "canned", matchedBy: { kind: "default" } },
    now,
  });

const status = (state: DeliveryState, callbackData: string | null, id = "wamid.out") =>
  records.applyStatuses(
    account,
    [
      {
        channel: "whatsapp",
        externalId: account.externalId,
        providerMessageId: id,
        state,
        at: now,
        callbackData,
        errorCode: state === "failed" ? 131026 : null,
        failure: state === "failed" ? "recipient" : null,
        pricing: { model: "PMP", type: "regular", category: "service", billable: true },
      },
    ],
    now,
  );

const turnRow = (turnId: string) =>
  database.tables.turn.findFirstOrThrow({ where: { id: turnId }, include: { messages: true } });

describe("inbound rows", () => {
  it("are inserted once, and tell the turn that holds them", async () => {
    await newAccount();
    const unbound = { kind: "recorded", turnId: null, reason: null, customer, waitSeconds: 5 };
    expect(await records.recordInbound([inbound("1"), inbound("2")], now)).toEqual([unbound, unbound]);
    const turnId = randomIds.newId();
    await openTurn(turnId, ["1"]);
    const again = await records.recordInbound([inbound("1"), inbound("2"), inbound("3")], now);
    expect(again).toEqual([{ ...unbound, turnId }, unbound, unbound]);
  });

  it("from another of our own numbers say that they are not answered, as long as it is connected", async () => {
    await newAccount();
    const from = (value: string) => ({ sender: { kind: "phone" as const, value } });
    const reasons = async (...entries: ReturnType<typeof inbound>[]) =>
      (await records.recordInbound(entries, now)).map((one) => one.kind === "recorded" && one.reason);
    expect(await reasons(inbound("1", from("15550100001")), inbound("2", from("5550100001")))).toEqual([
      "not_answerable",
      null,
    ]);
    expect(await reasons(inbound("1", from("15550100001")))).toEqual(["not_answerable"]);
    expect(await reasons(inbound("3", { sender: null, unanswered: "sender_unknown" }))).toEqual(["sender_unknown"]);

    const gone = "15550109999";
    const externalId = randomIds.newId();
    await operator.addAccounts(
      "records-test",
      "whatsapp",
      [{ externalId, displayAddress: `+${gone}` }],
      newAccountConfig(),
    );
    expect(await reasons(inbound("4", from(gone)))).toEqual(["not_answerable"]);
    await database.tables.account.updateMany({ where: { externalId }, data: { externalId: null } });
    expect(await reasons(inbound("5", from(gone)))).toEqual([null]);
  });

  it("of two channels that know an account by the same id are two accounts' messages", async () => {
    const one = await newAccount();
    const elsewhere = "elsewhere" as Channel;
    const { defaultRule } = await database.tables.account.findUniqueOrThrow({ where: { id: one.id } });
    await database.tables.account.create({
      data: {
        ...{ id: randomIds.newId(), tenantId: one.tenantId, channel: elsewhere, externalId: one.externalId },
        ...{ displayAddress: "Desk@Salon.example", defaultRule: defaultRule ?? {}, confirmedAt: now },
      },
    });
    const idsOf = async (channel: Channel) =>
      (await records.findAccounts(channel, [one.externalId])).map(({ account: { id } }) => id);
    const [other, ...more] = await records.findAccounts(elsewhere, [one.externalId]);
    expect(more).toEqual([]);
    expect(other?.account).toMatchObject({ channel: elsewhere, externalId: one.externalId, live: true });
    expect(await idsOf("whatsapp")).toEqual([one.id]);
    if (!other) throw new Error("no account");
    const message = { ...customerMessage("1", "hello"), channel: elsewhere };
    const unbound = { kind: "recorded", turnId: null, reason: null, customer, waitSeconds: 5 };
    expect(await records.recordInbound([inbound("1"), { account: other.account, message }], now)).toEqual([
      unbound,
      unbound,
    ]);

    // An own address is one's own on its channel only, however it is spelt on the page.
    const address = "desk@salon.example";
    const fromDesk = { sender: { kind: "user_id" as const, value: address } };
    expect(
      await records.recordInbound(
        [
          inbound("2", fromDesk),
          { account: other.account, message: { ...message, ...fromDesk, providerMessageId: "2" } },
        ],
        now,
      ),
    ).toEqual([
      { ...unbound, customer: address },
      { ...unbound, customer: address, reason: "not_answerable" },
    ]);
    expect(await records.findAccountsByAddress("whatsapp", [address])).toEqual([]);
    expect(await records.findAccountsByAddress(elsewhere, [address])).toEqual([
      { tenantId: one.tenantId, accountId: other.account.id },
    ]);
  });

  it("keep the thread that they belong to, for whoever looks for their conversation", async () => {
    await newAccount();
    await records.recordInbound([inbound("1", { thread: "thread-1" }), inbound("2")], now);
    const found = await records.findUnboundMessages(new Date(now.getTime() + 1), 10_000);
    const mine = found.filter(({ accountId }) => accountId === account.id);
    expect(mine.map(({ messageId, thread }) => [messageId, thread]).toSorted()).toEqual([
      ["1", "thread-1"],
      ["2", null],
    ]);
  });

  it("that are withdrawn before a turn holds them are taken by none; later it changes nothing", async () => {
    await newAccount();
    await records.recordInbound([inbound("1"), inbound("2"), inbound("3", { unanswered: "withdrawn" })], now);
    const withdraw = (...ids: string[]) =>
      records.refuseInbound(
        ids.map((messageId) => ({ tenantId: account.tenantId, accountId: account.id, messageId })),
        "withdrawn",
      );
    await withdraw("1", "never seen");
    const turnId = randomIds.newId();
    expect(await openTurn(turnId, ["1", "2", "3"])).toMatchObject({ kind: "open", messageIds: new Set(["2"]) });
    await withdraw("2");
    const known = await records.recordInbound([inbound("1"), inbound("2"), inbound("3")], now);
    expect(known).toEqual([
      { kind: "recorded", turnId: null, reason: "withdrawn", customer, waitSeconds: 5 },
      { kind: "recorded", turnId, reason: null, customer, waitSeconds: 5 },
      { kind: "recorded", turnId: null, reason: "withdrawn", customer, waitSeconds: 5 },
    ]);
    expect(await openTurn(randomIds.newId(), ["1"])).toEqual({ kind: "empty" });
  });

  it("of two numbers may have the same id", async () => {
    const first = await newAccount();
    const second = await newAccount();
    const entries = [first, second].map((owner) => ({ account: owner, message: customerMessage("same", "hello") }));
    await records.recordInbound(entries, now);
    expect(
      await database.tables.message.count({ where: { inboundId: "same", accountId: { in: [first.id, second.id] } } }),
    ).toBe(2);
  });

  it("refused for their own content cost no neighbour", async () => {
    await newAccount();
    // An index entry of Postgres holds 2,704 bytes at most; parsing never lets such an id through.
    const giant = Array.from({ length: 9_000 }, () => Math.random().toString(36).slice(2)).join("");
    const answers = await records.recordInbound([inbound("1"), inbound(giant), inbound("3")], now);
    expect(answers.map(({ kind }) => kind)).toEqual(["recorded", "refused", "recorded"]);
  });

  it("keep no text", async () => {
    await newAccount();
    await records.recordInbound([inbound("1", { text: "a-marked-word" })], now);
    const rows = await database.tables.message.findMany({ where: { accountId: account.id } });
    expect(JSON.stringify(rows)).not.toContain("a-marked-word");
  });

  it("fail as a whole when the database is away", async () => {
    const away = openTestDatabase("postgres://nobody:none@127.0.0.1:9/none");
    await expect(createRecords(away, randomIds, "classifier").recordInbound([inbound("1")], now)).rejects.toThrow();
    await away.$disconnect();
  });
});

describe("turns", () => {
  it("bind each message once, whoever comes first", async () => {
    await newAccount();
    await records.recordInbound([inbound("1"), inbound("2")], now);
    const ids = Array.from({ length: 6 }, () => randomIds.newId());
    const opened = await Promise.all(ids.map((turnId) => openTurn(turnId, ["1", "2"])));
    expect(opened.filter(({ kind }) => kind === "open")).toHaveLength(1);
    expect(opened.filter(({ kind }) => kind === "empty")).toHaveLength(5);
    expect(await database.tables.turn.count({ where: { accountId: account.id } })).toBe(1);
  });

  it("are found again with the time of their first release", async () => {
    await newAccount();
    await records.recordInbound([inbound("1")], now);
    const turnId = randomIds.newId();
    await openTurn(turnId, ["1"]);
    const later = new Date(now.getTime() + 60_000);
    const { id: accountId, tenantId } = account;
    const again = await records.openTurn({
      turnId,
      tenantId,
      accountId,
      conversation: "c",
      messageIds: ["1"],
      now: later,
    });
    expect(again).toMatchObject({ kind: "open", releasedAt: now });
  });

  it("of another tenant can't be taken over by their id", async () => {
    const { turnId } = await sendingTurn();
    await operator.ensureTenant("foreign", "Foreign");
    const foreign = await database.tables.tenant.findUniqueOrThrow({ where: { slug: "foreign" } });
    const { id: accountId } = account;
    const opening = { turnId, tenantId: foreign.id, accountId, conversation: "c", messageIds: [], now };
    await expect(records.openTurn(opening)).rejects.toThrow(/turns_account_fkey/);
    expect(await records.endLostTurn({ tenantId: foreign.id, turnId }, now)).toBe(false);
  });

  it("are replied by the accepted attempt, once", async () => {
    const ref = await sendingTurn();
    await records.acceptAttempt(ref, 1, "wamid.out", now);
    await records.acceptAttempt(ref, 1, "wamid.out", now);
    const row = await turnRow(ref.turnId);
    expect(row).toMatchObject({ outcome: "replied", ruleId: "default", sentTwice: false, attempts: 1 });
    expect(await records.countReplies(account.tenantId, account.id, "15550100100", now)).toEqual({
      last10Minutes: 1,
      last24Hours: 1,
      lastByRule: new Map([["default", now]]),
      replyToFollow: null,
      isFirstContact: false,
      lastAiReplyAt: null,
      leftAlone: false,
      optedOut: false,
      pausedUntil: null,
    });
    await status("failed", `${ref.turnId}:1`);
    const { lastByRule } = await records.countReplies(account.tenantId, account.id, "15550100100", now);
    expect(lastByRule.size).toBe(0);
    expect(await openTurn(ref.turnId, ["m"])).toEqual({ kind: "closed" });
  });

  it("tell whose AI reply may be followed up, and who writes for the first time in 14 days", async () => {
    await newAccount();
    const later = (minutes: number) => new Date(now.getTime() + minutes * 60_000);
    const { id: accountId, tenantId, channel, externalId } = account;
    const recipientId = "15550100100";
    const turn = async (id: string, at: Date) => {
      const turnId = randomIds.newId();
      await records.recordInbound([inbound(id)], at);
      const conversation = "c";
      await records.openTurn({ turnId, tenantId, accountId, conversation, messageIds: [id], now: at });
      return { tenantId, turnId };
    };
    const answer = async (id: string, at: Date, matchedBy: Record<string, unknown>) => {
      const ref = await turn(id, at);
      const match = { ruleId: "book", responseKind: "prompt", matchedBy };
      const attempt = { ...ref, accountId, channel, attempt: 1, senderId: externalId, recipientId, free: false };
      await records.startAttempt({ ...attempt, match, now: at });
      await records.acceptAttempt(ref, 1, `wamid.${id}`, at);
    };
    const counts = (at: Date) => records.countReplies(tenantId, accountId, recipientId, at);

    // WhatsApp says by it that somebody has opened the chat: nobody wrote yet.
    await records.recordInbound(
      [inbound("0", { kind: "request_welcome", text: null, unanswered: "not_answerable" })],
      now,
    );
    const first = await turn("1", now);
    expect(await counts(now)).toMatchObject({ isFirstContact: true, replyToFollow: null });
    const silent = { failureCode: null, match: null, now };
    await records.endTurn({ ...first, ...silent, reason: "rule_silent" });
    expect(await counts(now)).toMatchObject({ isFirstContact: false, replyToFollow: null });
    await answer("2", later(1), { kind: "prompt", blocked: "no_credit" });
    expect(await counts(later(2))).toMatchObject({ replyToFollow: null });
    await answer("3", later(3), { kind: "prompt" });
    expect(await counts(later(4))).toMatchObject({ replyToFollow: { ruleId: "book", at: later(3), asked: false } });
    const thanks = await turn("4", later(5));
    const match = { ruleId: "book", responseKind: "prompt", matchedBy: { kind: "follow_up_end" } };
    await records.endTurn({ ...thanks, ...silent, match, reason: "rule_silent", now: later(5) });
    expect(await counts(later(6))).toMatchObject({ replyToFollow: null });
    await answer("5", later(7), { kind: "any" });
    expect(await counts(later(8))).toMatchObject({
      replyToFollow: { ruleId: "book", at: later(7), asked: false },
      lastByRule: new Map([["book", later(7)]]),
    });
    expect(await counts(later(14 * 1_440))).toMatchObject({ isFirstContact: false });
    expect(await counts(later(14 * 1_440 + 8))).toMatchObject({ isFirstContact: true });
  });

  it("start an attempt once: one that is being sent already is unknown, one that was refused is made again", async () => {
    const ref = await sendingTurn();
    const unknown = { kind: "unknown", attempt: 1, since: now };
    expect(await startAttempt(ref.turnId, 1)).toEqual(unknown);
    expect(await openTurn(ref.turnId, ["m"])).toMatchObject({ kind: "open", sendingSince: now });
    await records.refuseAttempt(ref, 1, null, now);
    expect(await openTurn(ref.turnId, ["m"])).toMatchObject({ kind: "open", sendingSince: null });
    expect(await startAttempt(ref.turnId, 1)).toEqual({ kind: "started" });
    expect(await startAttempt(ref.turnId, 2)).toEqual({ kind: "started" });
    // However far Redis goes back, the second attempt is the last.
    for (const attempt of [1, 2]) expect(await startAttempt(ref.turnId, attempt)).toEqual({ ...unknown, attempt: 2 });
    await records.acceptAttempt(ref, 2, "wamid.out", now);
    expect(await startAttempt(ref.turnId, 1)).toEqual({ kind: "closed" });
  });

  it("end once; what is learnt later from the vendor outranks the end", async () => {
    const ref = await sendingTurn();
    const ending = { ...ref, failureCode: null, match: null, now };
    expect(await records.endTurn({ ...ending, reason: "send_unknown" })).toBe(true);
    expect(await records.endTurn({ ...ending, reason: "send_failed" })).toBe(false);
    expect(await turnRow(ref.turnId)).toMatchObject({ outcome: "silent", reason: "send_unknown" });
    await status("delivered", `${ref.turnId}:1`);
    expect(await turnRow(ref.turnId)).toMatchObject({ outcome: "replied", reason: null });
  });

  it.each([
    [false, "buffer_lost"],
    [true, "send_unknown"],
  ])("that Redis lost end by whether a send had begun (%s)", async (begun, reason) => {
    const ref = await sendingTurn();
    if (!begun) await records.refuseAttempt(ref, 1, null, now);
    expect(await records.endLostTurn(ref, now)).toBe(true);
    expect(await turnRow(ref.turnId)).toMatchObject({ outcome: "silent", reason });
  });

  it("are found by the sweep while they are unclosed, and only then", async () => {
    const ref = await sendingTurn();
    const later = new Date(now.getTime() + 1);
    const found = async () =>
      (await records.findUnclosedTurns(later, 1_000)).some(({ turnId }) => turnId === ref.turnId);
    expect(await found()).toBe(true);
    await records.acceptAttempt(ref, 1, "wamid.out", now);
    expect(await found()).toBe(false);
  });
});

describe("statuses", () => {
  it("find the attempt by what was attached when no id is known yet, and keep pricing", async () => {
    const ref = await sendingTurn();
    expect((await status("sent", `${ref.turnId}:1`))?.ours).toBe(1);
    const { messages, ...turn } = await turnRow(ref.turnId);
    expect(turn.outcome).toBe("replied");
    expect(messages.find(({ direction }) => direction === "outbound")).toMatchObject({
      outboundId: "wamid.out",
      state: "sent",
      pricing: { category: "service" },
    });
  });

  it("never overwrite a later state with an earlier one", async () => {
    const ref = await sendingTurn();
    await records.acceptAttempt(ref, 1, "wamid.out", now);
    for (const state of ["read", "sent", "delivered", "failed"] as const) await status(state, null);
    const { messages, outcome } = await turnRow(ref.turnId);
    expect(messages.find(({ direction }) => direction === "outbound")?.state).toBe("read");
    expect(outcome).toBe("replied");
  });

  it("turn an accepted reply undelivered when it failed", async () => {
    const ref = await sendingTurn();
    await records.acceptAttempt(ref, 1, "wamid.out", now);
    await status("failed", null);
    expect(await turnRow(ref.turnId)).toMatchObject({ outcome: "undelivered", failureCode: 131026 });
  });

  it.each([
    [["failed", "sent"], { outcome: "undelivered", failureCode: 131026 }],
    [["failed", "delivered", "read"], { outcome: "replied", failureCode: null }],
    [["read", "failed"], { outcome: "replied", failureCode: null }],
  ] as const)("%j mean the same in any order, and the attempt keeps its failure code", async (states, turn) => {
    const ref = await sendingTurn();
    await records.acceptAttempt(ref, 1, "wamid.out", now);
    for (const state of states) await status(state, null);
    const { messages, ...row } = await turnRow(ref.turnId);
    expect(row).toMatchObject(turn);
    expect(messages.find(({ direction }) => direction === "outbound")?.errorCode).toBe(131026);
  });

  it("are known by what was attached also under another provider id", async () => {
    const ref = await sendingTurn();
    await records.acceptAttempt(ref, 1, "wamid.out", now);
    expect((await status("failed", `${ref.turnId}:1`, "wamid.other"))?.ours).toBe(1);
    const { messages, outcome } = await turnRow(ref.turnId);
    expect(outcome).toBe("undelivered");
    expect(messages.find(({ direction }) => direction === "outbound")?.outboundId).toBe("wamid.out");
  });

  it("say sent_twice when both attempts prove accepted", async () => {
    const ref = await sendingTurn();
    await startAttempt(ref.turnId, 2);
    await records.acceptAttempt(ref, 2, "wamid.second", now);
    await status("sent", `${ref.turnId}:1`, "wamid.first");
    expect(await turnRow(ref.turnId)).toMatchObject({ outcome: "replied", sentTwice: true });
  });

  it("of another account's attempt, or of none, are not ours", async () => {
    const ref = await sendingTurn();
    await newAccount();
    expect((await status("sent", `${ref.turnId}:1`))?.ours).toBe(0);
    expect((await status("sent", "nothing-of-ours"))?.ours).toBe(0);
    expect((await status("sent", null, "wamid.unknown"))?.ours).toBe(0);
  });

  it("racing with the answer to the call leave one truth", async () => {
    const ref = await sendingTurn();
    await Promise.all([
      records.acceptAttempt(ref, 1, "wamid.out", now),
      status("sent", `${ref.turnId}:1`),
      status("delivered", `${ref.turnId}:1`),
      status("read", `${ref.turnId}:1`),
    ]);
    const { messages, ...turn } = await turnRow(ref.turnId);
    expect(turn).toMatchObject({ outcome: "replied", sentTwice: false });
    expect(messages.find(({ direction }) => direction === "outbound")).toMatchObject({
      state: "read",
      outboundId: "wamid.out",
    });
  });
});
