import { expect, it } from "vitest";
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
