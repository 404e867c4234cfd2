import { describe, expect, it } from "vitest";
import { findLinkSpans } from "./link-spans";

const linksIn = (text: string): string[] => findLinkSpans(text).map(({ start, end }) => text.slice(start, end));

describe("findLinkSpans", () => {
  it.each([
    ["write to info@shop.example, please", ["info@shop.example"]],
    ["see (https://shop.example/cancel/18) now", ["https://shop.example/cancel/18)"]],
    ["www.shop.example or shop.example/open?a=1", ["www.shop.example", "shop.example/open?a=1"]],
    ["mail:anna.b+c@mail.shop.example!", ["anna.b+c@mail.shop.example"]],
    ["<mailto:info@shop.example>", ["info@shop.example"]],
    [
      "info@shop.example,hours@shop.example;open@shop.example",
      ["info@shop.example", "hours@shop.example", "open@shop.example"],
    ],
    ["info@shop.example/https://shop.example/open", ["info@shop.example", "https://shop.example/open"]],
    ["<https://shop.example/open>hours", ["https://shop.example/open"]],
    ["“https://shop.example/open”hours", ["https://shop.example/open"]],
    ["看https://shop.example/open、价格、www.shop.example。营业", ["https://shop.example/open", "www.shop.example"]],
    ["@@info@shop.example", ["@@info@shop.example"]],
  ])("finds in %j %j", (text, links) => {
    expect(linksIn(text)).toEqual(links);
  });

  it.each([
    "are you open.please tell me",
    "yes/no",
    "10.30/11.30",
    "@anna",
    "2 @ 5",
    "a@b",
    "://",
    "18/7",
    "shop.example",
  ])("finds none in %j", (text) => {
    expect(linksIn(text)).toEqual([]);
  });
});
