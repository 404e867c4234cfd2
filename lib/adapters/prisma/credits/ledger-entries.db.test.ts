import { afterAll, describe, expect, inject, it } from "vitest";
import { randomIds } from "@/lib/core/ids";
import type { LedgerQuery, LedgerRow } from "@/lib/credits/ledger-reader";
import { openTestDatabase } from "@/lib/testing/database/test-database";
import {
  balanceOf,
  makePaidOrder,
  makeTenant,
  makeTurn,
  NOON,
  type Owner,
  uniqueId,
} from "@/lib/testing/ledger/ledger-fixtures";
import { exportLedger } from "@/lib/web/pages/ledger-export";
import { forTenant } from "../shared/tenant-scope";
import { createCreditUseReader } from "./credit-use-records";
import { grantCredits } from "./grant-credits";
import { appendEntry, endTurnCredit, type NewEntry, reserveTurnCredit } from "./ledger";
import { createLedgerReader } from "./ledger-entries";
import { createSampleRecords } from "./test-reply-credit";

const database = openTestDatabase(inject("databaseUrl"));
afterAll(() => database.$disconnect());

const ledger = createLedgerReader(database);
const samples = createSampleRecords(database);
const later = (minutes: number): Date => new Date(NOON.getTime() + minutes * 60_000);

class Books {
  private constructor(readonly owner: Owner) {}

  static async open(credits: number): Promise<Books> {
    const books = new Books(await makeTenant(database));
    const grant = { ...books.named, amount: credits, reference: uniqueId("gift"), reason: "to begin with", now: NOON };
    await forTenant(database, books.tenantId, (tx) => grantCredits(tx, randomIds, grant));
    return books;
  }

  get tenantId(): string {
    return this.owner.tenantId;
  }

  private get named() {
    return { tenantId: this.owner.tenantId };
  }

  /** A turn by this rule whose credit is reserved at `at`, and ended a second later by each fact in turn. */
  async reply(at: Date, ruleId: string | null, ...facts: ("replied" | "silent" | "undelivered")[]): Promise<string> {
    const turnId = await makeTurn(database, this.owner);
    await database.tables.turn.updateMany({ where: { id: turnId }, data: { ruleId } });
    const ref = { ...this.named, turnId };
    await forTenant(database, this.tenantId, (tx) => reserveTurnCredit(tx, ref, null, 1, at));
    const soon = new Date(at.getTime() + 1_000);
    for (const [index, fact] of facts.entries()) {
      const credit = index === 0 ? "reserved" : "settled";
      const reason = fact === "silent" ? "guard_blocked" : fact === "undelivered" ? "undelivered" : null;
      await forTenant(database, this.tenantId, (tx) => endTurnCredit(tx, ref, credit, fact, reason, soon));
    }
    return turnId;
  }

  append(entry: Pick<NewEntry, "kind" | "amount" | "reference" | "now">): Promise<unknown> {
    return forTenant(database, this.tenantId, (tx) => appendEntry(tx, { ...this.named, reason: null, ...entry }));
  }

  rows(query: Partial<LedgerQuery> = {}): Promise<LedgerRow[]> {
    return ledger.listRows(this.tenantId, { limit: 100, ...query });
  }
}

