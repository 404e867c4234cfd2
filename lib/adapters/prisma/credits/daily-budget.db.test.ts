import { afterAll, describe, expect, inject, it } from "vitest";
import type { AiPorts, GenerateRequest, WritingTime } from "@/lib/pipeline/answer/generate-reply";
import { createGenerateReply, createScanMessage } from "@/lib/pipeline/answer/run-model";
import { NOTHING_REMEMBERED } from "@/lib/pipeline/hold/short-memory.port";
import { openTestDatabase } from "@/lib/testing/database/test-database";
import { makeTenant, NOON, type Owner } from "@/lib/testing/ledger/ledger-fixtures";
import { DEMO_ACCOUNT } from "@/lib/testing/pipeline/pipeline-world";
import { createDailyBudget } from "./daily-budget";

const database = openTestDatabase(inject("databaseUrl"));
afterAll(() => database.$disconnect());

function bench(limit: number) {
  const clock = { nowMs: NOON.getTime(), now: () => new Date(clock.nowMs) };
  const logged: string[] = [];
  const log = { info: () => undefined, warn: () => undefined, error: (event: string) => void logged.push(event) };
  const budget = createDailyBudget(database, { embed: limit, check: limit, generate: limit }, clock, log);
  return { clock, logged, budget };
}

/** Old days are forgotten of all tenants: also of those with whom other files, in the same database, are at work at noon. */
const BEFORE_ALL_OTHERS = new Date("2000-01-01T12:00:00Z");

const TIME: WritingTime = { draftMs: 12_000, endsAt: Number.POSITIVE_INFINITY };

const counts = ({ tenantId }: Owner) =>
  database.tables.dailyUsage.findMany({
    where: { tenantId },
    select: { call: true, usedBy: true, count: true },
    orderBy: [{ call: "asc" }, { usedBy: "asc" }],
  });

describe("a tenant's day", () => {
  it("takes all of a count or none, by kind and tenant, and begins anew at midnight UTC", async () => {
    const { budget, clock } = bench(10);
    const [{ tenantId }, other] = [await makeTenant(database), await makeTenant(database)];
    expect(await budget.take(tenantId, "embed", 11)).toBe(false);
    expect(await budget.take(tenantId, "embed", 8)).toBe(true);
    expect(await budget.take(tenantId, "embed", 3)).toBe(false);
    expect(await budget.take(tenantId, "embed", 2)).toBe(true);
    expect(await budget.take(tenantId, "embed", 1)).toBe(false);
    expect(await budget.take(tenantId, "generate", 10)).toBe(true);
    expect(await budget.take(other.tenantId, "embed", 10)).toBe(true);
    expect(await budget.read(tenantId)).toEqual({
      spent: {
        embed: { used: 10, limit: 10 },
        check: { used: 0, limit: 9 },
        generate: { used: 10, limit: 10 },
      },
      renewsAt: new Date("2026-11-21T00:00:00Z"),
    });
    clock.nowMs = Date.parse("2026-11-20T23:59:59.999Z");
    expect(await budget.take(tenantId, "embed", 1)).toBe(false);
    clock.nowMs += 1;
    expect(await budget.take(tenantId, "embed", 10)).toBe(true);
  });

  it("gives the last pieces to as many as there are, when 20 ask at once", async () => {
    const { budget } = bench(7);
    const { tenantId } = await makeTenant(database);
    const taken = await Promise.all(Array.from({ length: 20 }, () => budget.take(tenantId, "embed", 1)));
    expect(taken.filter(Boolean)).toHaveLength(7);
  });

  it("takes for customers, apart from the owner's, up to as many as the owner may have", async () => {
    const { budget } = bench(3);
    const owner = await makeTenant(database);
    await budget.take(owner.tenantId, "check", 3);
    await budget.countForCustomers(owner.tenantId, "check", 1);
    const taken: boolean[] = [];
    for (let turn = 0; turn < 4; turn += 1) taken.push(await budget.takeForCustomers(owner.tenantId, "check", 1));
    expect(taken).toEqual([true, true, false, false]);
    expect(await counts(owner)).toEqual([
      { call: "check", usedBy: "customers", count: 3 },
      { call: "check", usedBy: "owner", count: 3 },
    ]);
  });

  it("takes back what came to nothing, and never below zero", async () => {
    const { budget } = bench(10);
    const { tenantId } = await makeTenant(database);
    await budget.take(tenantId, "embed", 10);
    await budget.giveBack(tenantId, "embed", 4);
    expect(await budget.take(tenantId, "embed", 4)).toBe(true);
    await budget.giveBack(tenantId, "embed", 100);
    expect((await budget.read(tenantId)).spent.embed.used).toBe(0);
  });

  it("is forgotten after three months", async () => {
    const { budget, clock } = bench(10);
    const [owner, later] = [await makeTenant(database), await makeTenant(database)];
    await budget.take(later.tenantId, "embed", 1);
    clock.nowMs = BEFORE_ALL_OTHERS.getTime();
    await budget.take(owner.tenantId, "embed", 1);
    clock.nowMs += 92 * 86_400_000;
    await budget.forgetOldDays();
    expect(await counts(owner)).toHaveLength(1);
    clock.nowMs += 86_400_000;
    await budget.forgetOldDays();
    expect(await counts(owner)).toEqual([]);
    expect(await counts(later)).toHaveLength(1);
  });
});

