import { afterAll, describe, expect, inject, it } from "vitest";
import { UpstreamError } from "@/lib/core/errors";
import { randomIds } from "@/lib/core/ids";
import type { Mail } from "@/lib/core/send-mail.port";
import { deliverNotices, type NoticePorts } from "@/lib/notices/deliver-notices";
import { openTestDatabase } from "@/lib/testing/database/test-database";
import { driftOf, makeTenant, makeTurn, NOON, type Owner, uniqueId } from "@/lib/testing/ledger/ledger-fixtures";
import { createCreditReader } from "../credits/balance-records";
import { createCreditUseReader } from "../credits/credit-use-records";
import { grantCredits } from "../credits/grant-credits";
import { endTurnCredit, reserveTurnCredit } from "../credits/ledger";
import { forTenant } from "../shared/tenant-scope";
import { lockTurn } from "../turns/turn-records";
import { createNoticeRecords } from "./notice-records";

const database = openTestDatabase(inject("databaseUrl"));
afterAll(() => database.$disconnect());

const MINUTE_MS = 60_000;

class World {
  nowMs = NOON.getTime();
  readonly mails: Mail[] = [];
  mailServerUp = true;
  owners = ["owner@example.com"];
  readonly clock = { now: () => new Date(this.nowMs) };
  readonly reader = createCreditReader(database, randomIds, this.clock);

  constructor(readonly owner: Owner) {}

  /** Sends this tenant's notices only: other tests share the table, and what they left there is nobody's any more. */
  async deliver(): Promise<void> {
    const notices = createNoticeRecords(database);
    await database.tables.creditNotice.updateMany({
      where: { state: "pending", tenantId: { not: this.owner.tenantId } },
      data: { state: "dropped" },
    });
    const claimOwn: typeof notices.claimNotice = async (now, until) => {
      const notice = await notices.claimNotice(now, until);
      if (notice === null || notice.tenantId === this.owner.tenantId) return notice;
      await notices.endNotice(notice, "failed", now);
      return claimOwn(now, until);
    };
    const ports: NoticePorts = {
      notices: { ...notices, claimNotice: claimOwn },
      findOwners: async () => this.owners,
      sendMail: async (mail) => {
        if (!this.mailServerUp) throw new UpstreamError("smtp", "send", true, "ECONNREFUSED");
        if (mail.to.startsWith("gone@")) throw new UpstreamError("smtp", "send", false, "EENVELOPE");
        this.mails.push(mail);
      },
      source: { billingUrl: "https://concierge.example/admin/billing", sold: true, contact: null },
      clock: this.clock,
      log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    };
    await deliverNotices(ports, 20);
  }

  async grant(amount: number): Promise<void> {
    const { tenantId } = this.owner;
    const grant = { tenantId, amount, reference: uniqueId("grant"), reason: "test", now: this.clock.now() };
    await forTenant(database, tenantId, (tx) => grantCredits(tx, randomIds, grant));
  }

  setLowThreshold(threshold: number): Promise<void> {
    const { tenantId } = this.owner;
    const stamp = { tenantId, personId: "person", action: "credits.threshold", at: this.clock.now() };
    return this.reader.setLowThreshold(stamp, threshold);
  }

  /** Reserves for a new turn, which is then in the hand of the caller. */
  async reserve(): Promise<string> {
    const { tenantId } = this.owner;
    const turnId = await makeTurn(database, this.owner);
    await forTenant(database, tenantId, (tx) => reserveTurnCredit(tx, { tenantId, turnId }, null, 1, this.clock.now()));
    return turnId;
  }

  async end(turnId: string, fact: "replied" | "silent"): Promise<void> {
    const { tenantId } = this.owner;
    const now = this.clock.now();
    await forTenant(database, tenantId, async (tx) => {
      const turn = await lockTurn(tx, { tenantId, turnId });
      await endTurnCredit(tx, { tenantId, turnId }, turn?.credit ?? null, fact, null, now);
      await tx.turn.updateMany({ where: { id: turnId }, data: { closedAt: now, outcome: fact } });
    });
  }

