import { describe, expect, it } from "vitest";
import { phoneSpellings } from "./phone-spellings";

describe("phoneSpellings", () => {
  it.each([
    ["525512345678", "5215512345678"],
    ["541123456789", "5491123456789"],
    ["551187654321", "5511987654321"],
  ])("are both of a mobile: %s and %s", (short, long) => {
    expect(phoneSpellings(short)).toEqual([short, long]);
    expect(phoneSpellings(long)).toEqual([short, long]);
  });

  it.each(["491711234567", "15550100100", "551123456789", "US.13491208655302741918", ""])("is one: %j", (address) => {
    expect(phoneSpellings(address)).toEqual([address]);
  });
});
