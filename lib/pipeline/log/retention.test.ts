import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  checkRetention,
  DEFAULT_RETENTION_DAYS,
  deletedBefore,
  isRetentionChoice,
  MAX_RETENTION_DAYS,
  MIN_RETENTION_DAYS,
  RETENTION_CHOICES,
} from "./retention";

const NOW = new Date("2026-11-30T12:00:00Z");
const DAY_MS = 86_400_000;

describe("how long a log is kept", () => {
  it("is 13 months where its tenant has not said otherwise", () => {
    expect(deletedBefore(NOW, null)).toEqual(new Date("2025-10-30T12:00:00Z"));
    expect(deletedBefore(NOW, null)).toEqual(deletedBefore(NOW, DEFAULT_RETENTION_DAYS));
    expect(deletedBefore(NOW, 31)).toEqual(new Date("2026-10-30T12:00:00Z"));
  });

  it("is never so short that a delivery which Meta repeats, or a status, finds its row gone", () => {
    for (const days of [0, 1, 7, 30, 30.5, 31.5, 3_651, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => checkRetention(days), String(days)).toThrow("days: expected a whole number, 31 to 3650");
    }
    fc.assert(
      fc.property(fc.integer({ min: MIN_RETENTION_DAYS, max: MAX_RETENTION_DAYS }), (days) => {
        checkRetention(days);
        expect(NOW.getTime() - deletedBefore(NOW, days).getTime()).toBe(days * DAY_MS);
      }),
    );
    expect(MIN_RETENTION_DAYS).toBeGreaterThan(30);
  });

  it("can be chosen from what may be set, the default among it, the shortest first", () => {
    for (const days of RETENTION_CHOICES) checkRetention(days);
    expect(RETENTION_CHOICES).toEqual([...RETENTION_CHOICES].sort((one, other) => one - other));
    expect([isRetentionChoice(DEFAULT_RETENTION_DAYS), isRetentionChoice(32)]).toEqual([true, false]);
  });
});
