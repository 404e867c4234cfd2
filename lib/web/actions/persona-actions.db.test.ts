import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { createAccountStore } from "@/lib/adapters/prisma/accounts/account-records";
import { createCreditReader } from "@/lib/adapters/prisma/credits/balance-records";
import { createDailyBudget } from "@/lib/adapters/prisma/credits/daily-budget";
import { grantCredits } from "@/lib/adapters/prisma/credits/grant-credits";
import { createLedgerReader } from "@/lib/adapters/prisma/credits/ledger-entries";
import { createSampleRecords } from "@/lib/adapters/prisma/credits/test-reply-credit";
import { Prisma } from "@/lib/adapters/prisma/generated/client";
import { createPersonaRecords } from "@/lib/adapters/prisma/persona/persona-records";
import { createReadPrompts } from "@/lib/adapters/prisma/persona/read-prompts";
import { createRuleStore } from "@/lib/adapters/prisma/rules/rule-records";
import { forTenant } from "@/lib/adapters/prisma/shared/tenant-scope";
import { createRecords } from "@/lib/adapters/prisma/turns/pipeline-records";
import { createTurnLog } from "@/lib/adapters/prisma/turns/turn-log";
import { systemClock } from "@/lib/core/clock";
import { randomIds } from "@/lib/core/ids";
import type { Persona } from "@/lib/persona/persona";
import type { SamplePorts } from "@/lib/playground/test-reply";
import { openTestDatabase } from "@/lib/testing/database/test-database";
import {
  balanceOf,
  driftOf,
  makeTenant,
  makeTurn,
  NOON,
  type Owner as Shop,
} from "@/lib/testing/ledger/ledger-fixtures";
import type { Application } from "@/lib/wiring/application";
import type { Owner } from "../auth/current-person";
import { listAiRules } from "../pages/ai-rules";
import { CREDIT_ACTIONS } from "./billing-actions";
import { PERSONA_ACTIONS } from "./persona-actions";
import { type ActionResult, runAction } from "./run-action";

const ACTIONS = { ...PERSONA_ACTIONS, ...CREDIT_ACTIONS };
type Name = keyof typeof ACTIONS;
const NAMES = Object.keys(ACTIONS) as Name[];

const CLASSIFIER = "classifier";
const database = openTestDatabase(inject("databaseUrl"));
afterAll(() => database.$disconnect());

const personas = createPersonaRecords(database, randomIds, CLASSIFIER);
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const asked: string[] = [];
const budget = createDailyBudget(database, { embed: 100, check: 100, generate: 100 }, systemClock, log);
const sampleReplies: SamplePorts = {
  samples: createSampleRecords(database),
  readFacts: async () => null,
  readPersona: personas.readSpeaker,
  readPrompts: createReadPrompts(database, CLASSIFIER),
  renderReply: { "whatsapp-marks": (text) => text },
  generate: async ({ system }) => {
    asked.push(system);
    return { text: "Which day?", finishReason: "stop" as const, inputTokens: 1, outputTokens: 1, milliseconds: 1 };
  },
  budget,
  noticeDue: () => undefined,
  clock: systemClock,
  ids: randomIds,
  log,
};
const app = {
  personas,
  budget,
  sampleReplies,
  accounts: { store: createAccountStore(database, randomIds, CLASSIFIER) },
  rules: createRuleStore(database, randomIds, {
    embedding: { name: "persona-actions", pooling: "cls" },
    classifier: CLASSIFIER,
  }),
  credits: createCreditReader(database, randomIds, systemClock),
  ledger: createLedgerReader(database),
  ports: { clock: systemClock, log, records: createRecords(database, randomIds, "classifier") },
  signIn: { limiter: { take: async () => 0 } },
} as unknown as Application;

let first: Shop & Owner;
let second: Shop & Owner;