  async spend(count: number): Promise<void> {
    for (let index = 0; index < count; index += 1) await this.end(await this.reserve(), "replied");
  }

  get subjects(): string[] {
    return this.mails.map(({ subject }) => subject);
  }
}

async function begin(credits: number, threshold: number): Promise<World> {
  const world = new World(await makeTenant(database));
  await world.setLowThreshold(threshold);
  await world.grant(credits);
  return world;
}

const LOW = "Salon & Sons: 3 credits left";
const ZERO = "Salon & Sons: no credits left, AI replies have stopped";

describe("mails about few credits", () => {
  it("go once at the threshold and once at zero", async () => {
    const world = await begin(5, 3);
    await world.spend(1);
    await world.deliver();
    expect(world.subjects).toEqual([]);
    await world.spend(1);
    await world.deliver();
    expect(world.subjects).toEqual([LOW]);
    await world.spend(2);
    await world.deliver();
    expect(world.subjects).toEqual([LOW]);
    await world.spend(1);
    await world.deliver();
    await world.deliver();
    expect(world.subjects).toEqual([LOW, ZERO]);
    expect(world.mails[0]?.text).toContain("https://concierge.example/admin/billing");
    expect(world.mails[0]?.html).toContain("Salon &amp; Sons");
  });

  it("go again after a top-up", async () => {
    const world = await begin(4, 3);
    for (let round = 0; round < 2; round += 1) {
      await world.spend(1);
      await world.deliver();
      await world.spend(3);
      await world.deliver();
      await world.grant(4);
    }
    expect(world.subjects).toEqual([LOW, ZERO, LOW, ZERO]);
  });

  it("don't go again for credits that came back and are spent again", async () => {
    const world = await begin(4, 3);
    const turnId = await world.reserve();
    await world.deliver();
    await world.end(turnId, "silent");
    await world.spend(1);
    await world.deliver();
    expect(world.subjects).toEqual([LOW]);
  });

  it("don't go when the credit is back before the mail is sent, and go when it is truly spent", async () => {
    const world = await begin(1, 0);
    const turnId = await world.reserve();
    await world.end(turnId, "silent");
    await world.deliver();
    expect(world.subjects).toEqual([]);
    await world.spend(1);
    await world.deliver();
    expect(world.subjects).toEqual([ZERO]);
  });

  it("say only that none are left when the last credit is the first below the threshold", async () => {
    const world = await begin(1, 20);
    await world.spend(1);
    await world.deliver();
    expect(world.subjects).toEqual([ZERO]);
  });

  it("go once to each owner whose address takes them, whatever becomes of another's", async () => {
    const world = await begin(1, 0);
    world.owners = ["owner@example.com", "gone@example.com"];
    await world.spend(1);
    for (let round = 0; round < 3; round += 1) {
      await world.deliver();
      world.nowMs += 10 * MINUTE_MS;
    }
    expect(world.subjects).toEqual([ZERO]);
  });

  it("wait for the mail server", async () => {
    const world = await begin(1, 0);
    await world.spend(1);
    world.mailServerUp = false;
    await world.deliver();
    world.mailServerUp = true;
    await world.deliver();
    expect(world.subjects).toEqual([]);
    world.nowMs += MINUTE_MS;
    await world.deliver();
    expect(world.subjects).toEqual([ZERO]);
  });

  it("are given up after 20 tries", async () => {
    const world = await begin(1, 0);
    await world.spend(1);
    world.mailServerUp = false;
    for (let count = 0; count < 20; count += 1) {
      await world.deliver();
      world.nowMs += 6 * 60 * MINUTE_MS;
    }
    const rows = await database.tables.creditNotice.findMany({ where: { tenantId: world.owner.tenantId } });
    expect(rows).toMatchObject([{ state: "failed", attempts: 20 }]);
  });

  it("go again under a lower threshold that the balance has not reached yet", async () => {
    const world = await begin(5, 4);
    await world.spend(1);
    await world.deliver();
    await world.setLowThreshold(3);
    await world.spend(1);
    await world.deliver();
    expect(world.subjects).toEqual(["Salon & Sons: 4 credits left", LOW]);
  });
});

