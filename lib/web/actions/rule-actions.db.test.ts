import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { createCreditReader } from "@/lib/adapters/prisma/credits/balance-records";
import { createOperatorRecords } from "@/lib/adapters/prisma/operator/operator-accounts";
import { createPersonaRecords } from "@/lib/adapters/prisma/persona/persona-records";
import { createEmbeddingRecords } from "@/lib/adapters/prisma/rules/embedding-records";
import { createRuleStore } from "@/lib/adapters/prisma/rules/rule-records";
import { createRecords } from "@/lib/adapters/prisma/turns/pipeline-records";
import { systemClock } from "@/lib/core/clock";
import { UpstreamError } from "@/lib/core/errors";
import { randomIds } from "@/lib/core/ids";
import { DEFAULT_SETTINGS } from "@/lib/pipeline/settings";
import { newAccountConfig, type ReplyRule } from "@/lib/rules/config/reply-config";
import { openTestDatabase } from "@/lib/testing/database/test-database";
import type { Application } from "@/lib/wiring/application";
import type { Owner } from "../auth/current-person";
import { RULE_ACTIONS } from "./rule-actions";
import { type ActionResult, runAction } from "./run-action";

const database = openTestDatabase(inject("databaseUrl"));
const models = { embedding: { name: "rule-actions", pooling: "cls" }, classifier: "rule-actions" } as const;
const operator = createOperatorRecords(database, randomIds, systemClock, models);
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const app = {
  signIn: { limiter: { take: async () => 0 } },
  ports: {
    clock: systemClock,
    log,
    records: createRecords(database, randomIds, "classifier"),
    settings: DEFAULT_SETTINGS,
  },
  rules: createRuleStore(database, randomIds, models),
  personas: createPersonaRecords(database, randomIds, models.classifier),
  credits: createCreditReader(database, randomIds, systemClock),
  embedding: { phrases: createEmbeddingRecords(database, models.embedding, 1_000) },
  samples: {
    embed: async (texts: readonly string[]) => texts.map(() => new Float32Array(768)),
    loadVectors: async () => ({ vectors: new Map(), earlier: null }),
    detectLanguage: () => ({ language: "", reliable: false }),
    giveWay: async () => undefined,
  },
} as unknown as Application;

const NUMBER = "8700001";
const hours: ReplyRule = {
  id: "hours",
  label: "Hours",
  matcher: { kind: "static_text", keywords: ["open"] },
  response: { kind: "canned", text: "7 to 7" },
};
const config = { ...newAccountConfig(), rules: [hours] };
let first: Owner;
let second: Owner;
let accountId = "";

type Name = keyof typeof RULE_ACTIONS;
const INPUTS: Record<Name, (id: string) => object> = {
  readRules: (id) => ({ accountId: id }),
  saveEdit: (id) => ({ accountId: id, version: 2, edit: { kind: "remove", base: hours } }),
  importRules: (id) => ({ accountId: id, version: 2, text: JSON.stringify(config) }),
  exportRules: (id) => ({ accountId: id }),
  setAnyLanguage: (id) => ({ accountId: id, anyLanguage: true }),
  setCloseCalls: (id) => ({ accountId: id, asks: false }),
  keepSampleLines: (id) => ({ accountId: id, lines: ["are you open?"] }),
  previewLines: (id) => ({ accountId: id, edits: [], lines: ["open"], isFirstContact: false }),
  scorePhrases: (id) => ({ accountId: id, intent: { description: "wants to book" }, phrases: ["book me in"] }),
};
const NAMES = Object.keys(RULE_ACTIONS) as Name[];

/** The actions differ in what they take; here each is given what its schema is there to check. */
function run(name: Name, owner: Owner | null, input: unknown): Promise<ActionResult<unknown>> {
  return runAction(app, owner, RULE_ACTIONS[name] as Parameters<typeof runAction>[2], input);
}

async function ownerOf(slug: string): Promise<Owner> {
  await operator.ensureTenant(slug, slug);
  const { id } = await database.tables.tenant.findUniqueOrThrow({ where: { slug } });
  return { personId: slug, email: `${slug}@x.example`, tenantId: id, tenantName: slug };
}

