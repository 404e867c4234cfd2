import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeConfigFile } from "./config-file";

const TEXT = '{"text":"Täglich ab 8 für Sie da ☕"}';
const utf16 = (text: string) => Buffer.from(`\ufeff${text}`, "utf16le");

describe("decodeConfigFile", () => {
  it("reads UTF-8 with and without a mark, and UTF-16 with one", () => {
    expect(decodeConfigFile(Buffer.from(TEXT))).toBe(TEXT);
    expect(decodeConfigFile(Buffer.from(`\ufeff${TEXT}`))).toBe(TEXT);
    expect(decodeConfigFile(utf16(TEXT))).toBe(TEXT);
    expect(decodeConfigFile(utf16(TEXT).swap16())).toBe(TEXT);
    expect(decodeConfigFile(Buffer.from(""))).toBe("");
  });

  it.each([
    ["Windows-1252", Buffer.from('{"text":"Täglich für Sie da"}', "latin1")],
    ["a Greek code page", Buffer.from([0x22, 0xc1, 0xe8, 0xde, 0xed, 0xe1, 0x22])],
    ["Shift JIS", Buffer.from([0x22, 0x97, 0x5c, 0x96, 0xf1, 0x22])],
    ["UTF-8 that was cut", Buffer.from(TEXT).subarray(0, 11)],
    ["UTF-16 of half a letter", Buffer.concat([utf16(TEXT), Buffer.from([0x20])])],
    ["a picture", Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a])],
  ])("refuses %s", (_name, bytes) => {
    expect(decodeConfigFile(bytes)).toBeNull();
  });

  it("gives back whatever was written in UTF-8", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(decodeConfigFile(Buffer.from(text))).toBe(text.replace(/^\ufeff/, ""));
      }),
    );
  });
});
