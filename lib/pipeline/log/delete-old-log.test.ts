import { describe, expect, it } from "vitest";
import { createOldLogRound, type OldLogRecords } from "./delete-old-log";

const HOUR_MS = 3_600_000;

/** Tenants by how many batches their old rows make. */
function bench(old: Record<string, number>) {
  const served: string[] = [];
  const logged: string[] = [];
  let looks = 0;
  const world = {
    old,
    served,
    logged,
    nowMs: 1_000 * HOUR_MS,
    ending: false,
    broken: "",
    onBatch: (_tenantId: string) => undefined as unknown,
    looks: () => looks,
  };
  const records: OldLogRecords = {
    async findOldLogs(_now, limit) {
      looks += 1;
      return Object.keys(old)
        .filter((tenantId) => (old[tenantId] ?? 0) > 0)
        .slice(0, limit);
    },
    async deleteOldBatch(tenantId) {
      world.onBatch(tenantId);
      if (tenantId === world.broken) throw new TypeError("no");
      served.push(tenantId);
      const left = (old[tenantId] ?? 0) - 1;
      old[tenantId] = Math.max(0, left);
      return { rows: left >= 0 ? 7 : 0, more: left > 0 };
    },
  };
  const note = (event: string) => void logged.push(event);
  const round = createOldLogRound({
    of: "log",
    records,
    isEnding: () => world.ending,
    clock: { now: () => new Date(world.nowMs) },
    log: { info: note, warn: note, error: note },
  });
  return { ...world, world, round };
}

describe("the round that deletes what is old", () => {
  it("gives each tenant its next batch before any has its second", async () => {
    const { round, served } = bench({ flood: 4, shop: 2, salon: 1 });
    await round();
    expect(served).toEqual(["flood", "shop", "salon", "flood", "shop", "flood", "flood"]);
  });

  it("is bounded, and goes on with the next sweep", async () => {
    const { round, served, old } = bench({ flood: 120, shop: 1 });
    await round();
    expect(served).toHaveLength(50);
    expect(served.indexOf("shop")).toBe(1);
    await round();
    await round();
    expect(old).toEqual({ flood: 0, shop: 0 });
  });

  it("serves more tenants than one round has batches, one round after the other", async () => {
    const tenants = Object.fromEntries(Array.from({ length: 130 }, (_, index) => [`t${index}`, 1]));
    const { round, served } = bench(tenants);
    for (let sweep = 0; sweep < 3; sweep += 1) await round();
    expect(new Set(served).size).toBe(130);
  });

  it("looks again only after an hour when nothing is left, unless a tenant has just asked", async () => {
    const { round, served, old, world, looks } = bench({ shop: 1 });
    await round();
    old.shop = 1;
    world.nowMs += HOUR_MS - 1;
    await round();
    expect([looks(), served]).toEqual([1, ["shop"]]);
    await round("shop");
    expect([looks(), served]).toEqual([1, ["shop", "shop"]]);
    old.shop = 1;
    world.nowMs += 1;
    await round();
    expect([looks(), served]).toEqual([2, ["shop", "shop", "shop"]]);
  });

  it("does not rest on what a tenant has asked for and one round could not finish", async () => {
    const { round, old } = bench({ shop: 0 });
    await round();
    old.shop = 60;
    await round("shop");
    expect(old.shop).toBe(10);
    await round();
    expect(old.shop).toBe(0);
  });

  it("begins no batch once the server is about to end", async () => {
    const { round, served, world } = bench({ flood: 20 });
    world.onBatch = () => {
      world.ending = served.length === 2;
    };
    await round();
    expect(served).toHaveLength(3);
    await round();
    await round("flood");
    expect(served).toHaveLength(3);
  });

  it("lets one tenant whose rows can't be deleted cost no other, and says so", async () => {
    const { round, served, logged, world } = bench({ broken: 3, shop: 2 });
    world.broken = "broken";
    await round();
    expect(served).toEqual(["shop", "shop"]);
    expect(logged).toEqual(["log.not_deleted", "log.deleted"]);
  });
});
