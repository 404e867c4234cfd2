import { expect, it } from "vitest";
import { messagingLimit } from "./messaging-limit";

it.each([
  ["TIER_250", { kind: "people", count: 250 }],
  ["TIER_2K", { kind: "people", count: 2_000 }],
  ["TIER_100K", { kind: "people", count: 100_000 }],
  ["TIER_UNLIMITED", { kind: "unlimited" }],
  ["TIER_NOT_SET", null],
  ["", null],
  [null, null],
])("reads Meta's %s", (tier, limit) => {
  expect(messagingLimit(tier)).toEqual(limit);
});
