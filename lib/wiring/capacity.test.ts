import { describe, expect, it } from "vitest";
import type { PipelinePorts } from "./build-pipeline";
import { type AdmittedDelivery, createCapacity, queueRecords } from "./capacity";

const MB = 1024 * 1024;

function createWorld() {
  const world = { lag: 0, now: 0 };
  const logged: string[] = [];
  const capacity = createCapacity(
    () => world.lag,
    () => world.now,
    { warn: (event) => void logged.push(event) },
  );
  /** Takes deliveries in until there is no room. */
  const fill = (): AdmittedDelivery[] => {
    const all: AdmittedDelivery[] = [];
    for (;;) {
      const one = capacity.admit(1_000);
      if (!one?.begin(false)) return all;
      all.push(one);
    }
  };
  return { world, capacity, fill, logged };
}

describe("deliveries", () => {
  it("are refused over a number that falls when they get slow, and rises again, each within its bounds", () => {
    const { world, fill } = createWorld();
    const round = (tookMs: number): number => {
      const all = fill();
      for (const one of all) {
        world.now += tookMs / all.length;
        one.release();
      }
      return all.length;
    };
    expect(round(10)).toBe(8);
    for (let n = 0; n < 400; n += 1) round(100);
    expect(round(100)).toBe(64);
    for (let n = 0; n < 400; n += 1) round(100_000);
    expect(round(100_000)).toBe(4);
    for (let n = 0; n < 20; n += 1) round(100);
    expect(round(100)).toBeGreaterThan(8);
  });

  it("are refused when large bodies together would be too much; small ones go on", () => {
    const { capacity } = createWorld();
    const large = Array.from({ length: 9 }, () => capacity.admit(3 * MB));
    expect(large.map((one) => one !== null)).toEqual([...Array.from({ length: 8 }, () => true), false]);
    expect(capacity.admit(65_536)).not.toBeNull();
    large[0]?.release();
    expect(capacity.admit(3 * MB)).not.toBeNull();
  });

  it("that nobody has signed yet take no place from the others, however many are being read", () => {
    const { capacity, fill } = createWorld();
    for (let n = 0; n < 900; n += 1) expect(capacity.admit(1_000)).not.toBeNull();
    expect(fill()).toHaveLength(8);
  });

  it("on their way to the door are bounded apart from those that are there", () => {
    const { capacity } = createWorld();
    const lefts: (() => void)[] = [];
    const approach = () => capacity.approach((left) => void lefts.push(left));
    const admitted = Array.from({ length: 40 }, approach);
    expect(admitted.filter((passed) => passed)).toHaveLength(8);
    for (const left of [...lefts, ...lefts]) left();
    // One that is admitted is there: when its connection ends, nothing more is given back.
    for (let n = 0; n < 100; n += 1) {
      expect(
        capacity.approach((left) => {
          expect(capacity.admit(100)).not.toBeNull();
          left();
        }),
      ).toBe(true);
    }
    expect(Array.from({ length: 40 }, approach).filter((passed) => passed)).toHaveLength(8);
  });

  it("that are refused are logged by number, once in ten seconds", () => {
    const { world, fill, logged } = createWorld();
    for (let n = 0; n < 100; n += 1) fill();
    expect(logged).toEqual(["webhook.over_capacity"]);
    world.now += 10_000;
    fill();
    expect(logged).toHaveLength(2);
  });

  it("are few while the event loop stands still, and a lone one is taken in all the same", () => {
    const { world, capacity, fill } = createWorld();
    world.lag = 60_000;
    expect(fill()).toHaveLength(4);
    const passed = Array.from({ length: 8 }, () => capacity.approach(() => undefined));
    expect(passed.some((one) => one)).toBe(false);
    world.lag = 499;
    expect(fill()).toHaveLength(4);
  });

  it("of statuses alone take half of the places at most", () => {
    const { capacity } = createWorld();
    const all = Array.from({ length: 8 }, () => capacity.admit(100)?.begin(true));
    expect(all.filter((begun) => begun)).toHaveLength(4);
    expect(capacity.admit(100)?.begin(false)).toBe(true);
  });

  it("give back what they held once, however often they are released", () => {
    const { fill } = createWorld();
    for (const one of fill()) {
      one.release();
      one.release();
    }
    expect(fill().length).toBeGreaterThanOrEqual(8);
    expect(fill()).toHaveLength(0);
  });
});

describe("records behind their queues", () => {
  it("make way for deliveries when many are in flight, and go on with two at a time", async () => {
    const { capacity, fill } = createWorld();
    let atOnce = 0;
    let most = 0;
    const step = async () => {
      atOnce += 1;
      most = Math.max(most, atOnce);
      await new Promise((resolve) => setImmediate(resolve));
      atOnce -= 1;
      return null;
    };
    const target = { loadAccount: step, recordInbound: step } as unknown as PipelinePorts["records"];
    const records = queueRecords(target, capacity);
    const answer = () => Promise.all(Array.from({ length: 20 }, (_, n) => records.loadAccount(`t${n}`, "a")));
    await answer();
    expect(most).toBe(5);
    most = 0;
    const delivered = fill();
    await answer();
    expect(most).toBe(2);
    most = 0;
    await Promise.all(Array.from({ length: 20 }, () => records.recordInbound([], new Date())));
    expect(most).toBe(20);
    for (const one of delivered) one.release();
  });
});
