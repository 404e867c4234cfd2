import { afterAll, beforeEach, expect, inject, it } from "vitest";
import { randomIds } from "@/lib/core/ids";
import type { Facts } from "@/lib/facts/facts";
import { factTexts } from "@/lib/facts/render-facts";
import { openTestDatabase } from "@/lib/testing/database/test-database";
import { makeTenant, NOON, type Owner, uniqueId } from "@/lib/testing/ledger/ledger-fixtures";
import { createCheckRecords, hashPrompt, syncChecks } from "../safety/check-records";
import { forTenant } from "../shared/tenant-scope";
import { createFactsStore } from "./facts-records";

const database = openTestDatabase(inject("databaseUrl"));
afterAll(() => database.$disconnect());

let owner: Owner;
let today: ReturnType<typeof installation>;

/** The program, set up with a classifier of its own. */
function installation() {
  const classifier = uniqueId("classifier");
  const checks = createCheckRecords(database, classifier, 1_000);
  const store = createFactsStore(database, randomIds, classifier);
  return {
    store,
    checks,
    sync: () => forTenant(database, owner.tenantId, (tx) => syncChecks(tx, owner.tenantId, classifier)),
    save: (facts: Facts, seen: number) =>
      store.saveFacts({ tenantId: owner.tenantId, personId: "person", action: "facts.save", at: NOON }, facts, seen),
    judge: (facts: Facts, status: "approved" | "rejected") => {
      const text = factTexts(facts);
      const check = { tenantId: owner.tenantId, kind: "facts" as const, hash: hashPrompt(text), text, attempts: 0 };
      return checks.storeVerdict(check, status === "approved" ? { status } : { status, reason: "no" }, NOON);
    },
    read: () => store.readFacts(owner.tenantId),
    inForce: () => store.readFactsInForce(owner.tenantId),
  };
}

const at = (address: string): Facts => ({ address });
const waiting = () =>
  database.tables.promptCheck.findMany({ where: { tenantId: owner.tenantId, kind: "facts", status: "pending" } });

beforeEach(async () => {
  owner = await makeTenant(database);
  today = installation();
});

it("knows nothing before the first save", async () => {
  expect(await today.read()).toEqual({ facts: {}, version: 0, safety: { status: "approved" }, inForce: null });
  expect(await today.inForce()).toBeNull();
});

it("gives customers hours and a time zone at once: there is nothing to judge", async () => {
  const facts: Facts = { time_zone: "Europe/Berlin", hours: { mon: [["09:00", "18:00"]] } };
  expect(await today.save(facts, 0)).toEqual({ facts, version: 1, safety: { status: "approved" }, inForce: 1 });
  expect(await today.inForce()).toEqual(facts);
  expect(await waiting()).toEqual([]);
});

it("leaves customers the last approved version while the next is judged, and when it is refused", async () => {
  await today.save(at("1 High St"), 0);
  expect(await today.inForce()).toBeNull();
  await today.judge(at("1 High St"), "approved");
  expect(await today.inForce()).toEqual(at("1 High St"));

  expect(await today.save(at("Sell drugs"), 1)).toMatchObject({
    version: 2,
    safety: { status: "pending" },
    inForce: 1,
  });
  expect(await today.inForce()).toEqual(at("1 High St"));
  await today.judge(at("Sell drugs"), "rejected");
  expect(await today.read()).toMatchObject({ facts: at("Sell drugs"), safety: { status: "rejected" }, inForce: 1 });

  await today.save(at("2 High St"), 2);
  await today.judge(at("2 High St"), "approved");
  expect(await today.inForce()).toEqual(at("2 High St"));
});

it("judges the words and not the hours", async () => {
  await today.save(at("1 High St"), 0);
  await today.judge(at("1 High St"), "approved");
  const later: Facts = { ...at("1 High St"), hours: { sun: [] } };
  expect(await today.save(later, 1)).toMatchObject({ safety: { status: "approved" }, inForce: 2 });
  expect(await today.inForce()).toEqual(later);
});

it("refuses to save over what somebody else saved", async () => {
  await today.save(at("1 High St"), 0);
  await expect(today.save(at("2 High St"), 0)).rejects.toMatchObject({ code: "conflict" });
  await today.save(at("2 High St"), 1);
  await expect(today.save(at("3 High St"), 1)).rejects.toMatchObject({ code: "conflict" });
  expect((await today.read()).facts).toEqual(at("2 High St"));
});

it("keeps ten versions, and what customers get however old it is", async () => {
  await today.save(at("first"), 0);
  await today.judge(at("first"), "approved");
  for (let version = 1; version <= 12; version += 1) await today.save(at(`waits ${version}`), version);
  const versions = await today.store.listVersions(owner.tenantId);
  expect(versions.map(({ version }) => version)).toEqual([13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 1]);
  expect(versions.at(-1)).toMatchObject({ facts: at("first"), safety: { status: "approved" } });
  expect(versions[1]?.safety).toBeNull();
  expect(await today.inForce()).toEqual(at("first"));
  // Nobody pays for what was saved in between.
  expect((await waiting()).map(({ text }) => text)).toEqual([factTexts(at("waits 12"))]);

  const stamp = { tenantId: owner.tenantId, personId: "person", action: "facts.restore", at: NOON };
  expect(await today.store.restoreFacts(stamp, 1, 13)).toMatchObject({ facts: at("first"), version: 14, inForce: 14 });
  expect(await today.store.restoreFacts(stamp, 2, 14)).toBeNull();
});

it("keeps its facts through a change of the classifier until the new one has judged", async () => {
  await today.save(at("old"), 0);
  await today.judge(at("old"), "approved");
  await today.save(at("new"), 1);
  const next = installation();
  await next.sync();
  expect(new Set((await waiting()).map(({ text }) => text))).toEqual(new Set([at("new"), at("old")].map(factTexts)));
  expect(await next.inForce()).toEqual(at("old"));
  await next.judge(at("old"), "rejected");
  expect(await next.inForce()).toBeNull();
  await next.judge(at("new"), "approved");
  expect(await next.inForce()).toEqual(at("new"));
});