async function newOwner(): Promise<Shop & Owner> {
  const shop = await makeTenant(database);
  const grant = { tenantId: shop.tenantId, amount: 5, reference: "start", reason: "test", now: NOON };
  await forTenant(database, shop.tenantId, (tx) => grantCredits(tx, randomIds, grant));
  return { ...shop, personId: "person", email: "owner@example.com", tenantName: "Salon" };
}

beforeAll(async () => {
  first = await newOwner();
  second = await newOwner();
});

/** The table's actions differ in what they take; here each is given what the schema is there to check. */
function run<Value>(name: Name, owner: Owner | null, input: unknown = {}): Promise<ActionResult<Value>> {
  return runAction(app, owner, ACTIONS[name] as unknown as Parameters<typeof runAction<never, null, Value>>[2], input);
}

const custom = (text: string): Persona => ({ mode: "custom", text });
const traces = ({ tenantId }: Owner, action: string) =>
  database.tables.auditEntry.count({ where: { tenantId, action } });
const approvePersona = ({ tenantId }: Owner) =>
  database.tables.promptCheck.updateMany({ where: { tenantId, kind: { not: "rule" } }, data: { status: "approved" } });
const approveAll = ({ tenantId }: Owner) =>
  database.tables.promptCheck.updateMany({ where: { tenantId }, data: { status: "approved" } });

describe.each(NAMES)("%s", (name) => {
  it("is refused to somebody who is not signed in", async () => {
    expect(await run(name, null)).toEqual({ ok: false, code: "unauthenticated" });
  });

  it("refuses what its schema doesn't know, a tenant's id first of all", async () => {
    expect(await run(name, first, { tenantId: second.tenantId })).toMatchObject({ ok: false, code: "invalid_input" });
  });
});

describe("a persona", () => {
  it("is saved for its own tenant, with its trace; a version that was not seen is told, and nothing is written", async () => {
    const mine = { persona: custom("Mine."), version: 0 };
    expect(await run("savePersona", first, mine)).toMatchObject({
      value: { kind: "saved", view: { version: 1, rendered: "Mine.", safety: { status: "pending" } } },
    });
    expect(await run("savePersona", first, { persona: custom("Late."), version: 0 })).toMatchObject({
      value: { kind: "stale", view: { version: 1, rendered: "Mine." } },
    });
    expect(await traces(first, "persona.save")).toBe(1);
    expect(await run("readPersona", second)).toMatchObject({ value: { version: 0 } });
  });

  it("comes back with the verdict that its text had", async () => {
    await approveAll(first);
    await run("savePersona", first, { persona: custom("Other."), version: 1 });
    expect(await run("restorePersona", first, { wanted: 1, version: 2 })).toMatchObject({
      value: { kind: "saved", view: { version: 3, rendered: "Mine.", safety: { status: "approved" } } },
    });
    expect(await run("restorePersona", first, { wanted: 2, version: 2 })).toMatchObject({ value: { kind: "stale" } });
    expect(await traces(first, "persona.restore")).toBe(1);
    expect(await run("listVersions", first)).toMatchObject({ value: [{ version: 3 }, { version: 2 }, { version: 1 }] });
  });

  it("has a line that says an assistant writes, worded for its own tenant and never left out", async () => {
    const line = "Lumi, our AI assistant, writes.";
    expect(await run("saveAssistantLine", first, { line: ` ${line} ` })).toMatchObject({
      value: { assistantLine: line },
    });
    expect(await run("readPersona", second)).toMatchObject({ value: { assistantLine: null } });
    expect(await run("saveAssistantLine", first, { line: "Written by Maria." })).toMatchObject({
      code: "invalid_input",
      problems: { line: "must say that an assistant, an AI or a bot writes" },
    });
    expect(await run("saveAssistantLine", first, { line: "" })).toMatchObject({ value: { assistantLine: null } });
    expect(await traces(first, "persona.assistant_line")).toBe(2);
  });

  it("of another tenant can't be brought back: there is no such version", async () => {
    expect(await run("restorePersona", second, { wanted: 1, version: 0 })).toEqual({ ok: false, code: "not_found" });
    expect(await run("listVersions", second)).toEqual({ ok: true, value: [] });
  });

  it("that waits is asked about now, and nobody else's is", async () => {
    await run("readPersona", second);
    const later = new Date(Date.now() + 600_000);
    await run("savePersona", first, { persona: custom("Waits."), version: 3 });
    // Other tests share the table.
    const waiting = { tenantId: { in: [first.tenantId, second.tenantId] }, status: "pending" };
    await database.tables.promptCheck.updateMany({ where: waiting, data: { nextTryAt: later } });
    await run("checkAgain", first);
    const due = await database.tables.promptCheck.findMany({ where: { ...waiting, nextTryAt: { lt: new Date() } } });
    // "Other." was never judged and is in force no more: nobody pays for it.
    expect(due.map(({ text }) => text).sort()).toEqual(["Waits."]);
    expect(new Set(due.map(({ tenantId }) => tenantId))).toEqual(new Set([first.tenantId]));
  });
});

