import { afterAll, describe, expect, it } from "vitest";
import { checkedPlaces } from "@/lib/channels/channel-traits";
import { UpstreamError } from "@/lib/core/errors";
import { randomIds } from "@/lib/core/ids";
import { newAccountConfig, type ReplyConfig, type ReplyRule } from "@/lib/rules/config/reply-config";
import { createEmbeddingRound } from "@/lib/rules/intent/embed-waiting-phrases";
import { type CheckPorts, createCheckRound } from "@/lib/safety/check-waiting-texts";
import { openTestDatabase } from "@/lib/testing/database/test-database";
import { makeTenant, makeTurn, NOON, type Owner, uniqueId } from "@/lib/testing/ledger/ledger-fixtures";
import { migrate } from "@/prisma/migrate";
import { freshDatabase } from "@/sandbox/testing/fresh-database";
import { createAccountStore } from "../accounts/account-records";
import { createPersonaRecords } from "../persona/persona-records";
import { createEmbeddingRecords } from "../rules/embedding-records";
import { writeConfig } from "../rules/write-config";
import { createCheckRecords, retryChecksNow } from "../safety/check-records";
import { createPlatformReaders } from "../turns/find-stray-turns";
import { forTenant } from "./tenant-scope";

// What waits is looked for across tenants, and accounts of other files would be brought to this file's models.
const fresh = await freshDatabase();
await migrate(fresh.url);
const database = openTestDatabase(fresh.url);
afterAll(async () => {
  await database.$disconnect();
  await fresh.close();
});

const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const PLENTY = 100_000;

/** Models of its own for each test: what others let wait is none of theirs. */
function bench({ checksPerDay = PLENTY, textsPerDay = PLENTY } = {}) {
  const classifier = uniqueId("classifier");
  const embedding = { name: uniqueId("model"), pooling: "cls" } as const;
  const models = { classifier, embedding };
  const clock = { nowMs: Date.now() + 60_000, now: () => new Date(clock.nowMs) };
  const checks = createCheckRecords(database, classifier, checksPerDay);
  const personas = createPersonaRecords(database, randomIds, classifier);
  const asked: string[] = [];
  const ports: CheckPorts = {
    checks: { ...checks, adoptClassifier: async () => undefined },
    places: checkedPlaces(),
    completeChat: async ({ user }) => {
      asked.push(user.split("\n")[1] ?? "");
      return {
        text: '{"verdict":"approved"}',
        finishReason: "stop" as const,
        inputTokens: 1,
        outputTokens: 1,
        milliseconds: 1,
      };
    },
    clock,
    ids: randomIds,
    log,
  };
  const phrases = createEmbeddingRecords(database, embedding, textsPerDay);
  return {
    clock,
    checks,
    phrases,
    personas,
    asked,
    ports,
    waiting: ({ tenantId }: Owner, kind: "persona" | "rule" = "rule") =>
      database.tables.promptCheck.findMany({ where: { tenantId, kind, classifier, status: "pending" } }),
    save: ({ tenantId, accountId }: Owner, rules: ReplyRule[]) => {
      const config: ReplyConfig = { ...newAccountConfig(), rules };
      return forTenant(database, tenantId, (tx) => writeConfig(tx, { tenantId, accountId }, config, models));
    },
    savePersona: ({ tenantId }: Owner, text: string, version = 0) =>
      personas.savePersona(
        { tenantId, personId: "person", action: "persona.save", at: NOON },
        { mode: "custom", text },
        version,
      ),
    disconnect: ({ tenantId, accountId }: Owner) => {
      const stamp = { tenantId, personId: "person", action: "account.disconnect", at: NOON };
      return createAccountStore(database, randomIds, classifier).disconnect(stamp, accountId);
    },
    used: async ({ tenantId }: Owner, call: string) =>
      (await database.tables.dailyUsage.findFirst({ where: { tenantId, call, usedBy: "owner" } }))?.count ?? 0,
  };
}

