import { expect, test } from "vitest";
import { GraphError } from "../world/graph-error";
import { checkVersion } from "./versions";

const code = (path: string, day: string): number | "lives" => {
  try {
    checkVersion(path, Date.parse(day));
    return "lives";
  } catch (error) {
    if (error instanceof GraphError) return error.failure.code;
    throw error;
  }
};

test.each([
  ["/v26.0/me", "2026-11-30", "lives"],
  ["/v21.0/me", "2027-01-20", "lives"],
  ["/v21.0/me", "2027-01-21", 2635],
  ["/v20.0/me", "2026-11-30", 2635],
  ["/v3.3/me", "2026-11-30", 2635],
  ["/v27.0/me", "2026-11-30", 2500],
  ["/v26.5/me", "2026-11-30", 2500],
  ["/me", "2026-11-30", "lives"],
  ["/v26.0", "2026-11-30", "lives"],
] as const)("%s on %s", (path, day, expected) => {
  expect(code(path, day)).toBe(expected);
});
