import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { systemClock } from "@/lib/core/clock";
import { UpstreamError } from "@/lib/core/errors";
import { randomIds } from "@/lib/core/ids";
import type { LogFields } from "@/lib/core/log";
import { newAccountConfig, type ReplyRule } from "@/lib/rules/config/reply-config";
import { createEmbeddingRound, createVectorLoader, type PhraseRecords } from "@/lib/rules/intent/embed-waiting-phrases";
import { openTestDatabase } from "@/lib/testing/database/test-database";
import { migrate } from "@/prisma/migrate";
import { freshDatabase } from "@/sandbox/testing/fresh-database";
import { createOperatorRecords } from "../operator/operator-accounts";
import { createRecords } from "../turns/pipeline-records";
import { createEmbeddingRecords } from "./embedding-records";

// What waits is looked for across tenants, and accounts of other files would be brought to this file's models.
const fresh = await freshDatabase();
await migrate(fresh.url);
const database = openTestDatabase(fresh.url);
const model = { name: "model-a", pooling: "cls" } as const;
const other = { name: "model-b", pooling: "cls" } as const;
const operator = createOperatorRecords(database, randomIds, systemClock, {
  embedding: model,
  classifier: "test-classifier",
});
const records = createRecords(database, randomIds, "classifier");
const phrases = createEmbeddingRecords(database, model, 1_000);
const log = { info: () => undefined, warn: (_event: string, _fields?: LogFields) => undefined, error: () => undefined };
let number = 8_000_000;
let now = new Date();

beforeAll(() => operator.ensureTenant("embedding-test", "Embedding"));
afterAll(async () => {
  await database.$disconnect();
  await fresh.close();
});

const intent = (id: string, description: string, examples?: string[]): ReplyRule => ({
  id,
  label: id,
  matcher: { kind: "prompt", description, threshold: 0.72, ...(examples ? { examples } : {}) },
  response: { kind: "canned", text: "ok" },
});

/** A vector that tells which text it was made of. */
const vectorOf = (text: string) => Float32Array.from({ length: 768 }, (_, index) => (index === text.length ? 1 : 0));
const embed = async (texts: readonly string[]) => texts.map(vectorOf);
const run = (records = phrases, embedTexts = embed) =>
  createEmbeddingRound({ phrases: records, embed: embedTexts, clock: { now: () => now }, log })();

async function newNumber(rules: ReplyRule[]): Promise<string> {
  number += 1;
  const externalId = String(number);
  await operator.addAccounts(
    "embedding-test",
    "whatsapp",
    [{ externalId, displayAddress: "+1 555 010 0001" }],
    newAccountConfig(),
  );
  await operator.replaceConfig({ channel: "whatsapp", externalId }, { ...newAccountConfig(), rules });
  now = new Date(Date.now() + 30_000);
  return externalId;
}

async function ownerOf(externalId: string) {
  const [owner] = await records.findAccounts("whatsapp", [externalId]);
  if (!owner) throw new Error("no account");
  return owner;
}

const load = async (of: PhraseRecords, owner: Parameters<ReturnType<typeof createVectorLoader>>[0]) => [
  ...(await createVectorLoader(of.loadPhrases)(owner)).vectors.keys(),
];

const modelsOf = async (accountId: string) =>
  (await database.tables.ruleEmbedding.findMany({ where: { accountId } })).map((row) => row.model).sort();

/** Claims as ever, and leaves all but one phrase to the next round. */
const claimOnly =
  (of: PhraseRecords, phrase: string): PhraseRecords["claimPhrases"] =>
  async (at, limit, except) => {
    const claimed = await of.claimPhrases(at, limit, except);
    const others = claimed.filter((one) => one.phrase !== phrase);
    await database.tables.ruleEmbedding.updateMany({
      where: { phraseHash: { in: others.map(({ phraseHash }) => phraseHash) } },
      data: { nextTryAt: new Date(0) },
    });
    return claimed.filter((one) => one.phrase === phrase);
  };

const active = async (externalId: string) => {
  const owner = await ownerOf(externalId);
  return [...(await createVectorLoader(phrases.loadPhrases)(owner)).vectors.keys()];
};