describe("a sample answer", () => {
  const sample = (rule: object | null) => ({ text: "Can I book?", rule });

  it("is paid and spoken by its own tenant's rule only", async () => {
    await run("readPersona", second);
    await approvePersona(second);
    const rule = { accountId: second.accountId, ruleId: "default" };
    expect(await run("askSample", second, sample(rule))).toEqual({ ok: true, value: { kind: "rule_not_approved" } });
    await approveAll(second);
    expect(await run("askSample", second, sample(rule))).toMatchObject({ value: { kind: "answered" } });
    expect(asked.at(-1)).toContain("Be kind.");
    expect(await run("askSample", first, sample(rule))).toEqual({ ok: false, code: "not_found" });
    expect(await run("askSample", second, sample({ ...rule, ruleId: "gone" }))).toEqual({
      ok: false,
      code: "not_found",
    });
    expect(await balanceOf(database, first.tenantId)).toBe(5);
    expect(await balanceOf(database, second.tenantId)).toBe(4);
    expect(await driftOf(database, second.tenantId)).toEqual([]);
  });

  it("by an instruction that nobody has saved is refused: none is paid, and none waits for a verdict", async () => {
    const count = () => database.tables.promptCheck.count({ where: { tenantId: second.tenantId } });
    const before = [await count(), await balanceOf(database, second.tenantId), asked.length];
    expect(await run("askSample", second, sample({ prompt: "Typed just now." }))).toEqual({
      ok: true,
      value: { kind: "rule_not_approved" },
    });
    // What another tenant has approved counts for that tenant alone.
    await database.tables.promptCheck.updateMany({
      where: { tenantId: first.tenantId, text: "Be kind." },
      data: { status: "pending" },
    });
    expect(await run("askSample", first, sample({ prompt: "Be kind." }))).toEqual({
      ok: true,
      value: { kind: "rule_not_approved" },
    });
    expect([await count(), await balanceOf(database, second.tenantId), asked.length]).toEqual(before);
    expect(await run("askSample", second, sample({ prompt: "Be kind." }))).toMatchObject({
      value: { kind: "answered" },
    });
    expect(await balanceOf(database, second.tenantId)).toBe(3);
  });

  it("needs a question", async () => {
    expect(await run("askSample", second, { text: " ", rule: null })).toMatchObject({ code: "invalid_input" });
    expect(await run("askSample", second, { text: "é".repeat(1_001), rule: null })).toMatchObject({
      problems: { text: "must have at most 1000 characters" },
    });
  });
});

