import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createFairQueue } from "./fair-queue";

/** Work that ends when it is told to. */
function createWork() {
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  return {
    begun,
    work: (name: string) => () =>
      new Promise<void>((resolve) => {
        begun.push(name);
        ends.set(name, resolve);
      }),
    async end(name: string): Promise<void> {
      await new Promise((resolve) => setImmediate(resolve));
      ends.get(name)?.();
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

describe("a fair queue", () => {
  it("lets a key with little to do begin second, however much another has brought before", async () => {
    const queue = createFairQueue(() => 1);
    const { begun, work, end } = createWork();
    for (let n = 0; n < 50; n += 1) void queue.run("flood", work(`flood ${n}`));
    void queue.run("small", work("small"));
    await end("flood 0");
    await end("flood 1");
    expect(begun.slice(0, 3)).toEqual(["flood 0", "flood 1", "small"]);
  });

  it("goes on after work that failed, and tells its failure to who brought it", async () => {
    const queue = createFairQueue(() => 1);
    await expect(queue.run("a", async () => Promise.reject(new Error("broken")))).rejects.toThrow("broken");
    expect(await queue.run("a", async () => "whole")).toBe("whole");
    expect([queue.running, queue.waiting]).toEqual([0, 0]);
  });

  it("does all that it is given, never more at a time than allowed, each key's in its order", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom("a", "b", "c"), { maxLength: 30 }),
        fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 8 }),
        async (keys, limits) => {
          let asked = 0;
          let atOnce = 0;
          const done: string[] = [];
          const queue = createFairQueue(() => limits[asked++ % limits.length] ?? 1);
          await Promise.all(
            keys.map((key, index) =>
              queue.run(key, async () => {
                atOnce += 1;
                expect(atOnce).toBeLessThanOrEqual(Math.max(1, ...limits));
                await new Promise((resolve) => setImmediate(resolve));
                atOnce -= 1;
                done.push(`${key}${String(index).padStart(2, "0")}`);
              }),
            ),
          );
          expect(done).toHaveLength(keys.length);
          if (Math.max(...limits) <= 1) {
            for (const key of ["a", "b", "c"]) {
              const own = done.filter((name) => name.startsWith(key));
              expect(own).toEqual(own.toSorted());
            }
          }
        },
      ),
      { numRuns: 200 },
    );
  });
});
