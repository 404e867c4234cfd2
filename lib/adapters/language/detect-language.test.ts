import { describe, expect, it } from "vitest";
import { languageGate } from "@/lib/pipeline/answer/match-turn";
import { SHORT_ENGLISH, SHORT_FOREIGN } from "@/lib/testing/fixtures/short-lines";
import { detectLanguage } from "./detect-language";

const gated = (lines: readonly string[]) => lines.filter((line) => languageGate(line, detectLanguage) !== "open");

describe("short lines", () => {
  it("are lists of 15 to 40 characters, long enough to measure by", () => {
    for (const line of [...SHORT_ENGLISH, ...SHORT_FOREIGN]) {
      expect(line.length).toBeGreaterThanOrEqual(15);
      expect(line.length).toBeLessThanOrEqual(40);
    }
    expect(SHORT_ENGLISH.length).toBeGreaterThan(380);
    expect(SHORT_FOREIGN.length).toBeGreaterThan(250);
  });

  it("keep English from meaning in one line of a hundred at most", () => {
    expect(gated(SHORT_ENGLISH).length / SHORT_ENGLISH.length, gated(SHORT_ENGLISH).join(" | ")).toBeLessThanOrEqual(
      0.01,
    );
  });

  it("in another language are told in nine of ten", () => {
    expect(gated(SHORT_FOREIGN).length / SHORT_FOREIGN.length).toBeGreaterThanOrEqual(0.9);
  });
});