describe("credits", () => {
  it("are shown to their own tenant", async () => {
    expect(await run("readBalance", first)).toEqual({ ok: true, value: { credits: 5, lowThreshold: 20, reserved: 0 } });
    const foreign = await database.tables.creditEntry.findFirstOrThrow({ where: { tenantId: second.tenantId } });
    expect(await run("listLedger", first, {})).toMatchObject({ value: [{ kind: "grant", amount: 5 }] });
    const after = `${foreign.createdAt.getTime() + 1}-${foreign.id}`;
    const paged = await run<unknown[]>("listLedger", first, { after });
    expect(paged.ok && JSON.stringify(paged.value)).not.toContain("sample");
  });

  it("have a threshold that is set with its trace", async () => {
    expect(await run("setLowThreshold", first, { threshold: 3 })).toMatchObject({ value: { lowThreshold: 3 } });
    expect(await traces(first, "credits.threshold")).toBe(1);
    expect(await run("setLowThreshold", first, { threshold: -1 })).toMatchObject({ code: "invalid_input" });
    expect(await run("readBalance", second)).toMatchObject({ value: { lowThreshold: 20 } });
  });
});

describe("the log of turns", () => {
  const turnLog = createTurnLog(database);
  const end = (id: string, data: object) => database.tables.turn.updateMany({ where: { id }, data });

  it("shows a tenant's own turns, filtered and page by page, in their order", async () => {
    const shop = await newOwner();
    const { tenantId, accountId } = shop;
    const ids: string[] = [];
    for (const minute of [0, 1, 1, 2]) {
      const id = await makeTurn(database, shop);
      await end(id, { releasedAt: new Date(NOON.getTime() + minute * 60_000) });
      ids.push(id);
    }
    const [oldest = "", , , newest = ""] = ids;
    await end(oldest, { outcome: "silent", reason: "no_credit", ruleId: "default", responseKind: "prompt" });
    const matchedBy = { kind: "prompt", blocked: "injection_flagged", close_call: "other_rule" };
    await end(newest, { outcome: "replied", attempts: 2, ruleId: "gone", responseKind: "canned", matchedBy });

    const all = await turnLog.listTurns(tenantId, { limit: 10 });
    expect(all.map(({ id }) => id)).toEqual([newest, ...ids.slice(1, 3).sort().reverse(), oldest]);
    expect(all[0]).toMatchObject({
      outcome: "replied",
      heldBack: "injection_flagged",
      attempts: 2,
      rule: { id: "gone", label: null },
      byAi: false,
      closeCall: "other_rule",
    });
    expect(all[3]).toMatchObject({
      outcome: "silent",
      reason: "no_credit",
      byAi: true,
      closeCall: null,
      customer: null,
    });

    const pages: string[] = [];
    for (let after: string | undefined; pages.length < 4; after = pages.at(-1)) {
      const page = await turnLog.listTurns(tenantId, { limit: 1, ...(after && { after }) });
      pages.push(...page.map(({ id }) => id));
    }
    expect(pages).toEqual(all.map(({ id }) => id));
    const outcomes = async (outcome: "silent" | "open") =>
      (await turnLog.listTurns(tenantId, { limit: 10, outcome })).length;
    expect([await outcomes("silent"), await outcomes("open")]).toEqual([1, 2]);

    expect(await turnLog.listTurns(first.tenantId, { limit: 10, accountId })).toEqual([]);
    expect(await turnLog.listTurns(first.tenantId, { limit: 10, after: newest })).toEqual([]);
  });
});

describe("the AI rules to choose from", () => {
  it("leave out a rule whose stored shape is broken, and cost the page nothing", async () => {
    const shop = await newOwner();
    const broken = {
      tenantId: shop.tenantId,
      accountId: shop.accountId,
      ruleId: "broken",
      position: 0,
      label: "Broken",
      matcher: {},
    };
    await database.tables.replyRule.create({ data: { ...broken, response: Prisma.JsonNull } });
    const rules = await listAiRules(app, shop.tenantId);
    expect(rules.map(({ ruleId }) => ruleId)).toEqual(["default"]);
    const asked = { text: "Hi", rule: { accountId: shop.accountId, ruleId: "broken" } };
    expect(await run("askSample", shop, asked)).toMatchObject({ ok: false, code: "not_found" });
  });
});