describe("embedding in the background", () => {
  it("makes a rule active when all its phrases have vectors", async () => {
    const id = await newNumber([intent("a", "books", ["a seat"]), intent("b", "asks the price")]);
    expect(await active(id)).toEqual([]);
    await run();
    expect(await active(id)).toEqual(["a", "b"]);
  });

  it("keeps a rule when the service is down, and activates it when it is back", async () => {
    const id = await newNumber([intent("a", "down first")]);
    await run(phrases, async () => {
      throw new UpstreamError("workers-ai", "embed", true, "HTTP 500");
    });
    expect(await active(id)).toEqual([]);
    await run();
    expect(await active(id)).toEqual([]);
    now = new Date(now.getTime() + 60_000);
    await run();
    expect(await active(id)).toEqual(["a"]);
  });

  it("keeps vectors of phrases that stay, and asks for new ones only", async () => {
    const id = await newNumber([intent("a", "stays"), intent("b", "goes")]);
    await run();
    const asked: string[] = [];
    await operator.replaceConfig(
      { channel: "whatsapp", externalId: id },
      {
        ...newAccountConfig(),
        rules: [intent("moved", "stays"), intent("c", "is new")],
      },
    );
    now = new Date(Date.now() + 30_000);
    await run(phrases, async (texts) => {
      asked.push(...texts);
      return embed(texts);
    });
    expect(asked).toEqual(["is new"]);
    expect(await active(id)).toEqual(["moved", "c"]);
    const owner = await ownerOf(id);
    expect(await database.tables.ruleEmbedding.count({ where: { accountId: owner.account.id } })).toBe(2);
  });

  it("embeds everything anew when the model changes; until it is whole, the vectors of the one before serve", async () => {
    const id = await newNumber([intent("a", "model change", ["a second phrase"])]);
    await run();
    const changed = createEmbeddingRecords(database, other, 1_000);
    const owner = await ownerOf(id);
    const load = createVectorLoader(changed.loadPhrases);
    expect(await load(owner)).toMatchObject({ vectors: { size: 1 }, earlier: model });
    now = new Date(Date.now() + 30_000);
    // Of this account one of two phrases.
    const one = { ...changed, claimPhrases: claimOnly(changed, "model change") };
    await run(one);
    expect(await load(owner)).toMatchObject({ vectors: { size: 1 }, earlier: model });
    expect(await modelsOf(owner.account.id)).toEqual(["model-a", "model-a", "model-b", "model-b"]);
    await run(changed);
    expect(await load(owner)).toMatchObject({ vectors: { size: 1 }, earlier: null });
    expect(await modelsOf(owner.account.id)).toEqual(["model-b", "model-b"]);
    // And back again, by a process of its own.
    const back = createEmbeddingRecords(database, model, 1_000);
    now = new Date(Date.now() + 30_000);
    await run(back);
    expect(await createVectorLoader(back.loadPhrases)(owner)).toMatchObject({ vectors: { size: 1 }, earlier: null });
  });

  it("finds the one phrase that the model refuses, marks it, and gives all others their vectors", async () => {
    const examples = Array.from({ length: 40 }, (_, index) => `a good example ${index}`);
    const id = await newNumber([
      intent("a", "refused part", [...examples, "the bad one"]),
      intent("b", "the bad one"),
      intent("c", "of its own"),
    ]);
    let calls = 0;
    const picky = async (texts: readonly string[]) => {
      calls += 1;
      if (texts.includes("the bad one")) throw new UpstreamError("workers-ai", "embed", false, "HTTP 400");
      return embed(texts);
    };
    await run(phrases, picky);
    expect(await active(id)).toEqual(["a", "c"]);
    const { account } = await ownerOf(id);
    const refused = await database.tables.ruleEmbedding.findMany({
      where: { accountId: account.id, refusedAt: { not: null } },
    });
    expect(refused.map(({ phrase }) => phrase)).toEqual(["the bad one"]);
    const before = calls;
    now = new Date(now.getTime() + 3_600_000);
    await run(phrases, picky);
    expect(calls).toBe(before);
  });

  it("takes answers that fail for every text for no fault of a phrase", async () => {
    const id = await newNumber([intent("a", "a model of another shape", ["fails for all"])]);
    await run(phrases, async () => {
      throw new UpstreamError("workers-ai", "embed", false, "wrong dimension");
    });
    const { account } = await ownerOf(id);
    expect(
      await database.tables.ruleEmbedding.count({ where: { accountId: account.id, refusedAt: { not: null } } }),
    ).toBe(0);
  });

  it("asks about a refused phrase again after a week", async () => {
    const id = await newNumber([intent("a", "was refused once")]);
    await run(phrases, async (texts) => {
      if (texts.includes("was refused once")) throw new UpstreamError("workers-ai", "embed", false, "HTTP 400");
      return embed(texts);
    });
    expect(await active(id)).toEqual([]);
    now = new Date(now.getTime() + 8 * 86_400_000);
    await run();
    expect(await active(id)).toEqual(["a"]);
  });

  it("keeps every vector while two processes serve one account by two models, and a rule is saved in between", async () => {
    const id = await newNumber([intent("a", "two models")]);
    await run();
    const changed = createEmbeddingRecords(database, other, 1_000);
    await changed.adoptModel(100, now);
    // The earlier version saves a rule: it knows of no other model.
    await operator.replaceConfig(
      { channel: "whatsapp", externalId: id },
      { ...newAccountConfig(), rules: [intent("a", "two models"), intent("b", "new")] },
    );
    now = new Date(Date.now() + 30_000);
    const owner = await ownerOf(id);
    await run({ ...changed, adoptModel: async () => undefined });
    expect(await load(changed, owner)).toEqual(["a"]);
    await run();
    expect(await load(phrases, owner)).toEqual(["a", "b"]);
    // Then only the new version is left, and goes through the accounts once more.
    now = new Date(now.getTime() + 3_600_000);
    await run(changed);
    expect(await load(changed, owner)).toEqual(["a", "b"]);
    expect(await modelsOf(owner.account.id)).toEqual(["model-b", "model-b"]);
  });

  it("lets rules go on that were whole before a save in the midst of a change of the model", async () => {
    const id = await newNumber([intent("a", "goes on"), intent("b", "goes on too")]);
    await run();
    const changed = createEmbeddingRecords(database, other, 1_000);
    await changed.adoptModel(100, now);
    const models = { embedding: other, classifier: "test-classifier" };
    const rules = [intent("a", "goes on"), intent("b", "goes on too"), intent("c", "waits for the new model")];
    await createOperatorRecords(database, randomIds, systemClock, models).replaceConfig(
      { channel: "whatsapp", externalId: id },
      {
        ...newAccountConfig(),
        rules,
      },
    );
    expect(await load(changed, await ownerOf(id))).toEqual(["a", "b"]);
  });

  it("takes a refusal of everything for no fault of a phrase", async () => {
    const id = await newNumber([intent("a", "a model that is gone", ["is no phrase's fault"])]);
    const refusal = { status: 404, code: null, parameter: null };
    await run(phrases, async () => {
      throw new UpstreamError("workers-ai", "embed", false, "HTTP 404", { refusal });
    });
    const { account } = await ownerOf(id);
    expect(
      await database.tables.ruleEmbedding.count({ where: { accountId: account.id, refusedAt: { not: null } } }),
    ).toBe(0);
  });

  it("reads the phrases that are asked for, or all", async () => {
    const { account } = await ownerOf(await newNumber([intent("a", "one", ["two", "three"])]));
    const read = async (among?: string[]) =>
      (await phrases.loadPhrases(account, among)).map(({ phrase }) => phrase).sort();
    expect(await read(["two", "of nobody"])).toEqual(["two"]);
    expect(await read([])).toEqual([]);
    expect(await read()).toEqual(["one", "three", "two"]);
  });

  it("hands a phrase to one worker only", async () => {
    await newNumber(Array.from({ length: 20 }, (_, index) => intent(`r${index}`, `phrase ${index}`)));
    const asked: string[] = [];
    const counting = async (texts: readonly string[]) => {
      asked.push(...texts.filter((text) => /^phrase \d+$/.test(text)));
      return embed(texts);
    };
    await Promise.all(Array.from({ length: 4 }, () => run(phrases, counting)));
    expect(asked).toHaveLength(20);
  });

  it("is read once for each version of the rule list, once it is whole", async () => {
    const id = await newNumber([intent("a", "cached")]);
    let loads = 0;
    const load = createVectorLoader((accountId) => {
      loads += 1;
      return phrases.loadPhrases(accountId);
    });
    const owner = await ownerOf(id);
    await load(owner);
    await run();
    await load(owner);
    await load(owner);
    expect(loads).toBe(2);
    await load({ ...owner, configVersion: owner.configVersion + 1 });
    expect(loads).toBe(3);
  });

  it("keeps vectors of several dimensions beside each other", async () => {
    const id = await newNumber([intent("a", "books")]);
    await run();
    const wider = createEmbeddingRecords(database, { name: "model-wide", pooling: "cls" }, 1_000);
    now = new Date(Date.now() + 30_000);
    await run(wider, async (texts) => texts.map(() => Float32Array.from({ length: 1_024 }, () => 1 / 32)));
    const { vectors, earlier } = await createVectorLoader(wider.loadPhrases)(await ownerOf(id));
    expect([vectors.get("a")?.[0]?.length, earlier]).toEqual([1_024, null]);
  });
});
