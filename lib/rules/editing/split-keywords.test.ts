import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { endsKeyword, splitKeywords } from "./split-keywords";

describe("splitKeywords", () => {
  it.each([
    ["price, cost", ["price", "cost"]],
    ["价格，多少钱、地址；电话", ["价格", "多少钱", "地址", "电话"]],
    ["سعر، تكلفة؛ عنوان", ["سعر", "تكلفة", "عنوان"]],
    ["price;cost\thours\r\naddress", ["price", "cost", "hours", "address"]],
    ["• price\n• cost ◦ rate", ["price", "cost", "rate"]],
    ["- price\n- cost\n* rate\n– fee", ["price", "cost", "rate", "fee"]],
    ["価格､住所﹑電話﹔時間", ["価格", "住所", "電話", "時間"]],
    ["ዋጋ፣ ሰዓት፤ አድራሻ", ["ዋጋ", "ሰዓት", "አድራሻ"]],
    ["✓ price\n✔ cost\n■ rate\u0085⁃ fee\v► hours", ["price", "cost", "rate", "fee", "hours"]],
    ["1. price\n2. cost\n3. rate", ["price", "cost", "rate"]],
    ["1) price, 2) cost", ["price", "cost"]],
    ["1、价格\n2、地址", ["价格", "地址"]],
    ["٩. سعر\n١٠. عنوان", ["سعر", "عنوان"]],
    ["12. December", ["12. December"]],
    ["1. May\n1. June", ["1. May", "1. June"]],
    ["1, 2, 24/7, 10.30", ["1", "2", "24/7", "10.30"]],
    ["walk-in, e-mail, a - b", ["walk-in", "e-mail", "a - b"]],
    ["Price, PRICE ,, ,price", ["Price"]],
    [" \n,;\t", []],
  ])("reads %j", (typed, keywords) => {
    expect(splitKeywords(typed)).toEqual(keywords);
  });

  it("leaves out what is there", () => {
    expect(splitKeywords("Cost, fee", ["cost"])).toEqual(["fee"]);
  });

  it("gives keywords that are each read as themselves", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 60 }), (typed) => {
        for (const keyword of splitKeywords(typed)) {
          expect(endsKeyword(keyword)).toBe(false);
          expect(keyword).toBe(keyword.trim());
        }
      }),
    );
  });
});
