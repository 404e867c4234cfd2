import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { createAccountStore } from "@/lib/adapters/prisma/accounts/account-records";
import { createIncidentRecords } from "@/lib/adapters/prisma/accounts/incident-records";
import { createLeftAloneStore } from "@/lib/adapters/prisma/accounts/left-alone-records";
import { createNewsRecords } from "@/lib/adapters/prisma/accounts/news-records";
import { askForFacts, createFactsRecords } from "@/lib/adapters/prisma/accounts/whatsapp/facts-records";
import { createSignupRecords } from "@/lib/adapters/prisma/accounts/whatsapp/signup-records";
import { createWhatsappRecords } from "@/lib/adapters/prisma/accounts/whatsapp/whatsapp-records";
import { createCreditReader } from "@/lib/adapters/prisma/credits/balance-records";
import { createCreditUseReader } from "@/lib/adapters/prisma/credits/credit-use-records";
import { createDailyBudget } from "@/lib/adapters/prisma/credits/daily-budget";
import { createSampleRecords } from "@/lib/adapters/prisma/credits/test-reply-credit";
import { createFactsStore } from "@/lib/adapters/prisma/facts/facts-records";
import { createFindOwners } from "@/lib/adapters/prisma/notices/find-owners";
import { createHandOverNotices } from "@/lib/adapters/prisma/notices/hand-over-notices";
import { createBillingRecords } from "@/lib/adapters/prisma/orders/billing-records";
import { createPersonaRecords } from "@/lib/adapters/prisma/persona/persona-records";
import { createEmbeddingRecords } from "@/lib/adapters/prisma/rules/embedding-records";
import { createRuleStore } from "@/lib/adapters/prisma/rules/rule-records";
import { writeConfig } from "@/lib/adapters/prisma/rules/write-config";
import { forTenant } from "@/lib/adapters/prisma/shared/tenant-scope";
import { createReadReceipt } from "@/lib/adapters/prisma/turns/receipts/read-receipt";
import { createTurnLog } from "@/lib/adapters/prisma/turns/turn-log";
import type { AccountEvent } from "@/lib/channels/account-news";
import { randomIds } from "@/lib/core/ids";
import { newAccountConfig, type ReplyRule } from "@/lib/rules/config/reply-config";
import { openTestDatabase } from "@/lib/testing/database/test-database";
import { takeOutTenantFilters } from "@/lib/testing/database/without-tenant-filters";
import { anAccount } from "@/lib/testing/fixtures/account-view";
import { someFacts } from "@/lib/testing/fixtures/meta-books";
import { balanceOf, driftOf, makeTenant, NOON, type Owner, uniqueId } from "../ledger/ledger-fixtures";
import { PipelineHarness } from "./pipeline-harness";

const database = openTestDatabase(inject("databaseUrl"));
const { tables } = database;
const redis = { url: inject("redisUrl"), token: inject("redisToken") };
const models = { embedding: { name: "model", pooling: "cls" } as const, classifier: uniqueId("classifier") };
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const clock = { now: () => NOON };
const limits = { embed: 10, check: 10, generate: 10 };

const RULES: ReplyRule[] = [
  {
    id: "booking",
    label: "Booking",
    matcher: { kind: "prompt", description: "wants to book", threshold: 0.7 },
    response: { kind: "prompt", text: "Ask for the day." },
  },
];

let shop: Owner;
let neighbour: Owner;
let pipeline: PipelineHarness;
let filters: ReturnType<typeof takeOutTenantFilters>;