describe("the tenant's own view", () => {
  it("shows balance, reserves, use per day in UTC, and entries page by page", async () => {
    const world = await begin(5, 2);
    const { tenantId } = world.owner;
    world.nowMs = Date.parse("2026-11-18T23:59:59Z");
    await world.spend(1);
    world.nowMs = Date.parse("2026-11-20T00:00:00Z");
    await world.spend(1);
    await world.end(await world.reserve(), "silent");
    await world.reserve();
    expect(await world.reader.readBalance(tenantId)).toEqual({ credits: 2, lowThreshold: 2, reserved: 1 });
    const { perDay, perRule } = await createCreditUseReader(database, world.clock).readUse(tenantId, 3);
    expect(perDay).toEqual([
      { day: "2026-11-18", credits: 1 },
      { day: "2026-11-19", credits: 0 },
      { day: "2026-11-20", credits: 1 },
    ]);
    expect(perRule).toEqual([{ kind: "older", credits: 2 }]);
    const [newest, ...rest] = await world.reader.listEntries(tenantId, { limit: 3 });
    expect(newest).toMatchObject({ kind: "reserve", amount: -1, balanceAfter: 2 });
    const older = await world.reader.listEntries(tenantId, { before: rest.at(-1)?.id, limit: 200 });
    expect(older.map(({ kind }) => kind)).toEqual(["settle", "reserve", "settle", "reserve", "grant"]);
    expect(await driftOf(database, tenantId)).toEqual([]);
  });

  it("shows nothing of another tenant", async () => {
    const [one, other] = [await begin(5, 2), await begin(7, 2)];
    await one.spend(2);
    expect(await other.reader.listEntries(other.owner.tenantId, { limit: 10 })).toHaveLength(1);
    expect(await other.reader.readBalance("nobody")).toMatchObject({ credits: 0 });
  });

  it.each([
    ["limit", (world: World) => world.reader.listEntries(world.owner.tenantId, { limit: 0 })],
    ["before", (world: World) => world.reader.listEntries(world.owner.tenantId, { before: "1; --", limit: 1 })],
    ["days", (world: World) => createCreditUseReader(database, world.clock).readUse(world.owner.tenantId, 367)],
    ["threshold", (world: World) => world.setLowThreshold(1.5)],
  ] as const)("refuses a wrong %s in words", async (name, ask) => {
    await expect(ask(await begin(1, 0))).rejects.toThrow(`${name}: expected`);
  });
});

// In this file, for it empties the table that they share.
describe("mails that wait", () => {
  it("mails of one tenant go in turn with the others'", async () => {
    const [many, one] = [await makeTenant(database), await makeTenant(database)];
    const notice = ({ tenantId }: Owner, second: number) => {
      const nextTryAt = new Date(NOON.getTime() + second * 1_000);
      // At a balance of 0 the news is true, and isn't dropped on the way.
      return { tenantId, kind: "zero", nextTryAt, createdAt: NOON };
    };
    await database.tables.creditNotice.updateMany({ where: { state: "pending" }, data: { state: "dropped" } });
    await database.tables.creditNotice.createMany({
      data: [notice(many, 0), notice(many, 1), notice(many, 2), notice(one, 60)],
    });
    const notices = createNoticeRecords(database);
    const now = new Date(NOON.getTime() + 120_000);
    const until = new Date(NOON.getTime() + 240_000);
    const claimed: (string | undefined)[] = [];
    for (let count = 0; count < 2; count += 1) claimed.push((await notices.claimNotice(now, until))?.tenantId);
    expect(claimed.sort()).toEqual([many.tenantId, one.tenantId].sort());
    await database.tables.creditNotice.updateMany({ where: { state: "pending" }, data: { state: "dropped" } });
  });
});
