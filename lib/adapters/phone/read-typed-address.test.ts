import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { propertyRuns } from "@/lib/testing/property-runs";
import { readTypedAddress } from "./read-typed-address";

const GERMAN = "+49 30 901820";
const AMERICAN = "+1 555 010 0001";

describe("an address that somebody typed", () => {
  it.each([
    "+49 171 1234567",
    "+49 (0)171 1234567",
    "0049 171/123 45 67",
    "0171 1234567",
    "(0171) 1234-567",
    "0171.123.45.67",
    "491711234567",
    "tel:+49-171-1234567",
    "\u202a+49 171 1234567\u202c",
    "＋４９ １７１ １２３４５６７",
    "+٤٩ ١٧١ ١٢٣٤٥٦٧",
    "+49 171 123\u201345\u201367",
  ])("%s is a German shop's 491711234567", (typed) => {
    expect(readTypedAddress(typed, GERMAN)).toBe("491711234567");
  });

  it.each(["(555) 010-0100", "1-555-010-0100", "15550100100", "+1 555 010 0100"])("%s is an American's", (typed) => {
    expect(readTypedAddress(typed, AMERICAN)).toBe("15550100100");
  });

  it("keeps the country that was typed, whatever the shop's is", () => {
    expect(readTypedAddress("011 49 171 1234567", AMERICAN)).toBe("491711234567");
    expect(readTypedAddress("491711234567", AMERICAN)).toBe("491711234567");
    expect(readTypedAddress("+39 06 12345678", GERMAN)).toBe("390612345678");
    expect(readTypedAddress("4915112345678", GERMAN)).toBe("4915112345678");
  });

  it("needs the country where the shop's own is not known", () => {
    expect(readTypedAddress("0171 1234567", "+200000000000101")).toBeNull();
    expect(readTypedAddress("491711234567", "+200000000000101")).toBe("491711234567");
  });

  it("takes a user id to the letter", () => {
    expect(readTypedAddress(" US.13491208655302741918 ", GERMAN)).toBe("US.13491208655302741918");
    expect(readTypedAddress("DE.ENT.aB3", GERMAN)).toBe("DE.ENT.aB3");
  });

  it.each([
    "",
    "hello",
    "call 0171 1234567",
    "12",
    "+",
    "()",
    "+49 171 1234567 or 0172 1234567",
    "1-800-FLOWERS",
    "9".repeat(141),
  ])("%s is none", (typed) => expect(readTypedAddress(typed, GERMAN)).toBeNull());

  it("is the same address however it is spaced, and read anew it stays", () => {
    const gap = fc.constantFrom("", " ", "-", ".", "/", "\u00a0", " - ");
    fc.assert(
      fc.property(fc.array(gap, { minLength: 12, maxLength: 12 }), (gaps) => {
        const typed = `+${[..."491711234567"].map((digit, at) => digit + (gaps[at] ?? "")).join("")}`;
        const read = readTypedAddress(typed, AMERICAN);
        expect(read).toBe("491711234567");
        expect(readTypedAddress(`+${read}`, GERMAN)).toBe(read);
      }),
      { numRuns: propertyRuns(100) },
    );
  });
});
