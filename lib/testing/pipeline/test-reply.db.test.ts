import { afterAll, describe, expect, inject, it } from "vitest";
import { createDailyBudget } from "@/lib/adapters/prisma/credits/daily-budget";
import { grantCredits } from "@/lib/adapters/prisma/credits/grant-credits";
import { createSampleRecords } from "@/lib/adapters/prisma/credits/test-reply-credit";
import { forTenant } from "@/lib/adapters/prisma/shared/tenant-scope";
import { UpstreamError } from "@/lib/core/errors";
import { randomIds } from "@/lib/core/ids";
import { endOpenSamples, NEUTRAL_RULE_PROMPT, type SamplePorts, sampleReply } from "@/lib/playground/test-reply";
import type { SafetyState } from "@/lib/safety/safety-check";
import { openTestDatabase } from "@/lib/testing/database/test-database";
import { balanceOf, driftOf, makeTenant, NOON, tamper, uniqueId } from "../ledger/ledger-fixtures";

const database = openTestDatabase(inject("databaseUrl"));
afterAll(() => database.$disconnect());

const LIMITS = { embed: 100, check: 100, generate: 100 };
const NO_LOG = { info: () => undefined, warn: () => undefined, error: () => undefined };

type Draft = string | Error;

/** A tenant with credits, and a model that answers what it is told to, in order, the last for ever. */
class Shop {
  nowMs = NOON.getTime();
  readonly asked: string[] = [];
  readonly logged: string[] = [];
  drafts: Draft[] = ["Which day suits you?"];
  persona: SafetyState = { status: "approved" };
  rule: SafetyState = { status: "approved" };
  rung = 0;

  private constructor(readonly tenantId: string) {}

  static async open(credits: number): Promise<Shop> {
    const { tenantId } = await makeTenant(database);
    if (credits > 0) {
      const grant = { tenantId, amount: credits, reference: uniqueId("grant"), reason: "test", now: NOON };
      await forTenant(database, tenantId, (tx) => grantCredits(tx, randomIds, grant));
    }
    return new Shop(tenantId);
  }

  ports(change: Partial<SamplePorts> = {}): SamplePorts {
    const note = (event: string) => void this.logged.push(event);
    return {
      samples: createSampleRecords(database),
      readPersona: async () => ({ text: "You answer for Demo Salon.", safety: this.persona }),
      readFacts: async () => null,
      readPrompts: async (_tenantId, text) => ({
        assistantLine: null,
        persona: { text: "You answer for Demo Salon.", safety: this.persona },
        rule: { text, safety: this.rule },
      }),
      renderReply: { "whatsapp-marks": (text) => text },
      generate: async ({ system }) => {
        this.asked.push(system);
        const draft = this.drafts.length > 1 ? this.drafts.shift() : this.drafts[0];
        if (draft instanceof Error) throw draft;
        return {
          text: draft ?? "",
          finishReason: "stop" as const,
          inputTokens: 400,
          outputTokens: 20,
          milliseconds: 1,
        };
      },
      budget: createDailyBudget(database, LIMITS, { now: () => new Date(this.nowMs) }, NO_LOG),
      noticeDue: () => {
        this.rung += 1;
      },
      clock: { now: () => new Date(this.nowMs) },
      ids: randomIds,
      log: { info: note, warn: note, error: note },
      ...change,
    };
  }

  ask(rulePrompt: string | null = null, change: Partial<SamplePorts> = {}) {
    const channel = "whatsapp" as const;
    const request = { tenantId: this.tenantId, channel, senderName: "", text: "Can I book?", rulePrompt };
    return sampleReply(this.ports(change), request);
  }

  async kinds(): Promise<string[]> {
    const rows = await database.tables.creditEntry.findMany({
      where: { tenantId: this.tenantId, reference: { startsWith: "sample:" } },
      orderBy: { id: "asc" },
    });
    return rows.map(({ kind }) => kind);
  }

  async expectLedger(balance: number, kinds: string[]): Promise<void> {
    expect(await this.kinds()).toEqual(kinds);
    expect(await balanceOf(database, this.tenantId)).toBe(balance);
    expect(await driftOf(database, this.tenantId)).toEqual([]);
  }
}

const DOWN = new UpstreamError("ai", "generate", true, "HTTP 500");
const REFUSED = new UpstreamError("ai", "generate", false, "HTTP 402");