beforeAll(async () => {
  first = await ownerOf("rule-actions");
  second = await ownerOf("rule-actions-other");
  await operator.addAccounts("rule-actions", "whatsapp", [{ externalId: NUMBER, displayAddress: "+1" }], config);
  accountId = (await database.tables.account.findFirstOrThrow({ where: { externalId: NUMBER } })).id;
});
afterAll(() => database.$disconnect());

describe("the rules' actions", () => {
  it.each(NAMES)("%s asks who it is", async (name) => {
    expect(await run(name, null, INPUTS[name](accountId))).toEqual({ ok: false, code: "unauthenticated" });
  });

  it.each(NAMES)("%s answers a foreign number as one that is not there, and changes nothing", async (name) => {
    const before = await app.rules.readRules(first.tenantId, accountId);
    const foreign = await run(name, second, INPUTS[name](accountId));
    expect(foreign).toEqual({ ok: false, code: "not_found" });
    expect(await run(name, second, INPUTS[name](randomIds.newId()))).toEqual(foreign);
    expect(await app.rules.readRules(first.tenantId, accountId)).toEqual(before);
  });

  it.each(NAMES)("%s refuses fields that nobody asked for", async (name) => {
    const input = { ...INPUTS[name](accountId), tenantId: second.tenantId };
    expect(await run(name, first, input)).toMatchObject({ ok: false, code: "invalid_input" });
  });

  it("imports what it exports, byte for byte, and names what is wrong with a file by its path", async () => {
    const exported = await run("exportRules", first, { accountId });
    if (!exported.ok) throw new Error(exported.code);
    const text = String(exported.value);
    expect(JSON.parse(text)).toEqual(config);
    const version = (await app.rules.readRules(first.tenantId, accountId))?.version;
    expect(await run("importRules", first, { accountId, version, text })).toMatchObject({
      ok: true,
      value: { kind: "saved" },
    });
    expect(await run("exportRules", first, { accountId })).toEqual(exported);
    const bad = text.replace('"open"', '""');
    const refused = await run("importRules", first, { accountId, version: (version ?? 0) + 1, text: bad });
    expect(refused).toMatchObject({
      ok: true,
      value: { kind: "unreadable", problems: [{ path: "rules[0].matcher.keywords[0]" }] },
    });
    expect(await run("exportRules", first, { accountId })).toEqual(exported);
  });

  it("tries lines without leaving a trace in the database", async () => {
    const count = async () => [
      await database.tables.promptCheck.count({ where: { tenantId: first.tenantId, kind: "rule" } }),
      await database.tables.ruleEmbedding.count({ where: { accountId } }),
      await database.tables.turn.count({ where: { tenantId: first.tenantId } }),
      await database.tables.creditEntry.count({ where: { tenantId: first.tenantId } }),
    ];
    const before = await count();
    const booking: ReplyRule = {
      id: "booking",
      label: "Booking",
      matcher: { kind: "prompt", description: "wants to book", threshold: 0.5 },
      response: { kind: "prompt", text: "Never seen before." },
    };
    const edit = { kind: "put", rule: booking, base: null, place: { afterId: null, beforeId: "hours" } };
    const tried = await run("previewLines", first, {
      accountId,
      edits: [edit],
      lines: ["open?", "hello"],
      isFirstContact: false,
    });
    expect(tried).toMatchObject({ ok: true, value: { lines: [{ ruleId: "hours" }, { ruleId: "default" }] } });
    expect(await count()).toEqual(before);
  });

  it("tries no more text at once than a trial is bounded to, and names what was too much", async () => {
    const lines = (count: number) => Array.from({ length: count }, (_, index) => `${index} `.padEnd(4_000, "a"));
    const trial = { accountId, edits: [], isFirstContact: false };
    expect(await run("previewLines", first, { ...trial, lines: lines(10) })).toMatchObject({ ok: true });
    const refused = await run("previewLines", first, { ...trial, lines: lines(11) });
    expect(refused).toMatchObject({ ok: false, code: "invalid_input" });
    expect(JSON.stringify(refused)).toContain("must have at most 40000 characters together");
  });

  it("keeps lines to try changes on, each once, for the tenant's own lists alone", async () => {
    const lines = [" are you open? ", "are you open?", "can I book?"];
    expect(await run("keepSampleLines", first, { accountId, lines })).toEqual({
      ok: true,
      value: ["are you open?", "can I book?"],
    });
    expect((await app.rules.readRules(first.tenantId, accountId))?.sampleLines).toEqual([
      "are you open?",
      "can I book?",
    ]);
    expect(await database.tables.tenant.findUnique({ where: { id: second.tenantId } })).toMatchObject({
      sampleLines: [],
    });
    for (const wrong of [[""], ["a".repeat(201)], Array.from({ length: 201 }, (_, index) => `line ${index}`)]) {
      expect(await run("keepSampleLines", first, { accountId, lines: wrong })).toMatchObject({ code: "invalid_input" });
    }
  });

  it("keeps phrases beside the list: they are in no file, and there are no more than fit", async () => {
    const exported = await run("exportRules", first, { accountId });
    const save = async (should: string[]) => {
      const version = (await app.rules.readRules(first.tenantId, accountId))?.version;
      const place = { afterId: null, beforeId: null };
      const edit = { kind: "put", rule: hours, base: hours, place, phrases: { should, shouldNot: [] } };
      return run("saveEdit", first, { accountId, version, edit });
    };
    const twenty = Array.from({ length: 20 }, (_, index) => `is it open at ${index}?`);
    expect(await save(twenty)).toMatchObject({
      value: { kind: "saved", list: { phrases: { hours: { should: twenty } } } },
    });
    expect(await save([...twenty, "one more"])).toMatchObject({ ok: false, code: "invalid_input" });
    expect(await save(["twice", "twice"])).toMatchObject({ ok: false, code: "invalid_input" });
    expect(await save(["é".repeat(201)])).toMatchObject({ ok: false, code: "invalid_input" });
    expect(await run("exportRules", first, { accountId })).toEqual(exported);
  });

  it("measures phrases against what is typed, all in one call, as a customer's message is measured", async () => {
    const asked: (readonly string[])[] = [];
    const near = (text: string) => Float32Array.from([text.length, 1]).map((part) => part / Math.hypot(text.length, 1));
    const embed = async (texts: readonly string[]) => {
      asked.push(texts);
      return texts.map(near);
    };
    const input = {
      accountId,
      intent: { description: "typed just now", examples: ["x"] },
      phrases: ["typed just now", "когда вы работаете?", "x"],
    };
    const read: unknown[] = [];
    const loadPhrases = async (account: { id: string; tenantId: string }, among?: readonly string[]) => {
      read.push(among);
      return app.embedding.phrases.loadPhrases(account, among);
    };
    const embedding = { ...app.embedding, phrases: { ...app.embedding.phrases, loadPhrases } };
    const measuring = { ...app, embedding, samples: { ...app.samples, embed } } as Application;
    expect(await runAction(measuring, first, RULE_ACTIONS.scorePhrases, input)).toEqual({
      ok: true,
      value: {
        kind: "scored",
        phrases: [
          // Each is the rule's own, and measured against the other one.
          { phrase: "typed just now", gap: null, score: expect.closeTo(0.756) },
          { phrase: "когда вы работаете?", gap: "other_script", score: null },
          { phrase: "x", gap: null, score: expect.closeTo(0.756) },
        ],
        lines: null,
      },
    });
    expect(asked).toEqual([["typed just now", "x"], input.phrases]);
    // Vectors of a long list's other rules are megabytes, and this is asked with each pause in typing.
    expect(read).toEqual([["typed just now", "x"]]);
    const down = async () => {
      throw new UpstreamError("workers-ai", "embed", true, "HTTP 500");
    };
    const broken = { ...app, samples: { ...app.samples, embed: down } } as Application;
    expect(await runAction(broken, first, RULE_ACTIONS.scorePhrases, input)).toEqual({
      ok: true,
      value: { kind: "embedding_down" },
    });
  });
});
