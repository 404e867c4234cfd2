import { describe, expect, it } from "vitest";
import { createPipelineWorld } from "@/lib/testing/pipeline/pipeline-world";
import { createKeptConfigs } from "./kept-configs";

const { owner } = createPipelineWorld();

/** As a database gives it: a new object at each reading. */
const stored = (id: string, version = 1, text = "ok") => ({
  account: { ...owner.account, id },
  config: {
    ...owner.config,
    default_rule: { ...owner.config.default_rule, response: { kind: "canned" as const, text } },
  },
  configVersion: version,
});

describe("kept configs", () => {
  it("are the same object until the version rises", () => {
    const kept = createKeptConfigs();
    expect(kept.find("a", 1)).toBeNull();
    const first = kept.keep(stored("a"));
    expect(kept.find("a", 1)).toBe(first);
    expect(kept.keep(stored("a"))).toBe(first);
    expect(kept.find("a", 2)).toBeNull();
    const second = kept.keep(stored("a", 2, "new"));
    expect(second.default_rule).toMatchObject({ response: { text: "new" } });
    expect(kept.find("a", 2)).toBe(second);
    expect(kept.find("a", 1)).toBeNull();
  });

  it("never put an older list in a newer one's place", () => {
    const kept = createKeptConfigs();
    const newer = kept.keep(stored("a", 3));
    const older = stored("a", 2, "old");
    expect(kept.keep(older)).toBe(older.config);
    expect(kept.find("a", 2)).toBeNull();
    expect(kept.find("a", 3)).toBe(newer);
  });

  it("forget what was asked for longest ago, and keep nothing that is too large", () => {
    const kept = createKeptConfigs(400);
    const a = kept.keep(stored("a"));
    const b = kept.keep(stored("b"));
    kept.keep(stored("c", 1, "x".repeat(10_000)));
    expect([kept.find("a", 1), kept.find("b", 1), kept.find("c", 1)]).toEqual([a, b, null]);
    // Room for two of them.
    const tight = createKeptConfigs(400);
    for (const id of ["a", "b"]) tight.keep(stored(id, 1, "x".repeat(100)));
    tight.find("a", 1);
    tight.keep(stored("c", 1, "x".repeat(100)));
    expect(["a", "b", "c"].map((id) => tight.find(id, 1) !== null)).toEqual([true, false, true]);
  });
});
