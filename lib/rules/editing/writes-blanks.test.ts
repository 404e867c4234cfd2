import { describe, expect, it } from "vitest";
import { writesBlanks } from "./writes-blanks";

describe("writesBlanks", () => {
  it.each([
    [[], true],
    [["open", "öffnen", "цена", "سعر", "מחיר", "कीमत", "giá", "2", "👍", "?"], true],
    [["价格"], false],
    [["open", "多少钱"], false],
    [["よやく"], false],
    [["ｶｯﾄ"], false],
    [["예약"], false],
    [["ราคา"], false],
    [["တန်ဖိုး"], false],
  ])("of %j is %s", (keywords, expected) => {
    expect(writesBlanks(keywords)).toBe(expected);
  });
});
