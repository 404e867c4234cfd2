import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import type { AuditStamp } from "@/lib/core/audit-stamp";
import { systemClock } from "@/lib/core/clock";
import { randomIds } from "@/lib/core/ids";
import { newAccountConfig, type ReplyRule } from "@/lib/rules/config/reply-config";
import { placeAt, type RuleEdit } from "@/lib/rules/editing/rule-edit";
import { openTestDatabase } from "@/lib/testing/database/test-database";
import { createOperatorRecords } from "../operator/operator-accounts";
import { createRecords } from "../turns/pipeline-records";
import { createRuleStore } from "./rule-records";

const database = openTestDatabase(inject("databaseUrl"));
const models = { embedding: { name: "store-model", pooling: "cls" }, classifier: "store-classifier" } as const;
const operator = createOperatorRecords(database, randomIds, systemClock, models);
const store = createRuleStore(database, randomIds, models);
const records = createRecords(database, randomIds, "classifier");
let number = 8_500_000;
let tenantId = "";
let strangerId = "";

beforeAll(async () => {
  tenantId = await tenant("rule-store");
  strangerId = await tenant("rule-store-stranger");
});
afterAll(() => database.$disconnect());

async function tenant(slug: string): Promise<string> {
  await operator.ensureTenant(slug, slug);
  return (await database.tables.tenant.findUniqueOrThrow({ where: { slug } })).id;
}

const stamp = (tenant = tenantId): AuditStamp => ({
  tenantId: tenant,
  personId: "person",
  action: "rules.edit",
  at: new Date(),
});
const rule = (id: string, more: Partial<ReplyRule> = {}): ReplyRule => ({
  id,
  label: id,
  matcher: { kind: "static_text", keywords: [id] },
  response: { kind: "canned", text: "ok" },
  ...more,
});

async function newAccount(rules: ReplyRule[]): Promise<string> {
  number += 1;
  const key = { channel: "whatsapp", externalId: String(number) } as const;
  const { channel, externalId } = key;
  await operator.addAccounts("rule-store", channel, [{ externalId, displayAddress: "+1 555" }], newAccountConfig());
  await operator.replaceConfig(key, { ...newAccountConfig(), rules });
  return (await database.tables.account.findUniqueOrThrow({ where: { channel_externalId: key } })).id;
}

async function listOf(accountId: string) {
  const list = await store.readRules(tenantId, accountId);
  if (!list) throw new Error("no list");
  return list;
}

/** Saves as the page does: a conflict is tried again on the newer list. */
async function saveRebased(accountId: string, edit: RuleEdit): Promise<number> {
  let { version } = await listOf(accountId);
  for (let conflicts = 0; ; conflicts += 1) {
    const saved = await store.saveEdit(stamp(), accountId, version, edit);
    if (saved?.kind === "saved") return conflicts;
    if (saved?.kind !== "conflict") throw new Error(`not saved: ${saved?.kind}`);
    version = saved.list.version;
  }
}

describe("a list that is broken in the database", () => {
  it("keeps what it can't read, through an edit of another rule", async () => {
    const accountId = await newAccount([rule("a"), rule("b")]);
    const written = { id: "default", label: "Mine", response: { kind: "of-later", text: "the owner's words" } };
    await database.tables.account.update({ where: { id: accountId }, data: { defaultRule: written } });
    await database.tables.replyRule.updateMany({
      where: { accountId, ruleId: "a" },
      data: { matcher: { kind: "of-later", words: ["kept"] } },
    });
    await saveRebased(accountId, { kind: "switch", ruleId: "b", enabled: false });
    const after = await database.tables.account.findUniqueOrThrow({
      where: { id: accountId },
      include: { rules: true },
    });
    expect(after.defaultRule).toEqual(written);
    expect(after.rules.find(({ ruleId }) => ruleId === "a")?.matcher).toEqual({ kind: "of-later", words: ["kept"] });
  });
});

