import { describe, expect, it } from "vitest";
import { findCaughtLines } from "./caught-lines";
import { EVERYDAY_LINES } from "./everyday-lines";

const WORDS = { wholeWord: true, exact: false };
const ANYWHERE = { wholeWord: false, exact: false };
const linesOf = (keyword: string, how = WORDS) => findCaughtLines([keyword], how)[0]?.lines;

describe("findCaughtLines", () => {
  it("shows what else a keyword catches", () => {
    expect(linesOf("open")).toEqual(
      expect.arrayContaining(["Are you open on Sunday?", "Do you have an open slot this week?"]),
    );
    expect(linesOf("open")).not.toContain("What are your opening hours?");
    expect(linesOf("open", ANYWHERE)).toContain("What are your opening hours?");
  });

  it("goes by whole words, and by whole messages, as the rule would", () => {
    expect(linesOf("art")).toEqual(["Do you have an art class for beginners?"]);
    expect(linesOf("art", ANYWHERE)).toContain("My car won't start");
    expect(linesOf("Thanks!", { wholeWord: false, exact: true })).toEqual([]);
    expect(linesOf("ok.", { wholeWord: false, exact: true })).toEqual(["Ok"]);
    expect(linesOf("can’t open")).toEqual(["I can't open the link you sent"]);
  });

  it("answers for each keyword by itself, in order, those of no line too", () => {
    expect(findCaughtLines(["price", "zebra", "cost"], WORDS).map(({ lines }) => lines.length)).toEqual([2, 0, 1]);
    expect(findCaughtLines([], WORDS)).toEqual([]);
    expect(findCaughtLines(["\u0301"], WORDS)).toEqual([{ keyword: "\u0301", lines: [] }]);
  });

  it("looks for no more than a rule may hold", () => {
    expect(findCaughtLines(["a".repeat(201), ...Array(80).fill("open")], WORDS)).toHaveLength(49);
  });
});

describe("EVERYDAY_LINES", () => {
  it("are lines, each once", () => {
    expect(new Set(EVERYDAY_LINES).size).toBe(EVERYDAY_LINES.length);
    for (const line of EVERYDAY_LINES) expect(line).toBe(line.trim());
    expect(EVERYDAY_LINES).not.toContain("");
  });
});
