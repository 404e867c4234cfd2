import { describe, expect, it } from "vitest";
import { afterProbe, heals, probePace, shownAfterFailure } from "./incident";

const MINUTE_MS = 60_000;

describe("probePace", () => {
  it("is a minute ten times, then 15 and 60 minutes, then an hour for ever", () => {
    const paces = Array.from({ length: 14 }, (_, index) => probePace(index + 1) / MINUTE_MS);
    expect(paces).toEqual([...Array.from({ length: 10 }, () => 1), 15, 60, 60, 60]);
  });
});

describe("a number counts as broken", () => {
  it.each([
    [1, "send", null],
    [2, "send", null],
    [3, "send", "customers"],
    [1, "webhook", "webhook"],
  ] as const)("when %i customers' failures came by %s: %s", (customers, source, shownBy) => {
    expect(shownAfterFailure(null, source, customers)).toBe(shownBy);
  });
});

describe("a probe", () => {
  it.each([
    // A suspicion is dropped once it has been quiet for longer than ten minutes.
    [null, MINUTE_MS, "passed", { end: "open", turns: "as_they_are" }],
    [null, 11 * MINUTE_MS, "passed", { end: "healed", turns: "as_they_are" }],
    [null, 0, "failed", { end: "broken", turns: "wait" }],
    ["probe", 0, "passed", { end: "healed", turns: "go" }],
    ["customers", 0, "passed", { end: "open", turns: "go" }],
    ["customers", 3 * MINUTE_MS, "passed", { end: "healed", turns: "go" }],
    ["webhook", 60 * MINUTE_MS, "passed", { end: "open", turns: "as_they_are" }],
    ["webhook", 0, "passed", { end: "open", turns: "as_they_are" }],
    ["news", MINUTE_MS, "passed", { end: "open", turns: "as_they_are" }],
    ["news", 3 * MINUTE_MS, "passed", { end: "healed", turns: "go" }],
    ["news", 0, "failed", { end: "broken", turns: "wait" }],
    ["customers", 0, "failed", { end: "broken", turns: "wait" }],
    ["probe", 0, "unanswered", { end: "open", turns: "as_they_are" }],
  ] as const)("of an incident shown by %s, quiet for %i ms, that %s: %j", (shownBy, quietMs, result, after) => {
    expect(afterProbe(shownBy, quietMs, result)).toEqual(after);
  });
});

it("what a status broke is healed by a delivered reply, not by one that was only accepted", () => {
  expect(heals("webhook", "accepted")).toBe(false);
  expect(heals("webhook", "delivered")).toBe(true);
  expect(heals("customers", "accepted")).toBe(true);
});
