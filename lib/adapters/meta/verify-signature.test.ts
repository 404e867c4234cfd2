import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { equalSecrets, verifySignature } from "./verify-signature";

const body = Buffer.from('{"text":"\\u00e4 \\ud83d\\ude00 \\/"}');
const sign = (secret: string, bytes: Buffer = body): string =>
  `sha256=${createHmac("sha256", secret).update(bytes).digest("hex")}`;

describe("verifySignature", () => {
  it("takes the raw bytes under either secret", () => {
    expect(verifySignature(body, sign("new"), ["new", "old"])).toBe(true);
    expect(verifySignature(body, sign("old"), ["new", "old"])).toBe(true);
    expect(verifySignature(body, sign("old"), ["new"])).toBe(false);
  });

  it.each([
    ["nothing", null],
    ["an empty header", ""],
    ["no prefix", sign("s").slice(7)],
    ["sha1", sign("s").replace("sha256", "sha1")],
    ["half of it", sign("s").slice(0, 40)],
    ["more than it", `${sign("s")}00`],
    ["letters that are no hex", `sha256=${"g".repeat(64)}`],
  ])("refuses %s", (_what, header) => {
    expect(verifySignature(body, header, ["s"])).toBe(false);
  });

  it("refuses a body with one byte changed, also where it says the same", () => {
    const changed = Buffer.from(body);
    changed[3] = (changed[3] ?? 0) ^ 1;
    expect(verifySignature(changed, sign("s"), ["s"])).toBe(false);
    expect(verifySignature(Buffer.from('{"text":"ä 😀 /"}'), sign("s"), ["s"])).toBe(false);
  });
});

describe("equalSecrets", () => {
  it("compares whole values of any length", () => {
    expect(equalSecrets("abc", "abc")).toBe(true);
    expect(equalSecrets("abc", "abcd")).toBe(false);
    expect(equalSecrets("", "abc")).toBe(false);
  });
});