/** A tenant with something in every table that an owner's clicks reach. */
async function furnish(owner: Owner): Promise<void> {
  const { tenantId, accountId } = owner;
  const person = { tenantId, personId: tenantId, action: "test", at: NOON };
  await tables.person.create({ data: { id: tenantId, email: `${tenantId}@example.com`, tenantId } });
  await tables.whatsappAccount.create({ data: { tenantId, accountId, wabaId: "waba" } });
  await tables.creditBalance.create({ data: { tenantId, balance: 50 } });
  const grant = { tenantId, kind: "grant", amount: 50, balanceAfter: 50, reference: "start", createdAt: NOON };
  await tables.creditEntry.create({ data: grant });
  const config = {
    ...newAccountConfig(),
    wait_seconds: 0,
    rules: RULES,
    default_rule: { ...newAccountConfig().default_rule, response: RULES[0]?.response ?? { kind: "none" } },
  };
  await forTenant(database, tenantId, (tx) => writeConfig(tx, { tenantId, accountId }, config, models));
  await createPersonaRecords(database, randomIds, models.classifier).savePersona(
    person,
    { mode: "custom", text: "Kind." },
    0,
  );
  await createFactsStore(database, randomIds, models.classifier).saveFacts(person, { address: "1 High St" }, 0);
  await createLeftAloneStore(database, randomIds).add(person, accountId, "15550100999", "mine");
  await createSignupRecords(database, randomIds).begin(person, aSignup(`${tenantId}-signup`));
  await createBillingRecords(database, randomIds).setAutoTopUp(person, {
    below: 1,
    pack: { credits: 500, priceMinor: 300, currency: "usd" },
    monthlyLimitMinor: 300,
  });
  await createDailyBudget(database, limits, clock, log).take(tenantId, "embed", 2);
  await createSampleRecords(database).reserveSample({ tenantId, sampleId: `${tenantId}-sample` }, 1, NOON);
  await createIncidentRecords(database, randomIds).noteIncident(failure(owner));
}

const failure = ({ tenantId, accountId }: Owner) =>
  ({ tenantId, accountId, cause: "auth", code: 190, by: "tenant", source: "webhook", at: NOON, now: NOON }) as const;

/** The neighbour has turns, messages and incidents of the very ids that the shop's have: only the tenant tells them apart. */
async function mirrorLog(): Promise<void> {
  const [from, to] = [shop, neighbour];
  const own = { where: { tenantId: to.tenantId } };
  await tables.message.deleteMany(own);
  await tables.turn.deleteMany(own);
  await tables.handOver.deleteMany(own);
  await tables.incidentNotice.deleteMany(own);
  await tables.incident.deleteMany(own);
  const copy = <Row extends object>(rows: Row[]) =>
    rows.map((row) => ({ ...row, tenantId: to.tenantId, accountId: to.accountId }));
  const theirs = { where: { tenantId: from.tenantId } };
  // JSON columns come out as null and go in as nothing.
  const without = <Row extends object>(rows: Row[], ...names: (keyof Row)[]) =>
    rows.map(
      (row) => Object.fromEntries(Object.entries(row).filter(([name]) => !names.includes(name as keyof Row))) as Row,
    );
  await tables.turn.createMany({ data: without(copy(await tables.turn.findMany(theirs)), "matchedBy") as never });
  await tables.message.createMany({ data: without(copy(await tables.message.findMany(theirs)), "pricing") as never });
  await tables.handOver.createMany({ data: copy(await tables.handOver.findMany(theirs)) });
  await tables.incident.createMany({ data: copy(await tables.incident.findMany(theirs)) as never });
}

/** A customer of the shop's writes, and what comes of it is done. */
async function say(words: string, from: string): Promise<void> {
  for (const { conversation, dueAt } of await pipeline.receive(shop.externalId, words, from)) {
    await pipeline.attend(pipeline.ports(), conversation, dueAt);
  }
}

let readNeighbour = "";

/** Every row of the neighbour's, of every table that has a tenant's id. In one statement: it is asked before and after each step. */
async function neighboursRows(): Promise<unknown> {
  readNeighbour ||= await rowsOfTenant();
  return tables.$queryRawUnsafe(readNeighbour, neighbour.tenantId);
}

