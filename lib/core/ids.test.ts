import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { randomIds, timeOrderedId } from "./ids";

/** RFC 9562: 48 bits of time, version 7, 12 random bits, variant 10, 62 random bits. */
const SHAPE = /^([0-9a-f]{8})-([0-9a-f]{4})-7([0-9a-f]{3})-([89ab][0-9a-f]{3})-([0-9a-f]{12})$/;
const MAX_MS = 2 ** 48 - 1;
const moment = fc.integer({ min: 0, max: MAX_MS });

describe("an id", () => {
  it("is a UUID of version 7 that holds its time", () => {
    fc.assert(
      fc.property(moment, (atMs) => {
        const [, high, low] = SHAPE.exec(timeOrderedId(atMs)) ?? [];
        expect(Number.parseInt(`${high}${low}`, 16)).toBe(atMs);
      }),
    );
    // The example of the RFC: Tuesday, February 22, 2022 2:22:22.00 PM GMT-05:00.
    expect(timeOrderedId(0x017f22e279b0)).toMatch(/^017f22e2-79b0-7/);
  });

  it("comes after every id of an earlier time, as text", () => {
    fc.assert(
      fc.property(moment, moment, (one, other) => {
        fc.pre(one !== other);
        expect(timeOrderedId(one) < timeOrderedId(other)).toBe(one < other);
      }),
    );
  });

  it("is made now", () => {
    const before = Date.now();
    const [, high, low] = SHAPE.exec(randomIds.newId()) ?? [];
    const at = Number.parseInt(`${high}${low}`, 16);
    expect(at).toBeGreaterThanOrEqual(before);
    expect(at).toBeLessThanOrEqual(Date.now());
  });

  it("is not made twice in one ms, and each of its 74 random bits is", () => {
    const ids = Array.from({ length: 10_000 }, () => timeOrderedId(1_764_000_000_000));
    expect(new Set(ids).size).toBe(ids.length);
    // The last eight characters alone tell apart what is founded in the same minute.
    expect(new Set(ids.map((id) => id.slice(-8))).size).toBeGreaterThan(9_990);
    const ones = Array.from({ length: 128 }, () => 0);
    for (const id of ids) {
      const bits = BigInt(`0x${id.replaceAll("-", "")}`)
        .toString(2)
        .padStart(128, "0");
      for (let at = 0; at < 128; at += 1) ones[at] = (ones[at] ?? 0) + Number(bits[at]);
    }
    const random = ones.filter((count) => count > 0 && count < ids.length);
    expect(random).toHaveLength(74);
    // Each is a coin: 10,000 throws are further than 500 from the middle once in 10^23.
    for (const count of random) expect(Math.abs(count - 5_000)).toBeLessThan(500);
  });
});