describe("a sample answer", () => {
  it("costs one credit, and tells tokens and time", async () => {
    const shop = await Shop.open(5);
    const reply = await shop.ask();
    expect(reply).toEqual({
      kind: "answered",
      text: "Which day suits you?",
      inputTokens: 400,
      outputTokens: 20,
      milliseconds: 0,
    });
    expect(shop.asked[0]).toContain(NEUTRAL_RULE_PROMPT);
    await shop.expectLedger(4, ["reserve", "settle"]);
    expect(await database.tables.openSample.count({ where: { tenantId: shop.tenantId } })).toBe(0);
    expect(await database.tables.turn.count({ where: { tenantId: shop.tenantId } })).toBe(0);
  });

  it("is refused when the day's are used up, at no cost, and given again tomorrow", async () => {
    const shop = await Shop.open(5);
    const budget = createDailyBudget(database, { ...LIMITS, generate: 2 }, { now: () => new Date(shop.nowMs) }, NO_LOG);
    expect(await shop.ask(null, { budget })).toMatchObject({ kind: "answered" });
    expect((await budget.read(shop.tenantId)).spent.generate).toEqual({ used: 1, limit: 2 });
    expect(await shop.ask(null, { budget })).toMatchObject({ kind: "answered" });
    expect(await shop.ask(null, { budget })).toEqual({ kind: "tries_used_up" });
    expect(shop.asked).toHaveLength(2);
    await shop.expectLedger(3, ["reserve", "settle", "reserve", "settle"]);
    shop.nowMs += 86_400_000;
    expect(await shop.ask(null, { budget })).toMatchObject({ kind: "answered" });
  });

  it("counts its second draft, and what a missing credit kept from being asked not at all", async () => {
    const shop = await Shop.open(1);
    const budget = createDailyBudget(database, LIMITS, { now: () => new Date(shop.nowMs) }, NO_LOG);
    shop.drafts = ["See https://evil.example/now", "Which day suits you?"];
    expect(await shop.ask(null, { budget })).toMatchObject({ kind: "answered" });
    expect(await shop.ask(null, { budget })).toEqual({ kind: "no_credit" });
    expect((await budget.read(shop.tenantId)).spent.generate.used).toBe(2);
  });

  it("speaks by the rule that was chosen", async () => {
    const shop = await Shop.open(5);
    await shop.ask("Ask for the service.");
    expect(shop.asked[0]).toContain("Ask for the service.");
    expect(shop.asked[0]).not.toContain(NEUTRAL_RULE_PROMPT);
  });

  it.each([
    { status: "pending", attempts: 0 },
    { status: "rejected", reason: "no" },
  ] as const)("is not written while the persona is $status", async (safety) => {
    const shop = await Shop.open(5);
    shop.persona = safety;
    expect(await shop.ask()).toEqual({ kind: "persona_not_approved" });
    expect(await shop.ask("Ask for the service.")).toEqual({ kind: "persona_not_approved" });
    expect(shop.asked).toEqual([]);
    await shop.expectLedger(5, []);
  });

  it("is not written by a rule that was not approved", async () => {
    const shop = await Shop.open(5);
    shop.rule = { status: "pending", attempts: 1 };
    expect(await shop.ask("Ask for the service.")).toEqual({ kind: "rule_not_approved" });
    await shop.expectLedger(5, []);
  });

  it("is not written without a credit", async () => {
    const shop = await Shop.open(0);
    expect(await shop.ask()).toEqual({ kind: "no_credit" });
    expect(shop.asked).toEqual([]);
    await shop.expectLedger(0, []);
  });

  it.each([
    { name: "the model is away", drafts: [DOWN], kind: "ai_unavailable" },
    { name: "the model refuses", drafts: [REFUSED], kind: "ai_refused" },
    { name: "both drafts break a guard", drafts: ["see https://evil.example"], kind: "guard_blocked" },
    { name: "the model says nothing", drafts: [""], kind: "guard_blocked" },
  ])("costs nothing when $name", async ({ drafts, kind }) => {
    const shop = await Shop.open(5);
    shop.drafts = drafts;
    expect(await shop.ask()).toEqual({ kind });
    await shop.expectLedger(5, ["reserve", "restore"]);
  });

  it("costs nothing when something of ours breaks, and says so", async () => {
    const shop = await Shop.open(5);
    shop.drafts = [new Error("a bug")];
    await expect(shop.ask()).rejects.toThrow("a bug");
    await shop.expectLedger(5, ["reserve", "restore"]);
  });

  it("costs one credit when the second draft passes", async () => {
    const shop = await Shop.open(5);
    shop.drafts = ["see https://evil.example", "Which day?"];
    expect(await shop.ask()).toMatchObject({ kind: "answered", text: "Which day?" });
    await shop.expectLedger(4, ["reserve", "settle"]);
  });

  it("rings when it brings the balance down to the threshold", async () => {
    const shop = await Shop.open(21);
    await shop.ask();
    expect(shop.rung).toBe(1);
  });

  it("is written for one of 20 who ask at once when one credit is left", async () => {
    const shop = await Shop.open(1);
    const replies = await Promise.all(Array.from({ length: 20 }, () => shop.ask()));
    expect(replies.filter(({ kind }) => kind === "answered")).toHaveLength(1);
    expect(replies.filter(({ kind }) => kind === "no_credit")).toHaveLength(19);
    await shop.expectLedger(0, ["reserve", "settle"]);
  });
});