type Bench = ReturnType<typeof bench>;

const prompted = (text: string, index: number): ReplyRule => ({
  id: `r${index}`,
  label: text,
  matcher: { kind: "static_text", keywords: [text] },
  response: { kind: "prompt", text },
});
const prompts = (count: number, stem: string) =>
  Array.from({ length: count }, (_, index) => prompted(`${stem} ${index}`, index));
const meant = (description: string, index: number): ReplyRule => ({
  id: `r${index}`,
  label: description,
  matcher: { kind: "prompt", description, threshold: 0.7 },
  response: { kind: "canned", text: "ok" },
});
const meanings = (count: number, stem: string) =>
  Array.from({ length: count }, (_, index) => meant(`${stem} ${index}`, index));

/** Who is served, in order, until nothing is due. */
async function serve({ checks, clock }: Bench, most = 1_000): Promise<{ tenantId: string; text: string }[]> {
  const served: { tenantId: string; text: string }[] = [];
  while (served.length < most) {
    const check = await checks.claimCheck(clock.now(), []);
    if (!check) break;
    served.push({ tenantId: check.tenantId, text: check.text });
    await checks.storeVerdict(check, { status: "approved" }, clock.now());
  }
  return served;
}

describe("texts that wait for their check", () => {
  it("of five floods of 200 by one tenant do not keep another's persona waiting, nor its rules", async () => {
    const world = bench();
    const [flood, shop] = [await makeTenant(database), await makeTenant(database)];
    for (let round = 0; round < 5; round += 1) await world.save(flood, prompts(200, `flood ${round}`));
    await world.savePersona(shop, "The shop's.");
    await world.save(shop, prompts(2, "shop"));
    const served = await serve(world, 10);
    const ofShop = served.flatMap(({ tenantId, text }, place) => (tenantId === shop.tenantId ? [{ place, text }] : []));
    expect(ofShop.map(({ text }) => text)).toEqual(["The shop's.", "shop 0", "shop 1"]);
    expect(ofShop[0]?.place).toBeLessThan(2);
    expect(ofShop[2]?.place).toBeLessThan(7);
  });

  it("are never more than what is in force: what was replaced or deleted is dropped", async () => {
    const world = bench();
    const shop = await makeTenant(database);
    for (let round = 0; round < 3; round += 1) await world.save(shop, prompts(200, `import ${round}`));
    expect(await world.waiting(shop)).toHaveLength(200);
    await world.save(shop, prompts(2, "kept"));
    expect((await world.waiting(shop)).map(({ text }) => text).sort()).toEqual(["kept 0", "kept 1"]);
    await world.savePersona(shop, "First.");
    await world.savePersona(shop, "Second.", 1);
    expect((await world.waiting(shop, "persona")).map(({ text }) => text)).toEqual(["Second."]);
    await world.disconnect(shop);
    expect(await world.waiting(shop)).toEqual([]);
    expect(await serve(world)).toEqual([{ tenantId: shop.tenantId, text: "Second." }]);
  });

  it("keep waiting while another number still uses them, and keep their verdict when they come back", async () => {
    const world = bench();
    const shop = await makeTenant(database);
    const second = { ...shop, accountId: uniqueId("account") };
    const row = await database.tables.account.findUniqueOrThrow({ where: { id: shop.accountId } });
    await database.tables.account.create({
      data: {
        id: second.accountId,
        tenantId: shop.tenantId,
        channel: "whatsapp",
        displayAddress: "+1",
        defaultRule: row.defaultRule ?? {},
      },
    });
    await world.save(shop, [prompted("both", 0)]);
    await world.save(second, [prompted("both", 0)]);
    await world.save(shop, []);
    expect((await world.waiting(shop)).map(({ text }) => text)).toContain("both");
    await serve(world);
    await world.save(second, []);
    await world.save(second, [prompted("both", 0)]);
    expect(await world.waiting(shop)).toEqual([]);
  });

  it("of one tenant take turns with the others' for as long as they last", async () => {
    const world = bench();
    const shops = [await makeTenant(database), await makeTenant(database), await makeTenant(database)];
    for (const [index, shop] of shops.entries()) await world.save(shop, prompts(index === 0 ? 30 : 5, `s${index}`));
    // Personas first; then the turns.
    const served = (await serve(world)).filter(({ text }) => /^s\d \d+$/.test(text));
    const turns = served.slice(0, 15).map(({ tenantId }) => shops.findIndex((shop) => shop.tenantId === tenantId));
    for (let turn = 0; turn < 5; turn += 1) expect(turns.slice(turn * 3, turn * 3 + 3).sort()).toEqual([0, 1, 2]);
    expect(served).toHaveLength(40);
  });

  it("are handed to one of many workers each", async () => {
    const world = bench();
    const shop = await makeTenant(database);
    await world.save(shop, prompts(20, "once"));
    await Promise.all(Array.from({ length: 4 }, () => createCheckRound(world.ports)()));
    expect(world.asked.filter((text) => text.startsWith("once"))).toHaveLength(20);
    expect(new Set(world.asked).size).toBe(world.asked.length);
  });

  it("wait until tomorrow once the day's checks are used up, and the persona is judged all the same", async () => {
    const world = bench({ checksPerDay: 10 });
    const [spender, shop] = [await makeTenant(database), await makeTenant(database)];
    await world.save(spender, prompts(30, "many"));
    await world.save(shop, prompts(3, "few"));
    const today = await serve(world);
    // Nine of ten for rules, the persona's among them.
    expect(today.filter(({ tenantId }) => tenantId === spender.tenantId)).toHaveLength(9);
    expect(today.filter(({ text }) => text.startsWith("few"))).toHaveLength(3);
    await world.savePersona(spender, "Late, and judged.");
    expect(await serve(world)).toEqual([{ tenantId: spender.tenantId, text: "Late, and judged." }]);
    expect(await world.used(spender, "check")).toBe(10);
    const left = await world.waiting(spender);
    expect(left).toHaveLength(22);
    expect(left.every(({ attempts }) => attempts === 0)).toBe(true);
    world.clock.nowMs += 86_400_000;
    expect(await serve(world)).toHaveLength(9);
  });

  it("that were asked for anew while a call was under way are not put off by its failure", async () => {
    const world = bench();
    const owner = await makeTenant(database);
    await world.save(owner, [prompted("late", 0)]);
    const completeChat: CheckPorts["completeChat"] = async () => {
      await forTenant(database, owner.tenantId, (tx) => retryChecksNow(tx, owner.tenantId));
      throw new UpstreamError("ai", "classify", true, "HTTP 500");
    };
    await createCheckRound({ ...world.ports, completeChat })();
    const [row] = await world.waiting(owner);
    expect(row?.nextTryAt?.getTime()).toBeLessThanOrEqual(world.clock.nowMs);
  });

  it("that nobody answered are put off by their own tries alone, and are not counted", async () => {
    const world = bench();
    const [bad, good] = [await makeTenant(database), await makeTenant(database)];
    await world.save(bad, [prompted("poison", 0)]);
    await world.save(good, [prompted("fine", 0)]);
    const ports: CheckPorts = {
      ...world.ports,
      places: checkedPlaces(),
      completeChat: async (request) => {
        if (request.user.includes("poison")) throw new UpstreamError("ai", "classify", true, "HTTP 400");
        return world.ports.completeChat(request);
      },
    };
    await createCheckRound(ports)();
    expect(world.asked).toContain("fine");
    const before = world.clock.nowMs;
    const [row] = await world.waiting(bad);
    expect(row?.nextTryAt?.getTime()).toBe(before + 4_000);
    expect(await world.used(bad, "check")).toBe(1);
  });
});