describe("the ledger as its owner reads it", () => {
  it("has one row for a reply, with its end, its rule and what it came to cost", async () => {
    const books = await Books.open(10);
    const { tenantId, accountId } = books.owner;
    const rule = { ruleId: "booking", position: 1, label: "Booking", matcher: {}, response: {} };
    await database.tables.replyRule.create({ data: { tenantId, accountId, ...rule } });
    await books.reply(later(1), "booking", "replied");
    await books.reply(later(2), "gone", "silent");
    await books.reply(later(3), null, "replied", "undelivered");
    await books.reply(later(4), "booking");
    const sampleId = uniqueId("s");
    await samples.reserveSample({ tenantId: books.tenantId, sampleId }, 1, later(5));
    await samples.endSample({ tenantId: books.tenantId, sampleId }, "settle", null, later(6));

    const number = "+1 555 010 0001";
    expect(await books.rows()).toMatchObject([
      { kind: "sample", end: "used", amount: -1, balanceAfter: 7 },
      {
        kind: "reply",
        end: "open",
        amount: -1,
        balanceAfter: 8,
        rule: { ruleId: "booking", label: "Booking", number },
      },
      { kind: "reply", end: "returned", amount: 0, balanceAfter: 9, reason: "undelivered", rule: null },
      { kind: "reply", end: "returned", amount: 0, balanceAfter: 9, reason: "guard_blocked", rule: { label: null } },
      { kind: "reply", end: "used", amount: -1, balanceAfter: 9, at: later(1), reason: null },
      { kind: "grant", amount: 10, balanceAfter: 10, reason: "to begin with" },
    ]);
    expect((await books.rows()).reduce((sum, { amount }) => sum + amount, 0)).toBe(
      await balanceOf(database, books.tenantId),
    );
  });

  it("is filtered by kind and time, and read page by page without a gap", async () => {
    const books = await Books.open(5);
    const order = await makePaidOrder(database, books.tenantId, { credits: 500, takenCredits: 250 });
    await books.append({ kind: "purchase", amount: 500, reference: order, now: later(10) });
    // Four at one moment: the place of a row is more than its time.
    for (let count = 0; count < 4; count += 1) await books.reply(later(20), null, "replied");
    await books.append({ kind: "refund", amount: -250, reference: `${order}:1`, now: later(30) });

    const kinds = async (query: Partial<LedgerQuery>) => (await books.rows(query)).map(({ kind }) => kind);
    expect(await kinds({ filter: "purchases" })).toEqual(["refund", "purchase"]);
    expect(await kinds({ filter: "grants" })).toEqual(["grant"]);
    expect(await kinds({ filter: "replies" })).toEqual(["reply", "reply", "reply", "reply"]);
    expect(await kinds({ from: later(10), until: later(20) })).toEqual(["purchase"]);
    expect(await kinds({ from: later(31) })).toEqual([]);

    const all = await books.rows();
    const paged: LedgerRow[] = [];
    for (let page = await books.rows({ limit: 3 }); page.length > 0; ) {
      paged.push(...page);
      page = await books.rows({ limit: 3, after: page.at(-1)?.place });
    }
    expect(paged).toEqual(all);
    expect(all).toHaveLength(7);
  });

  it("shows nothing of another tenant, whatever place is asked for", async () => {
    const [one, other] = [await Books.open(3), await Books.open(3)];
    await one.reply(later(1), null, "replied");
    const [newest] = await one.rows();
    expect(await other.rows({ after: newest?.place })).toMatchObject([{ kind: "grant" }]);
    expect(await ledger.listRows("nobody", { limit: 10 })).toEqual([]);
  });

  it.each([
    ["limit", { limit: 501 }],
    ["after", { after: "1; --" }],
    ["after", { after: "99999999999999999999-1" }],
  ] as const)("refuses a wrong %s in words", async (name, query) => {
    await expect((await Books.open(1)).rows(query)).rejects.toThrow(`${name}: expected`);
  });
});