async function rowsOfTenant(): Promise<string> {
  const names = await tables.$queryRaw<{ name: string }[]>`
    SELECT c.relname AS name FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id'
    WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace ORDER BY 1`;
  expect(names.length).toBeGreaterThan(20);
  const rows = names.map(
    ({ name }) => `SELECT '${name}' AS name, to_jsonb(t)::text AS row FROM ${name} t WHERE tenant_id = $1`,
  );
  return `${rows.join(" UNION ALL ")} ORDER BY 1, 2`;
}

const stamp = (action: string) => ({ tenantId: shop.tenantId, personId: shop.tenantId, action, at: NOON });
const rules = () => createRuleStore(database, randomIds, models);
const accounts = () => createAccountStore(database, randomIds, models.classifier);
const numbers = () => createWhatsappRecords(database, randomIds);
const facts = () => createFactsRecords(database);
const personas = () => createPersonaRecords(database, randomIds, models.classifier);
const business = () => createFactsStore(database, randomIds, models.classifier);
const leftAlone = () => createLeftAloneStore(database, randomIds);
const billing = () => createBillingRecords(database, randomIds);
const newestTurn = async () =>
  tables.turn.findFirstOrThrow({ where: { tenantId: shop.tenantId }, orderBy: { releasedAt: "desc" } });
const version = async () => (await rules().readRules(shop.tenantId, shop.accountId))?.version ?? 0;

const neighbourSignup = () => `${neighbour.tenantId}-signup`;
const aSignup = (id: string) => ({
  id,
  accountId: "account",
  startedAt: NOON,
  hints: { wabaId: null, numberId: null },
  chosen: null,
  sealedToken: "sealed",
  nameInReview: false,
  state: { kind: "working" as const, step: "number" as const },
});

