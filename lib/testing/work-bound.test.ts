import { readdirSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { plainPumps, pumps } from "./fixtures/hostile-texts";
import { propertyRuns } from "./property-runs";
import { COUNTED, NO_ROW, TEXTS } from "./work-bound-rows";
import { MOST_GROWTH, measureGrowth, type Pump, pumped } from "./work-growth";

/** Where public input is taken apart. A file that is added there is found. */
const ROOMS = ["lib/channels", "lib/facts", "lib/rules", "lib/persona", "lib/safety"];

async function exportedFunctions(): Promise<string[]> {
  const files = ROOMS.flatMap((room) =>
    readdirSync(room, { recursive: true, encoding: "utf8" }).map((path) => join(room, path)),
  ).filter((path) => path.endsWith(".ts") && !path.endsWith(".test.ts"));
  const names = await Promise.all(
    files.map(async (path) => {
      const exported: Record<string, unknown> = await import(`../../${path}`);
      return Object.entries(exported)
        .filter(([name, value]) => typeof value === "function" || name.endsWith("Schema"))
        .map(([name]) => `${path.replace(/^lib\/|\.ts$/g, "")}#${name}`);
    }),
  );
  return names.flat();
}

describe("work on public input grows no faster than n log n", () => {
  it("has a row for every function that takes what somebody sends or saves, or says why not", async () => {
    const known = [...Object.keys(TEXTS), ...Object.keys(COUNTED), ...Object.keys(NO_ROW)].map(
      (name) => name.split(" ")[0],
    );
    const exported = await exportedFunctions();
    expect(exported.filter((name) => !known.includes(name))).toEqual([]);
    expect(
      known.filter((name) => name && ROOMS.some((room) => `lib/${name}`.startsWith(room)) && !exported.includes(name)),
    ).toEqual([]);
  });

  const growthOf = (name: string, pump: Pump): number => {
    const { limit, prepare } = TEXTS[name] as (typeof TEXTS)[string];
    return measureGrowth(prepare(pumped(pump, limit)), prepare(pumped(pump, limit / 10)));
  };

  it.each(Object.keys(TEXTS))(
    "%s",
    (name) => {
      for (const pump of [...plainPumps, ...(TEXTS[name]?.pumps ?? [])])
        expect(growthOf(name, pump), JSON.stringify(pump)).toBeLessThan(MOST_GROWTH);
      fc.assert(
        fc.property(pumps, (pump) => {
          expect(growthOf(name, pump), JSON.stringify(pump)).toBeLessThan(MOST_GROWTH);
        }),
        { numRuns: propertyRuns(2) },
      );
    },
    120_000,
  );

  it.each(Object.keys(COUNTED))(
    "%s",
    (name) => {
      const { limit, prepare } = COUNTED[name] as (typeof COUNTED)[string];
      expect(measureGrowth(prepare(limit), prepare(Math.ceil(limit / 10)))).toBeLessThan(MOST_GROWTH);
    },
    120_000,
  );

  it("sees a square", () => {
    const square = (text: string) => () => {
      let sum = 0;
      for (const one of text) for (let at = 0; at < text.length; at += 1) sum += one === text[at] ? 1 : 0;
      return sum;
    };
    const [pump] = plainPumps as [Pump];
    // Long enough to be measured; longer, its forty tries would take more than all the rows above.
    const seen = () => measureGrowth(square(pumped(pump, 2_000)), square(pumped(pump, 200))) > MOST_GROWTH;
    // One of several: a compiler that has not finished makes the small one look large.
    expect([1, 2, 3, 4, 5].some(seen)).toBe(true);
  });
});
