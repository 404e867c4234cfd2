import { afterAll, beforeAll, expect, it } from "vitest";
import { systemClock } from "@/lib/core/clock";
import { randomIds } from "@/lib/core/ids";
import { newAccountConfig, type ReplyRule } from "@/lib/rules/config/reply-config";
import { createEmbeddingRound, createVectorLoader } from "@/lib/rules/intent/embed-waiting-phrases";
import { createBackgroundKeeper } from "@/lib/rules/intent/keep-background";
import { NOBODYS_LINES } from "@/lib/rules/intent/nobodys-lines";
import { openTestDatabase } from "@/lib/testing/database/test-database";
import { migrate } from "@/prisma/migrate";
import { freshDatabase } from "@/sandbox/testing/fresh-database";
import { createOperatorRecords } from "../operator/operator-accounts";
import { createRecords } from "../turns/pipeline-records";
import { createBackgroundRecords } from "./background-records";
import { createEmbeddingRecords } from "./embedding-records";
import { createRuleStore } from "./rule-records";

const fresh = await freshDatabase();
await migrate(fresh.url);
const database = openTestDatabase(fresh.url);
const model = { name: "model-a", pooling: "cls" } as const;
const models = { embedding: model, classifier: "test-classifier" };
const operator = createOperatorRecords(database, randomIds, systemClock, models);
const records = createRecords(database, randomIds, "classifier");
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
let asked = 0;
/** Towards the first letter: what begins alike is alike. */
const embed = async (texts: readonly string[]) => {
  asked += texts.length;
  return texts.map((text) =>
    Float32Array.from({ length: 768 }, (_, at) => (at === 0 || at === text.charCodeAt(0) % 700 ? Math.SQRT1_2 : 0)),
  );
};

beforeAll(() => operator.ensureTenant("background-test", "Background"));
afterAll(async () => {
  await database.$disconnect();
  await fresh.close();
});

const rule = (id: string, threshold?: number): ReplyRule => ({
  id,
  label: id,
  matcher: { kind: "prompt", description: `${id} is meant`, ...(threshold === undefined ? {} : { threshold }) },
  response: { kind: "canned", text: "ok" },
});

/** A process of its own, which knows nothing but what is stored. */
const start = () => {
  const background = createBackgroundKeeper({ records: createBackgroundRecords(database, model), embed });
  const phrases = createEmbeddingRecords(database, model, 1_000);
  const clock = { now: () => new Date(Date.now() + 30_000) };
  const round = createEmbeddingRound({ phrases, embed, makeBackground: background.makeIfWanted, clock, log });
  return { round, load: createVectorLoader(phrases.loadPhrases, background.read) };
};

async function save(...rules: ReplyRule[]) {
  const key = { channel: "whatsapp", externalId: "8300001" } as const;
  await operator.replaceConfig(key, { ...newAccountConfig(), rules });
  const [owner] = await records.findAccounts(key.channel, [key.externalId]);
  if (!owner) throw new Error("no account");
  return owner;
}

async function notActive({ account }: { account: { id: string; tenantId: string } }) {
  return (await createRuleStore(database, randomIds, models).readRules(account.tenantId, account.id))?.notActive;
}

it("gives automatic rules their lines once the round has made nobody's vectors, for this process and the next", async () => {
  const address = { externalId: "8300001", displayAddress: "+1 555 010 0001" };
  await operator.addAccounts("background-test", "whatsapp", [address], newAccountConfig());
  const first = start();
  let owner = await save(rule("number", 0.72));
  await first.round();
  expect(asked).toBe(1);
  expect((await first.load(owner)).automatic).toBeUndefined();

  owner = await save(rule("number", 0.72), rule("auto"), { ...rule("off"), enabled: false });
  expect((await first.load(owner)).automatic).toBeUndefined();
  await first.round();
  expect(asked).toBe(1 + 2 + NOBODYS_LINES.length);
  expect(await notActive(owner)).toEqual([]);
  const { automatic, vectors } = await first.load(owner);
  expect([...(automatic?.rules.keys() ?? [])]).toEqual(["auto"]);
  expect([...vectors.keys()]).toEqual(["number", "auto", "off"]);

  const second = start();
  const again = (await second.load(owner)).automatic;
  expect(again?.rules.get("auto")?.line).toBeCloseTo(automatic?.rules.get("auto")?.line ?? Number.NaN, 5);
  await second.round();
  expect(asked).toBe(1 + 2 + NOBODYS_LINES.length);
});

it("leaves automatic rules waiting on their page as long as nobody's vectors are missing", async () => {
  const owner = await save(rule("number", 0.72), rule("auto"));
  await start().round();
  expect(await notActive(owner)).toEqual([]);
  await database.tables.nobodysVector.deleteMany({ where: { line: { contains: "a" } } });
  expect(await notActive(owner)).toEqual(["auto"]);
  await start().round();
  expect(await notActive(owner)).toEqual([]);
});

it("has what it made of its own model only", async () => {
  const other = createBackgroundRecords(database, { name: "model-b", pooling: "cls" });
  expect(await other.load(null)).toEqual([]);
  expect(await other.load(model)).toHaveLength(NOBODYS_LINES.length);
});
