import { describe, expect, it } from "vitest";
import { SILENT_REASONS } from "./turn";
import { CURES, cureKey, isFiner } from "./unanswered-cures";

const account = {
  isConfirmed: true,
  isEnabled: true,
  brokenReason: null,
  brokenBy: null,
  tokenOwner: "tenant",
} as const;
const turn = { endedPolitely: false, responseKind: null, rule: null, account };
const byDefault = { id: "default", label: null, isGone: true };

describe("what to do about a turn without an answer", () => {
  it("is known for every reason, whatever else the turn says", () => {
    for (const reason of SILENT_REASONS) {
      for (const isConfirmed of [true, false]) {
        for (const rule of [null, byDefault]) {
          const key = cureKey(reason, { ...turn, rule, account: { ...account, isConfirmed } });
          expect(CURES, `${reason}: ${key}`).toHaveProperty(key);
        }
      }
    }
  });

  it("is the same for all turns of a reason, but for those that more is known of", () => {
    const finer = SILENT_REASONS.filter((reason) => isFiner(cureKey(reason, turn)));
    expect(finer).toEqual(["account_disabled", "account_broken"]);
  });

  it.each([
    ["thanks end a conversation", "rule_silent", { endedPolitely: true }, "ended_politely"],
    ["a fixed text has nothing left", "rule_silent", { responseKind: "canned" }, "facts_missing"],
    ["the default is to be silent", "rule_silent", { responseKind: "none", rule: byDefault }, "default_silent"],
    [
      "the default was never confirmed",
      "account_disabled",
      { account: { ...account, isConfirmed: false } },
      "unconfirmed",
    ],
    ["answers are still off", "account_disabled", { account: { ...account, isEnabled: false } }, "account_disabled"],
    ["answers are on again", "account_disabled", {}, "disabled_since_mended"],
    [
      "the number is still broken",
      "account_broken",
      { account: { ...account, brokenReason: "auth_190" } },
      "account_broken",
    ],
    ["the number works again", "account_broken", {}, "broken_since_mended"],
    ["the default's instruction waits", "ai_blocked_rule", { rule: byDefault }, "blocked_default"],
  ] as const)("tells when %s", (_, reason, more, key) => {
    expect(cureKey(reason, { ...turn, ...more })).toBe(key);
  });
});