describe("a sample answer that a crash left open", () => {
  /** Dies after the reserve: its end is never written. */
  async function crash(shop: Shop): Promise<void> {
    const samples = createSampleRecords(database);
    const dead = { ...samples, endSample: () => Promise.reject(new Error("died")) };
    await expect(shop.ask(null, { samples: dead })).rejects.toThrow("died");
  }

  const ended = async (shop: Shop): Promise<number> => {
    const ports = shop.ports();
    // Other tests share the table.
    const findOpenSamples = async (before: Date, limit: number) =>
      (await ports.samples.findOpenSamples(before, limit)).filter(({ tenantId }) => tenantId === shop.tenantId);
    return endOpenSamples({ ...ports, samples: { ...ports.samples, findOpenSamples } });
  };

  it("is ended by the sweep after two minutes, once, and its credit is back", async () => {
    const shop = await Shop.open(5);
    await crash(shop);
    await shop.expectLedger(4, ["reserve"]);
    shop.nowMs += 119_000;
    expect(await ended(shop)).toBe(0);
    shop.nowMs += 2_000;
    expect(await Promise.all([ended(shop), ended(shop)])).toContain(1);
    expect(await ended(shop)).toBe(0);
    expect(shop.logged).toContain("sample.left_open");
    await shop.expectLedger(5, ["reserve", "restore"]);
  });

  it("stays free when its answer comes after the sweep", async () => {
    const shop = await Shop.open(5);
    const samples = createSampleRecords(database);
    const slow: SamplePorts["generate"] = async () => {
      shop.nowMs += 121_000;
      expect(await ended(shop)).toBe(1);
      return {
        text: "At last.",
        finishReason: "stop" as const,
        inputTokens: null,
        outputTokens: null,
        milliseconds: 1,
      };
    };
    expect(await shop.ask(null, { samples, generate: slow })).toMatchObject({ kind: "answered" });
    await shop.expectLedger(5, ["reserve", "restore"]);
  });

  it("is drift when its row is lost", async () => {
    const shop = await Shop.open(5);
    await crash(shop);
    await database.tables.openSample.deleteMany({ where: { tenantId: shop.tenantId } });
    expect(await driftOf(database, shop.tenantId)).toEqual([expect.stringContaining("never ended")]);
    await tamper(database, (tx) => tx.creditEntry.deleteMany({ where: { tenantId: shop.tenantId } }));
    await database.tables.creditBalance.deleteMany({ where: { tenantId: shop.tenantId } });
  });

  it("can't be ended by another tenant", async () => {
    const shop = await Shop.open(5);
    const other = await Shop.open(5);
    await crash(shop);
    const { id: sampleId } = await database.tables.openSample.findFirstOrThrow({ where: { tenantId: shop.tenantId } });
    const samples = createSampleRecords(database);
    expect(await samples.endSample({ tenantId: other.tenantId, sampleId }, "restore", null, NOON)).toBe(false);
    await shop.expectLedger(4, ["reserve"]);
    await other.expectLedger(5, []);
    expect(await samples.endSample({ tenantId: shop.tenantId, sampleId }, "restore", null, NOON)).toBe(true);
    await shop.expectLedger(5, ["reserve", "restore"]);
  });
});