/** What is done in the shop's name, one thing after the other, and what it must come to as if every filter stood. */
const STEPS: readonly [name: string, step: () => Promise<unknown>, wanted?: unknown][] = [
  [
    "a customer is answered by the AI",
    async () => {
      for (const { conversation, dueAt } of await pipeline.receive(shop.externalId, "hello")) {
        await pipeline.attend(pipeline.ports(), conversation, dueAt);
      }
      return pipeline.sent.length;
    },
    1,
  ],
  ["a status comes in", async () => pipeline.status(shop.externalId, (await newestTurn()).id, 1, "delivered")],
  ["a status says that it failed", async () => pipeline.status(shop.externalId, (await newestTurn()).id, 1, "failed")],
  [
    "a message is lost, and swept up",
    async () => {
      pipeline.nowMs += 3_600_000;
      for (const { conversation } of await pipeline.receive(shop.externalId, "lost"))
        await pipeline.forget(conversation);
      pipeline.nowMs += 3_600_000;
      return pipeline.sweep();
    },
    { lostMessages: 1 },
  ],
  [
    "customers ask for no more answers, and for answers again",
    async () => {
      for (const words of ["stop", "start"]) await say(words, "15550100777");
      return (await leftAlone().list(shop.tenantId, shop.accountId)).length;
    },
    1,
  ],
  [
    "a customer asks for a person, and the owner is told",
    async () => {
      await say("a human please", "15550100778");
      const where = { tenantId: shop.tenantId, handedOver: "asked" };
      const ref = { tenantId: shop.tenantId, turnId: (await tables.turn.findFirstOrThrow({ where })).id };
      const notices = createHandOverNotices(database, async () => null);
      const until = new Date(pipeline.nowMs + 120_000);
      const claimed = await notices.claimOwn(ref, until);
      await notices.postpone(ref, until);
      await notices.end(ref, until);
      return claimed;
    },
    { cause: "asked", customer: "15550100778" },
  ],
  ["the log is read", async () => (await createTurnLog(database).listTurns(shop.tenantId, { limit: 100 })).length, 5],
  [
    "a receipt is read",
    async () => {
      const [newest] = await createTurnLog(database).listTurns(shop.tenantId, { limit: 1 });
      const receipt = await createReadReceipt(database)(shop.tenantId, newest?.id ?? "");
      return [receipt?.number.accountId === shop.accountId, receipt?.messages.length, receipt?.sends.length];
    },
    [true, 1, 1],
  ],
  ["rules are read", async () => (await rules().readRules(shop.tenantId, shop.accountId))?.config.rules.length, 1],
  [
    "a rule is edited",
    async () =>
      rules().saveEdit(stamp("rules"), shop.accountId, await version(), {
        kind: "switch",
        ruleId: "booking",
        enabled: false,
      }),
    { kind: "saved" },
  ],
  [
    "a rule is removed",
    async () =>
      rules().saveEdit(stamp("rules"), shop.accountId, await version(), {
        kind: "remove",
        base: { ...(RULES[0] as ReplyRule), enabled: false },
      }),
    { kind: "saved" },
  ],
  [
    "another language is allowed",
    () => rules().setAnyLanguage(stamp("rules"), shop.accountId, true),
    { anyLanguage: true },
  ],
  [
    "close calls are left to the nearest",
    () => rules().setCloseCalls(stamp("rules"), shop.accountId, false),
    { asksCloseCalls: false },
  ],
  ["another's rules are asked for", () => rules().readRules(shop.tenantId, neighbour.accountId), null],
  [
    "vectors are read",
    () =>
      createEmbeddingRecords(database, models.embedding, 10).loadPhrases({
        id: neighbour.accountId,
        tenantId: shop.tenantId,
      }),
    [],
  ],
  [
    "a persona is saved",
    () => personas().savePersona(stamp("persona"), { mode: "custom", text: "Kinder." }, 1),
    { version: 2 },
  ],
  ["an earlier persona comes back", () => personas().restorePersona(stamp("persona"), 1, 2), { version: 3 }],
  ["how it says that it is an assistant is worded", () => personas().saveAssistantLine(stamp("line"), "An AI writes.")],
  ["versions are listed", async () => (await personas().listVersions(shop.tenantId)).length, 3],
  ["facts are saved", () => business().saveFacts(stamp("facts"), { time_zone: "Europe/Berlin" }, 1), { inForce: 2 }],
  ["earlier facts come back", () => business().restoreFacts(stamp("facts"), 1, 2), { version: 3, inForce: 2 }],
  ["what customers get is read", () => business().readFactsInForce(shop.tenantId), { time_zone: "Europe/Berlin" }],
  ["versions of facts are listed", async () => (await business().listVersions(shop.tenantId)).length, 3],
  ["facts are checked again", () => business().retryChecksNow(shop.tenantId)],
  ["checks are asked for again", () => personas().retryChecksNow(shop.tenantId)],
  [
    "a customer is left alone",
    () => leftAlone().add(stamp("left"), shop.accountId, "15550100888", null),
    { kind: "added" },
  ],
  [
    "the note is changed",
    () => leftAlone().changeNote(stamp("left"), shop.accountId, "15550100999", "new"),
    { note: "new" },
  ],
  [
    "a customer is answered again",
    () => leftAlone().remove(stamp("left"), shop.accountId, "15550100999", false),
    { kind: "removed", entry: { address: "15550100999" } },
  ],
  ["the list is read", async () => (await leftAlone().list(shop.tenantId, shop.accountId)).length, 1],
  ["another's list is asked for", () => leftAlone().list(shop.tenantId, neighbour.accountId), []],
  [
    "accounts are listed",
    async () => (await accounts().list(shop.tenantId)).map(({ view }) => view.id === shop.accountId),
    [true],
  ],
  [
    "an account is switched off",
    () => accounts().setEnabled(stamp("account"), shop.accountId, false),
    { view: { enabled: false } },
  ],
  [
    "another's account is switched off",
    () => accounts().setEnabled(stamp("account"), neighbour.accountId, false),
    null,
  ],
  [
    "a token is replaced",
    () => numbers().replaceToken(stamp("token"), shop.accountId, "sealed", { wabaId: "57", tokenExpiresAt: null }),
    { sealedToken: "sealed" },
  ],
  [
    "Meta's word on an account comes in, and the name is approved",
    async () => {
      const health = { subscribed: true, callback: true, registered: true, checkedAt: NOON.getTime() };
      const read = (accountId: string, nameStatus: string) =>
        numbers().noteFacts(shop.tenantId, accountId, someFacts({ nameStatus }), health);
      await read(shop.accountId, "PENDING_REVIEW");
      const foreign = await read(neighbour.accountId, "APPROVED");
      return [foreign, (await read(shop.accountId, "APPROVED"))?.view.registerAgain];
    },
    [null, true],
  ],
  [
    "Meta is to be asked again, and has answered",
    async () => {
      const both = [shop.accountId, neighbour.accountId];
      for (const id of both) {
        await forTenant(database, shop.tenantId, (tx) =>
          askForFacts(tx, { tenantId: shop.tenantId, accountId: id }, NOON),
        );
        const due = { record: { tenantId: shop.tenantId, sealedToken: null, view: anAccount({ id }) }, until: NOON };
        await facts().postpone(due, NOON);
        await facts().noteAnswer(due, NOON);
      }
    },
  ],
  [
    "the approved name is registered",
    async () => {
      const ref = { tenantId: shop.tenantId, accountId: shop.accountId };
      await numbers().keepPin(ref, "sealed");
      const begun = await facts().beginRegistration(ref, NOON, NOON);
      await facts().postponeRegistration(ref, NOON);
      await numbers().noteRegistered(ref);
      await numbers().forgetPin(ref, "sealed");
      return [begun, await facts().beginRegistration({ ...ref, accountId: neighbour.accountId }, NOON, NOON)];
    },
    [{ sealedPin: "sealed", proven: false }, null],
  ],
  [
    "an account is mended",
    () => accounts().repair(stamp("account"), shop.accountId, "auth_190"),
    { view: { brokenReason: null } },
  ],
  [
    "an incident is noted",
    () => createIncidentRecords(database, randomIds).noteIncident(failure(shop)),
    { broke: true },
  ],
  [
    "an incident is healed",
    () =>
      createIncidentRecords(database, randomIds).healIncident(
        shop.tenantId,
        shop.accountId,
        "delivered",
        new Date(NOON.getTime() + 1),
      ),
    true,
  ],
  [
    "news is noted",
    async () => {
      const told = (event: AccountEvent) => ({ at: NOON, event });
      const cause = { warning: "violation", subject: "SCAM" } as const;
      const warning = { kind: "warning", cause, detail: null, endsAt: null, mail: true } as const;
      const trouble = { kind: "trouble", trouble: "banned", detail: null, endsAt: null } as const;
      return createNewsRecords(database, randomIds).noteNews(
        shop,
        [told(warning), told(trouble), told({ kind: "pin_changed" }), told({ kind: "over", causes: ["banned"] })],
        "tenant",
        NOON,
      );
    },
    { broke: "banned" },
  ],
  [
    "a warning is taken off the page",
    async () => {
      const open = { accountId: shop.accountId, cause: "violation:SCAM", healedAt: null };
      const { id } = await database.tables.incident.findFirstOrThrow({ where: open });
      return accounts().dismissWarning(stamp("warning"), shop.accountId, id);
    },
    { view: { warnings: [] } },
  ],
  [
    "a budget is taken from",
    () => createDailyBudget(database, limits, clock, log).take(shop.tenantId, "embed", 1),
    true,
  ],
  [
    "a budget is taken from for a customer",
    () => createDailyBudget(database, limits, clock, log).takeForCustomers(shop.tenantId, "check", 1),
    true,
  ],
  [
    "a budget is given back to",
    () => createDailyBudget(database, limits, clock, log).giveBack(shop.tenantId, "embed", 1),
  ],
  [
    "a budget is read",
    () => createDailyBudget(database, limits, clock, log).read(shop.tenantId),
    { spent: { embed: { used: 2 } } },
  ],
  [
    "a balance is read",
    () => createCreditReader(database, randomIds, clock).readBalance(shop.tenantId),
    { credits: 48, reserved: 1 },
  ],
  [
    "a sample answer ends",
    () =>
      createSampleRecords(database).endSample(
        { tenantId: shop.tenantId, sampleId: `${shop.tenantId}-sample` },
        "settle",
        null,
        NOON,
      ),
    true,
  ],
  [
    "another's sample answer is ended",
    () =>
      createSampleRecords(database).endSample(
        { tenantId: shop.tenantId, sampleId: `${neighbour.tenantId}-sample` },
        "restore",
        null,
        NOON,
      ),
    false,
  ],
  [
    "entries are listed",
    async () =>
      (await createCreditReader(database, randomIds, clock).listEntries(shop.tenantId, { limit: 100 })).length,
    5,
  ],
  [
    "use is read",
    async () =>
      (await createCreditUseReader(database, clock).readUse(shop.tenantId, 30)).perDay.reduce(
        (sum, { credits }) => sum + credits,
        0,
      ),
    2,
  ],
  ["a threshold is set", () => createCreditReader(database, randomIds, clock).setLowThreshold(stamp("threshold"), 5)],
  ["billing is read", () => billing().readSettings(shop.tenantId, NOON), { autoTopUp: { below: 1 } }],
  ["a card is kept", () => billing().keepCard(shop.tenantId, null, "pm"), true],
  ["auto top-up is put off", () => billing().putOff(shop.tenantId, new Date(0), NOON)],
  ["auto top-up goes off", () => billing().switchOff(shop.tenantId, "no_card", NOON)],
  [
    "a signup is gone on with",
    async () => {
      const signups = createSignupRecords(database, randomIds);
      const signup = await signups.begin(stamp("account.signup"), aSignup(`${shop.tenantId}-signup-2`));
      await signups.save(shop.tenantId, { ...signup, state: { kind: "no_number" } });
      return [await signups.find(shop.tenantId, neighbourSignup()), await signups.current(shop.tenantId)];
    },
    [null, { ...aSignup("?"), id: expect.stringMatching(/-signup-2$/), version: 2, state: { kind: "no_number" } }],
  ],
  ["owners are looked up", () => createFindOwners(database)(shop.tenantId).then((found) => found.length), 1],
  ["the account is disconnected", () => accounts().disconnect(stamp("account"), shop.accountId), true],
];

