import { describe, expect, it } from "vitest";
import { brokenCause } from "@/lib/channels/broken-causes";
import { anAccount } from "@/lib/testing/fixtures/account-view";
import { accountState } from "./account-state";

const health = { subscribed: true, callback: true, registered: true, checkedAt: 0 };
const at = new Date(0);

describe("accountState", () => {
  it.each([
    ["live", {}],
    ["off", { enabled: false }],
    ["waiting", { selfTestAt: null }],
    ["waiting", { health: null }],
    ["waiting", { health: null, confirmedAt: null }],
    ["disconnected", { disconnectedAt: at, brokenReason: "auth_190" }],
  ] as const)("is %s with %j", (kind, part) => {
    expect(accountState(anAccount(part))).toEqual({ kind });
  });

  it.each([
    ["confirm_default", { confirmedAt: null }],
    ["not_subscribed", { health: { ...health, subscribed: false, registered: false } }],
    ["wrong_callback", { health: { ...health, callback: false } }],
    ["not_registered", { health: { ...health, registered: false }, selfTestAt: null }],
    ["token_refused", { brokenReason: "auth_190", brokenBy: "tenant", health: { ...health, callback: false } }],
  ] as const)("needs its owner for %s with %j", (need, part) => {
    expect(accountState(anAccount(part))).toEqual({ kind: "needs_you", need });
  });
});

describe("brokenCause", () => {
  it.each([
    ["auth_190", "tenant", "token_refused"],
    ["auth_0", "tenant", "token_refused"],
    ["auth_190", "operator", "platform_token"],
    ["account_131042", "tenant", "payment"],
    ["account_368", "tenant", "locked"],
    ["account_135000", "tenant", "other"],
    ["nonsense", null, "other"],
    ["moved_unknown", "tenant", "new_number_id"],
  ] as const)("reads %s of %s as %s", (reason, by, cause) => {
    expect(brokenCause(reason, by)).toBe(cause);
  });
});