describe("a customer's turn", () => {
  const rule = { kind: "prompt" as const, text: "Be kind." };
  const request = (owner: Owner): GenerateRequest => ({
    account: { ...DEMO_ACCOUNT, id: owner.accountId, tenantId: owner.tenantId },
    turnId: "turn",
    rule: { id: "default", label: "Default", matcher: { kind: "default" }, response: rule },
    factsText: "",
    tellsAssistant: false,
    messages: [{ providerMessageId: "wamid", text: "Can I book?", sentAt: NOON }],
    senderName: "Ann",
    followsUp: false,
    remembered: NOTHING_REMEMBERED,
  });

  function road(budget: ReturnType<typeof bench>["budget"]) {
    const safety = { status: "approved" } as const;
    const answer = (text: string) => async () => ({
      text,
      finishReason: "stop" as const,
      inputTokens: 1,
      outputTokens: 1,
      milliseconds: 1,
    });
    const ports: AiPorts = {
      readPrompts: async (_tenantId, text) => ({
        assistantLine: null,
        persona: { text: "You.", safety },
        rule: { text, safety },
      }),
      generate: answer("Which day?"),
      renderReply: { "whatsapp-marks": (text: string) => text },
      judge: answer('{"flagged":false}'),
      countCall: (tenantId, call) => budget.countForCustomers(tenantId, call, 1),
      detectLanguage: () => ({ language: "", reliable: false }),
      showTyping: async () => undefined,
      clock: { now: () => NOON },
      ids: { newId: () => "0b1f1a52-77b6-4d5a-9d55-8f5b6ac2ff10" },
      log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    };
    return { scan: createScanMessage(ports), generate: createGenerateReply(ports) };
  }

  it("is answered when the owner's day is used up, counted apart, and leaves the owner's day as it was", async () => {
    const { budget } = bench(1);
    const owner = await makeTenant(database);
    for (const call of ["check", "generate"] as const) await budget.take(owner.tenantId, call, 1);
    const { scan, generate } = road(budget);
    for (let turn = 0; turn < 3; turn += 1) {
      expect(await scan(request(owner))).toEqual({ kind: "admitted" });
      expect(await generate(request(owner), TIME)).toEqual({ kind: "draft", text: "Which day?", handoff: false });
    }
    expect(await counts(owner)).toEqual([
      { call: "check", usedBy: "customers", count: 3 },
      { call: "check", usedBy: "owner", count: 1 },
      { call: "generate", usedBy: "customers", count: 3 },
      { call: "generate", usedBy: "owner", count: 1 },
    ]);
  });

  it("is answered when it can't be counted, and that is logged", async () => {
    const { budget, logged } = bench(1);
    const nobody: Owner = { tenantId: "no-such-tenant", accountId: "none", externalId: "none" };
    const { generate } = road(budget);
    expect(await generate(request(nobody), TIME)).toEqual({ kind: "draft", text: "Which day?", handoff: false });
    expect(logged).toEqual(["usage.not_counted"]);
  });
});
