import { describe, expect, it } from "vitest";
import { readTimestamp } from "./read-timestamp";

const receivedAt = new Date("2026-11-20T10:00:00.500Z");
const seconds = Math.floor(receivedAt.getTime() / 1000);

describe("readTimestamp", () => {
  it.each([String(seconds - 60), seconds - 60])("reads %j as seconds", (value) => {
    expect(readTimestamp(value, receivedAt)).toEqual(new Date((seconds - 60) * 1000));
  });

  it("takes a clock that is five minutes ahead, and no more", () => {
    expect(readTimestamp(seconds + 300, receivedAt)).toEqual(new Date((seconds + 300) * 1000));
    expect(readTimestamp(seconds + 301, receivedAt)).toBe(receivedAt);
  });

  it.each([
    undefined,
    null,
    "",
    "soon",
    "1e9",
    "-5",
    -5,
    0,
    1_000,
    Number.NaN,
    1e300,
    "99999999999999",
    receivedAt.getTime(),
  ])("takes the time of receipt for %j", (value) => {
    expect(readTimestamp(value, receivedAt)).toBe(receivedAt);
  });
});
