import { expect, it, vi } from "vitest";
import { normalizeEmail } from "./normalize-email";

it.each([
  ["ann@shop.example", "ann@shop.example"],
  [" Ann.Lee+book@Shop.Example ", "ann.lee+book@shop.example"],
  ["ａｎｎ@shop.example", "ann@shop.example"],
  ["o'neil@shop.example", "o'neil@shop.example"],
  ["ann@bücher.example", "ann@xn--bcher-kva.example"],
  ["ann@mail。shop.example", "ann@mail.shop.example"],
  ["jürgen@shop.example", "jürgen@shop.example"],
])("takes %j as %s", (given, address) => {
  expect(normalizeEmail(given)).toBe(address);
  expect(normalizeEmail(address)).toBe(address);
});

it.each([
  "",
  "ann",
  "@shop.example",
  "ann@",
  "ann@shop",
  "ann@shop.example.",
  "ann@shop.example,1",
  "ann@shop.example，1",
  "zz,ann@shop.example",
  "zz <ann@shop.example>",
  "<ann@shop.example>",
  "ann@shop.example;bo@shop.example",
  "ann@shop.example bo@shop.example",
  "ann@bo@shop.example",
  '"ann"@shop.example',
  "ann(1)@shop.example",
  "an n@shop.example",
  "ann\u200b@shop.example",
  "ann\n@shop.example",
  "ann@shop.example\r\nbcc: bo@shop.example",
  "ann@[127.0.0.1]",
  "ann@shop%2eexample.example",
  `${"a".repeat(260)}@shop.example`,
  ["ann@shop.example"],
  undefined,
])("refuses %j", (given) => {
  expect(normalizeEmail(given)).toBeNull();
});

it("looks at the length first: normalizing these marks takes time that grows with the square of their number", () => {
  const marks = (n: number) => `a${"\u0315".repeat(n)}${"\u0334".repeat(n)}@x.example`;
  const normalize = vi.spyOn(String.prototype, "normalize");
  try {
    expect(normalizeEmail(marks(5_000))).toBeNull();
    expect(normalize).not.toHaveBeenCalled();
    normalizeEmail(marks(2));
    expect(normalize).toHaveBeenCalled();
  } finally {
    normalize.mockRestore();
  }
});

it("takes an address of 254 characters, and none of 255", () => {
  const address = (length: number) =>
    `ann@${"a".repeat(60)}.${"b".repeat(60)}.${"c".repeat(60)}.${"d".repeat(length - 187)}`;
  expect([address(245), address(254), address(255)].map((given) => given.length)).toEqual([245, 254, 255]);
  expect(normalizeEmail(`${"a".repeat(64)}@${address(193).slice(4)}`)).not.toBeNull();
  expect(normalizeEmail(`${"a".repeat(66)}@${address(193).slice(4)}`)).toBeNull();
});