describe("phrases that wait for their vector", () => {
  const embed = async (texts: readonly string[]) => texts.map(() => Float32Array.from({ length: 768 }, () => 0.03));

  it("share one claim between tenants, however many one of them has", async () => {
    const world = bench();
    const [flood, shop] = [await makeTenant(database), await makeTenant(database)];
    await world.save(flood, meanings(200, "flood"));
    await world.save(shop, meanings(10, "shop"));
    const batch = await world.phrases.claimPhrases(world.clock.now(), 20, []);
    const of = (owner: Owner) => batch.filter(({ tenantId }) => tenantId === owner.tenantId).length;
    expect([of(flood), of(shop)]).toEqual([10, 10]);
  });

  it("of one tenant that the model refuses cost the others nothing", async () => {
    const world = bench();
    const [bad, good] = [await makeTenant(database), await makeTenant(database)];
    await world.save(bad, meanings(3, "poison"));
    await world.save(good, meanings(3, "fine"));
    const calls: number[] = [];
    const poisoned = async (texts: readonly string[]) => {
      calls.push(texts.length);
      if (texts.some((text) => text.startsWith("poison"))) throw new UpstreamError("ai", "embed", false, "HTTP 400");
      return embed(texts);
    };
    const phrases = { ...world.phrases, adoptModel: async () => undefined };
    await createEmbeddingRound({ phrases, embed: poisoned, clock: world.clock, log })();
    const vectors = async ({ tenantId, accountId }: Owner) =>
      (await world.phrases.loadPhrases({ id: accountId, tenantId })).filter(({ vector }) => vector !== null).length;
    expect([await vectors(bad), await vectors(good)]).toEqual([0, 3]);
    // What was refused was asked about, and is not asked about again.
    expect([await world.used(bad, "embed"), await world.used(good, "embed")]).toEqual([3, 3]);
    // Once, beside what is refused alone, a text is asked about that nobody refuses.
    expect(calls).toEqual([6, 3, 2, 1, 1, 1, 1, 3]);
  });

  it("wait until tomorrow once the day's texts are used up", async () => {
    const world = bench({ textsPerDay: 5 });
    const [spender, shop] = [await makeTenant(database), await makeTenant(database)];
    await world.save(spender, meanings(12, "many"));
    await world.save(shop, meanings(4, "few"));
    const claim = async () => {
      const batch = await world.phrases.claimPhrases(world.clock.now(), 100, []);
      return [spender, shop].map((owner) => batch.filter(({ tenantId }) => tenantId === owner.tenantId).length);
    };
    expect(await claim()).toEqual([5, 4]);
    world.clock.nowMs += 10_000;
    expect(await claim()).toEqual([0, 0]);
    world.clock.nowMs += 86_400_000;
    expect(await claim()).toEqual([5, 4]);
  });

  it("of a number that was disconnected are gone", async () => {
    const world = bench();
    const shop = await makeTenant(database);
    await world.save(shop, meanings(3, "gone"));
    await world.disconnect(shop);
    expect(await world.phrases.claimPhrases(world.clock.now(), 100, [])).toEqual([]);
  });
});

describe("what else waits", () => {
  it("turns that a crash left open are found in turn, by tenant", async () => {
    const [many, one] = [await makeTenant(database), await makeTenant(database)];
    const long = new Date("2001-01-01T00:00:00Z");
    for (const [second, owner] of [many, many, many, one].entries()) {
      const id = await makeTurn(database, owner);
      const releasedAt = new Date(long.getTime() + second * 1_000);
      await database.tables.turn.updateMany({ where: { id }, data: { releasedAt } });
    }
    const found = await createPlatformReaders(database).findUnclosedTurns(new Date("2001-01-02T00:00:00Z"), 2);
    expect(new Set(found.map(({ tenantId }) => tenantId))).toEqual(new Set([many.tenantId, one.tenantId]));
    await database.tables.turn.updateMany({
      where: { releasedAt: { lt: new Date("2001-01-02T00:00:00Z") } },
      data: { closedAt: NOON, outcome: "silent" },
    });
  });
});
