import { existsSync } from "node:fs";
import { expect, it } from "vitest";
import { frameMail } from "./send-mail";

it("shows an icon that is there, by its whole address and with words for it", () => {
  const framed = frameMail("<p>2 credits left</p>", "https://concierge.example");
  expect(framed).toContain("<p>2 credits left</p>");
  const [, address = ""] = /<img src="([^"]+)"[^>]* alt="Concierge">/.exec(framed) ?? [];
  const { origin, pathname } = new URL(address);
  expect([origin, existsSync(`public${pathname}`)]).toEqual(["https://concierge.example", true]);
});