describe("the export", () => {
  const ask = async (tenantId: string, query: string) => {
    const errors: string[] = [];
    const log = { info: () => undefined, warn: () => undefined, error: (event: string) => errors.push(event) };
    const app = { ledger, ports: { clock: { now: () => NOON }, log } } as unknown as Parameters<typeof exportLedger>[0];
    const answer = exportLedger(app, { tenantId }, new URLSearchParams(query));
    return { answer, errors };
  };

  it("holds the owner's rows by the same filters, more than are read at once", async () => {
    const books = await Books.open(1_000);
    await database.tables.$executeRaw`
      INSERT INTO credit_entries (tenant_id, kind, amount, balance_after, reference, created_at)
      SELECT ${books.tenantId}, 'adjustment', 1, 1000 + n, 'bulk-' || n, ${later(1)} FROM generate_series(1, 620) n`;
    await database.tables.creditBalance.update({ where: { tenantId: books.tenantId }, data: { balance: 1_620 } });
    const { answer } = await ask(books.tenantId, "filter=grants&utm=x");
    expect(answer.headers.get("content-disposition")).toBe('attachment; filename="credits-2026-11-20.csv"');
    const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(await answer.arrayBuffer());
    const lines = text.split("\r\n");
    expect(lines[0]).toBe("\uFEFFtime,kind,end,credits,balance,rule,reason,reference");
    expect(lines).toHaveLength(623);
    expect(new Set(lines).size).toBe(623);
    expect(lines.at(-2)).toContain('"grant",,1000,1000,,"to begin with"');
    const other = await (await ask((await Books.open(1)).tenantId, "")).answer.text();
    expect(other.split("\r\n")).toHaveLength(3);
  });

  it("names a wrong filter, and breaks off when it can't be read to its end", async () => {
    const { answer } = await ask("nobody", "from=yesterday");
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ error: expect.stringMatching(/^from: must be a time/) });
    expect((await ask("nobody", "filter=settle")).answer.status).toBe(400);
    const broken = await ask("bad\u0000id", "");
    await expect(broken.answer.text()).rejects.toThrow();
    expect(broken.errors).toEqual(["ledger.export_failed"]);
  });
});

describe("where credits went", () => {
  it("is told by rule, the most first, and adds up to the days", async () => {
    const books = await Books.open(20);
    const day = new Date("2026-11-19T10:00:00Z");
    for (const ruleId of ["a", "b", "b", "default"]) await books.reply(day, ruleId, "replied");
    await books.reply(NOON, "b", "replied");
    await books.reply(NOON, "b", "replied", "undelivered");
    await books.reply(NOON, "c");
    const sampleId = uniqueId("s");
    await samples.reserveSample({ tenantId: books.tenantId, sampleId }, 1, NOON);
    await samples.endSample({ tenantId: books.tenantId, sampleId }, "settle", null, NOON);
    const use = await createCreditUseReader(database, { now: () => NOON }).readUse(books.tenantId, 2);
    expect(use.perDay).toEqual([
      { day: "2026-11-19", credits: 4 },
      { day: "2026-11-20", credits: 2 },
    ]);
    expect(use.perRule[0]).toMatchObject({ kind: "rule", rule: { ruleId: "b", label: null }, credits: 3 });
    expect(
      use.perRule
        .slice(1)
        .map((one) => [one.kind, one.credits])
        .sort(),
    ).toEqual([
      ["rule", 1],
      ["rule", 1],
      ["sample", 1],
    ]);
  });

  it("counts what was delivered this month, once for each message of its own", async () => {
    const { owner } = await Books.open(1);
    const reader = createCreditUseReader(database, { now: () => NOON });
    const message = (state: string, createdAt: Date, direction = "outbound") => ({
      id: uniqueId("message"),
      tenantId: owner.tenantId,
      accountId: owner.accountId,
      channel: "whatsapp",
      kind: "text",
      direction,
      senderId: "one",
      recipientId: "another",
      state,
      sentAt: createdAt,
      createdAt,
    });
    const [october, november] = [new Date("2026-10-31T23:59:59Z"), new Date("2026-11-01T00:00:00Z")];
    const states = ["delivered", "read", "accepted", "sent", "failed", "refused"];
    const data = [...states.map((state) => message(state, november)), message("read", october)];
    await database.tables.message.createMany({ data: [...data, message("delivered", november, "inbound")] });
    expect(await reader.countDelivered(owner.tenantId)).toEqual({ delivered: 2, more: false });
    expect(await reader.countDelivered("nobody")).toEqual({ delivered: 0, more: false });
  });
});