describe("a stored rule list", () => {
  it("takes an edit of the version that was seen, writes who did it, and is the pipeline's at once", async () => {
    const accountId = await newAccount([rule("a"), rule("b")]);
    const { version } = await listOf(accountId);
    const saved = await store.saveEdit(stamp(), accountId, version, {
      kind: "move",
      ruleId: "b",
      place: { afterId: null, beforeId: "a" },
    });
    expect(saved).toMatchObject({ kind: "saved", list: { version: version + 1 } });
    const owner = await records.loadAccount(tenantId, accountId);
    expect(owner?.config.rules.map(({ id }) => id)).toEqual(["b", "a"]);
    const audit = await database.tables.auditEntry.findMany({ where: { targetId: accountId, action: "rules.edit" } });
    expect(audit).toMatchObject([{ personId: "person", details: { edit: "move", rules: 2 } }]);
  });

  it("gives the newer list to whoever saw an older one, and writes nothing", async () => {
    const accountId = await newAccount([rule("a")]);
    const { version } = await listOf(accountId);
    await store.saveEdit(stamp(), accountId, version, { kind: "switch", ruleId: "a", enabled: false });
    const late = await store.saveEdit(stamp(), accountId, version, { kind: "remove", base: rule("a") });
    expect(late).toMatchObject({ kind: "conflict", list: { version: version + 1, config: { rules: [{ id: "a" }] } } });
    expect((await listOf(accountId)).config.rules).toHaveLength(1);
    expect(await database.tables.auditEntry.count({ where: { targetId: accountId } })).toBe(1);
  });

  it("keeps every rule exactly once when eight people reorder, add and remove at the same time", async () => {
    const start = Array.from({ length: 12 }, (_, index) => rule(`r${index}`));
    const accountId = await newAccount(start);
    const edits = Array.from({ length: 8 }, (_, index): RuleEdit => {
      if (index === 0) return { kind: "remove", base: rule("r11") };
      if (index === 1) return { kind: "put", rule: rule("new"), base: null, place: placeAt(start, 3) };
      const others = start.filter(({ id }) => id !== `r${index}`);
      return { kind: "move", ruleId: `r${index}`, place: placeAt(others, (index * 5) % 11) };
    });
    const conflicts = await Promise.all(edits.map((edit) => saveRebased(accountId, edit)));
    expect(conflicts.reduce((sum, one) => sum + one, 0)).toBeGreaterThan(0);
    const after = (await listOf(accountId)).config.rules.map(({ id }) => id);
    const expected = [...start.map(({ id }) => id).filter((id) => id !== "r11"), "new"];
    expect(after.toSorted()).toEqual(expected.toSorted());
  });

  it("is not there for another tenant, nor once its number is disconnected", async () => {
    const accountId = await newAccount([rule("a")]);
    const { version } = await listOf(accountId);
    const edit: RuleEdit = { kind: "remove", base: rule("a") };
    expect(await store.readRules(strangerId, accountId)).toBeNull();
    expect(await store.saveEdit(stamp(strangerId), accountId, version, edit)).toBeNull();
    expect(await store.setAnyLanguage(stamp(strangerId), accountId, true)).toBeNull();
    expect(await store.setCloseCalls(stamp(strangerId), accountId, false)).toBeNull();
    expect(await store.readRules(tenantId, "unknown")).toBeNull();
    expect((await listOf(accountId)).config.rules).toHaveLength(1);
    await database.tables.account.update({ where: { id: accountId }, data: { disconnectedAt: new Date() } });
    expect(await store.readRules(tenantId, accountId)).toBeNull();
    expect(await store.saveEdit(stamp(), accountId, version, edit)).toBeNull();
  });

  it("holds 200 rules and refuses the next", async () => {
    const full = Array.from({ length: 200 }, (_, index) => rule(`r${index}`));
    const accountId = await newAccount(full);
    const { version } = await listOf(accountId);
    const moved = await store.saveEdit(stamp(), accountId, version, {
      kind: "move",
      ruleId: "r199",
      place: placeAt(full, 0),
    });
    expect(moved?.list.config.rules.map(({ id }) => id)).toEqual(["r199", ...full.slice(0, 199).map(({ id }) => id)]);
    const put: RuleEdit = { kind: "put", rule: rule("one more"), base: null, place: placeAt(full, 200) };
    expect(await store.saveEdit(stamp(), accountId, version + 1, put)).toMatchObject({ kind: "too_many" });
    expect((await listOf(accountId)).config.rules).toHaveLength(200);
  });

  it("says which rules wait for their vectors, and what became of instructions to the AI", async () => {
    const booking = rule("booking", {
      matcher: { kind: "prompt", description: "wants to book", threshold: 0.72 },
      response: { kind: "prompt", text: "Ask which day." },
    });
    const accountId = await newAccount([rule("a"), booking]);
    expect(await listOf(accountId)).toMatchObject({
      notActive: ["booking"],
      refused: {},
      safety: { booking: { status: "pending" } },
    });
    await database.tables.$executeRaw`
      UPDATE rule_embeddings SET embedding = array_fill(0.1, ARRAY[768])::vector WHERE account_id = ${accountId}`;
    await database.tables.promptCheck.updateMany({
      where: { tenantId, classifier: models.classifier },
      data: { status: "rejected", reason: "no" },
    });
    expect(await listOf(accountId)).toMatchObject({
      notActive: [],
      refused: {},
      safety: { booking: { status: "rejected", reason: "no" } },
    });
  });

  it("keeps whether rules match by meaning in every language", async () => {
    const accountId = await newAccount([]);
    expect((await store.setAnyLanguage(stamp(), accountId, true))?.anyLanguage).toBe(true);
    expect((await records.loadAccount(tenantId, accountId))?.intentInAnyLanguage).toBe(true);
    expect((await store.setAnyLanguage(stamp(), accountId, false))?.anyLanguage).toBe(false);
  });

  it("keeps whether the AI is asked about close calls: it is, unless the owner said no", async () => {
    const accountId = await newAccount([]);
    expect((await records.loadAccount(tenantId, accountId))?.account.asksCloseCalls).toBe(true);
    expect((await store.setCloseCalls(stamp(), accountId, false))?.asksCloseCalls).toBe(false);
    expect((await records.loadAccount(tenantId, accountId))?.account.asksCloseCalls).toBe(false);
    expect((await store.setCloseCalls(stamp(), accountId, true))?.asksCloseCalls).toBe(true);
  });

  it("keeps a threshold to the hundredth", async () => {
    const accountId = await newAccount([]);
    const { version } = await listOf(accountId);
    const near = rule("near", { matcher: { kind: "prompt", description: "x", threshold: 0.95 } });
    const saved = await store.saveEdit(stamp(), accountId, version, {
      kind: "put",
      rule: near,
      base: null,
      place: placeAt([], 0),
    });
    expect(saved?.list.config.rules[0]?.matcher).toEqual({ kind: "prompt", description: "x", threshold: 0.95 });
  });

  it("keeps what a threshold is placed by with its rule, through a delete that is undone, and makes no newer list", async () => {
    const accountId = await newAccount([rule("a"), rule("b")]);
    const { version } = await listOf(accountId);
    const phrases = { should: ["is there parking?", "where can I park"], shouldNot: ["a walk in the park"] };
    const put = (id: string, more = phrases): RuleEdit => ({
      kind: "put",
      rule: rule(id),
      base: rule(id),
      place: placeAt([], 0),
      phrases: more,
    });
    const saved = await store.saveEdit(stamp(), accountId, version, put("a"));
    expect(saved?.list).toMatchObject({ version, phrases: { a: phrases } });
    const removed = await store.saveEdit(stamp(), accountId, version, { kind: "remove", base: rule("a") });
    await store.saveEdit(stamp(), accountId, version + 1, put("b"));
    const undo: RuleEdit = { kind: "put", rule: rule("a"), base: null, place: placeAt([], 0) };
    const back = await store.saveEdit(stamp(), accountId, version + 1, undo);
    expect([removed?.kind, back?.list.phrases]).toEqual(["saved", { a: phrases, b: phrases }]);
    const fewer = { should: ["where can I park"], shouldNot: [] };
    const changed = await store.saveEdit(stamp(), accountId, version + 2, put("a", fewer));
    expect(changed?.list.phrases).toEqual({ a: fewer, b: phrases });
    expect((await store.readRules(strangerId, accountId))?.phrases).toBeUndefined();
  });

  it("lets go of phrases a day after their rule was missed", async () => {
    const accountId = await newAccount([rule("a"), rule("b")]);
    const phrases = { should: ["one"], shouldNot: ["two"] };
    const save = async (id: string, hours: number) => {
      const { version } = await listOf(accountId);
      const edit: RuleEdit = { kind: "put", rule: rule(id), base: rule(id), place: placeAt([], 0), phrases };
      const at = new Date(Date.UTC(2026, 10, 1, hours));
      return Object.keys((await store.saveEdit({ ...stamp(), at }, accountId, version, edit))?.list.phrases ?? {});
    };
    await save("a", 0);
    const { version } = await listOf(accountId);
    const at = new Date(Date.UTC(2026, 10, 1, 1));
    await store.saveEdit({ ...stamp(), at }, accountId, version, { kind: "remove", base: rule("a") });
    expect(await save("b", 1)).toEqual(["a", "b"]);
    expect(await save("b", 25)).toEqual(["a", "b"]);
    expect(await save("b", 26)).toEqual(["b"]);
  });

  it("counts that day from the last time the rule was missed", async () => {
    const accountId = await newAccount([rule("a"), rule("b")]);
    const phrases = { should: ["one"], shouldNot: [] };
    const place = placeAt([], 0);
    const save = async (edit: RuleEdit, hours: number) => {
      const at = new Date(Date.UTC(2026, 10, 1, hours));
      const saved = await store.saveEdit({ ...stamp(), at }, accountId, (await listOf(accountId)).version, edit);
      return Object.keys(saved?.list.phrases ?? {});
    };
    const put = (id: string): RuleEdit => ({ kind: "put", rule: rule(id), base: rule(id), place, phrases });
    await save(put("a"), 0);
    await save({ kind: "remove", base: rule("a") }, 0);
    await save(put("b"), 1);
    await save({ kind: "put", rule: rule("a"), base: null, place }, 2);
    await save({ kind: "remove", base: rule("a") }, 200);
    expect(await save(put("b"), 201)).toEqual(["a", "b"]);
  });

  it("keeps the phrases of no more rules that are gone than a list may hold", async () => {
    const accountId = await newAccount([]);
    const phrases = { should: ["one"], shouldNot: [] };
    await database.tables.rulePhrase.createMany({
      data: Array.from({ length: 250 }, (_, index) => ({
        tenantId,
        accountId,
        ruleId: `gone ${index}`,
        shouldMatch: true,
        position: 0,
        phrase: "one",
        goneAt: new Date(Date.UTC(2026, 10, 1, 0, index)),
      })),
    });
    const at = new Date(Date.UTC(2026, 10, 1, 5));
    const edit: RuleEdit = { kind: "put", rule: rule("a"), base: null, place: placeAt([], 0), phrases };
    const saved = await store.saveEdit({ ...stamp(), at }, accountId, (await listOf(accountId)).version, edit);
    const left = Object.keys(saved?.list.phrases ?? {});
    expect([left.length, left.includes("gone 49"), left.includes("gone 50")]).toEqual([201, false, true]);
  });

  it("keeps phrases of a rule whatever its id is", async () => {
    const accountId = await newAccount([]);
    const phrases = { should: ["one"], shouldNot: ["two"] };
    for (const id of ["constructor", "__proto__"]) {
      const { version } = await listOf(accountId);
      const edit: RuleEdit = { kind: "put", rule: rule(id), base: null, place: placeAt([], 0), phrases };
      expect(await store.saveEdit(stamp(), accountId, version, edit)).toMatchObject({ kind: "saved" });
      expect(Object.entries((await listOf(accountId)).phrases)).toContainEqual([id, phrases]);
    }
  });

  it("keeps each phrase once, and whole sets only, when people save phrases, import and remove at the same time", async () => {
    const accountId = await newAccount([rule("a"), rule("b")]);
    const config = { ...newAccountConfig(), rules: [rule("b")] };
    const sets = Array.from({ length: 6 }, (_, index) => ({
      should: Array.from({ length: 20 }, (_, line) => `should ${index} ${line}`),
      shouldNot: [`not ${index}`],
    }));
    const edits: RuleEdit[] = [
      ...sets.map(
        (phrases): RuleEdit => ({ kind: "put", rule: rule("a"), base: rule("a"), place: placeAt([], 0), phrases }),
      ),
      { kind: "replace", config },
      { kind: "remove", base: rule("b") },
    ];
    await Promise.all(edits.map((edit) => saveRebased(accountId, edit)));
    const { phrases } = await listOf(accountId);
    expect(sets).toContainEqual(phrases.a);
    expect(Object.keys(phrases)).toEqual(["a"]);
  });
});