describe("with every tenant's filter forgotten", () => {
  beforeAll(async () => {
    [shop, neighbour] = [await makeTenant(database), await makeTenant(database)];
    await furnish(shop);
    await furnish(neighbour);
    pipeline = new PipelineHarness(database, redis, shop.tenantId);
    filters = takeOutTenantFilters();
  });
  afterAll(async () => {
    filters.putBack();
    await database.$disconnect();
  });

  it.each(STEPS)("%s, and nothing of another tenant's is touched or told", async (_name, step, wanted) => {
    await mirrorLog();
    const before = await neighboursRows();
    const found = await step();
    if (typeof wanted === "object" && wanted !== null && !Array.isArray(wanted)) expect(found).toMatchObject(wanted);
    else if (wanted !== undefined) expect(found).toEqual(wanted);
    expect(JSON.stringify(found) ?? "").not.toContain(neighbour.tenantId);
    expect(await neighboursRows()).toEqual(before);
  });

  it("keeps the shop's own books straight, and did take filters out", async () => {
    // Every filter that an owner's clicks or a message meets, by the statements that had one.
    expect(filters.statements.size).toBeGreaterThan(80);
    expect(await driftOf(database, shop.tenantId)).toEqual([]);
    expect(await balanceOf(database, shop.tenantId)).toBe(48);
  });
});
