import { describe, expect, it } from "vitest";
import { createEncodeTexts, DIMENSIONS } from "./encode-texts";

const encodeTexts = createEncodeTexts();

const encode = async (text: string): Promise<number[]> => {
  const [vector] = await encodeTexts([text]);
  if (!vector) throw new Error("no vector");
  return vector;
};

const cosine = (one: readonly number[], other: readonly number[]): number =>
  one.reduce((sum, component, index) => sum + component * (other[index] ?? 0), 0);

describe("encodeTexts", () => {
  const booking = "wants to book, reschedule, or check availability for an appointment";

  it.each([
    [booking, "can I reschedule my appointment", "my parcel has not arrived"],
    [booking, "do you have anything free tomorrow for an appointment", "asdf"],
    ["could you fit me in for a trim this week?", "I'd like a haircut on friday", "how much is a haircut"],
    ["how much does it cost", "what is the price", "where are you"],
  ])("brings nearer what means the same: %s", async (phrase, near, far) => {
    const from = await encode(phrase);
    expect(cosine(from, await encode(near))).toBeGreaterThan(0.72);
    expect(cosine(from, await encode(far))).toBeLessThan(0.7);
  });

  it("has no meaning for what is no word", async () => {
    const phrases = [booking, "could you fit me in for a trim this week?", "are you open on sunday?"];
    for (const noise of ["asdf", "qwerty", "👍", "когда вы работаете?", "  ", "\n", "\ud83d"]) {
      for (const phrase of phrases) expect(cosine(await encode(phrase), await encode(noise))).toBeLessThan(0.66);
    }
  });

  it("gives vectors of length 1, the same alone, among others, and side by side", async () => {
    const texts = Array.from({ length: 23 }, (_, index) => `${"and a haircut ".repeat(index)}for ${index}`);
    const together = await encodeTexts(texts);
    expect(together).toHaveLength(texts.length);
    const apart = await Promise.all(texts.map(encode));
    expect(apart).toEqual(together);
    for (const vector of together) {
      expect(vector).toHaveLength(DIMENSIONS);
      expect(Math.hypot(...vector)).toBeCloseTo(1, 5);
    }
    expect(new Set(together.map(String)).size).toBe(texts.length);
  });

  it("reads as much of a text as Workers AI's model does", async () => {
    const read = "a haircut ".repeat(200);
    expect(await encode(`${read}and my parcel has not arrived`)).toEqual(await encode(read));
    expect(await encode("﷽".repeat(4_000))).toHaveLength(DIMENSIONS);
  });

  it("loads when first asked, once, and again after a load that failed", async () => {
    let loads = 0;
    const encoded = createEncodeTexts(async () => {
      loads += 1;
      if (loads === 1) throw new Error("not installed");
      return { embed: async () => [3, 4] };
    });
    expect(loads).toBe(0);
    await expect(encoded(["x"])).rejects.toThrow("not installed");
    const [[one], [two]] = await Promise.all([encoded(["x"]), encoded(["y"])]);
    expect(loads).toBe(2);
    expect(one).toEqual(two);
    expect(one?.[0]).toBeCloseTo(0.6 * Math.sqrt(0.6), 6);
    expect(one?.[2]).toBeCloseTo(Math.sqrt(0.4), 6);
  });
});
