import { describe, expect, it } from "vitest";
import { UpstreamError } from "@/lib/core/errors";
import { createCountedEmbedder, createSampleEmbedder, NEW_TEXTS_OF_A_TRY } from "./remember-vectors";

const texts = (count: number, stem = "text") => Array.from({ length: count }, (_, index) => `${stem} ${index}`);

function bench(limit: number) {
  const asked: number[] = [];
  let used = 0;
  let down = false;
  const budget = {
    take: async (_tenant: string, _call: string, count: number) => {
      if (used + count > limit) return false;
      used += count;
      return true;
    },
    giveBack: async (_tenant: string, _call: string, count: number) => {
      used -= count;
    },
  };
  const embed = createSampleEmbedder(async (some) => {
    if (down) throw new UpstreamError("workers-ai", "embed", true, "HTTP 500");
    asked.push(some.length);
    return some.map(() => new Float32Array(2));
  }, budget);
  return { asked, embed, used: () => used, fail: (now: boolean) => (down = now) };
}

describe("the playground's embedder", () => {
  it("asks for nothing when more is new than one try may have", async () => {
    const { asked, embed, used } = bench(1_000_000);
    await expect(embed(texts(10_201), "t", null)).rejects.toMatchObject({ code: "too_large" });
    expect([asked, used()]).toEqual([[], 0]);
    expect(await embed(texts(NEW_TEXTS_OF_A_TRY), "t", null)).toHaveLength(NEW_TEXTS_OF_A_TRY);
  });

  it("counts new texts before it asks, known ones never, and asks for nothing above the day's", async () => {
    const { asked, embed, used } = bench(10);
    await embed(texts(8), "t", null);
    await embed(texts(8), "t", null);
    expect([asked, used()]).toEqual([[8], 8]);
    await expect(embed(texts(3, "new"), "t", null)).rejects.toMatchObject({ code: "tries_used_up" });
    expect([asked, used()]).toEqual([[8], 8]);
    expect(await embed(texts(8), "t", null)).toHaveLength(8);
  });

  it("gives back what was not answered", async () => {
    const { embed, used, fail } = bench(10);
    fail(true);
    await expect(embed(texts(5), "t", null)).rejects.toThrow(UpstreamError);
    expect(used()).toBe(0);
    fail(false);
    await embed(texts(10), "t", null);
    expect(used()).toBe(10);
  });
});

describe("the customers' embedder", () => {
  it("counts, and refuses nothing", async () => {
    const counted: unknown[] = [];
    const embed = createCountedEmbedder(async (some) => some.map(() => new Float32Array(2)), {
      countForCustomers: async (...given) => void counted.push(given),
    });
    expect(await embed(["hello"], "t", null)).toHaveLength(1);
    expect(counted).toEqual([["t", "embed", 1]]);
  });
});
