import { type BrokenCause, brokenCause } from "@/lib/channels/broken-causes";
import type { AccountView } from "./account-view";

/** What an owner has to do something about, most urgent first. */
export type Need = BrokenCause | "not_subscribed" | "wrong_callback" | "not_registered" | "confirm_default";

/** The state of a number in one word, and with `needs_you` what it needs. */
export type AccountState =
  | { kind: "live" }
  /** Connected, and its owner has switched answers off. */
  | { kind: "off" }
  | { kind: "waiting" }
  | { kind: "needs_you"; need: Need }
  | { kind: "disconnected" };

type Facts = Pick<
  AccountView,
  "enabled" | "brokenReason" | "brokenBy" | "selfTestAt" | "health" | "confirmedAt" | "disconnectedAt"
>;

/** Live takes four ticks, a confirmed default reply and answers that are switched on. */
export function accountState(account: Facts): AccountState {
  const { enabled, brokenReason, brokenBy, selfTestAt, health, confirmedAt, disconnectedAt } = account;
  if (disconnectedAt !== null) return { kind: "disconnected" };
  if (brokenReason !== null) return { kind: "needs_you", need: brokenCause(brokenReason, brokenBy) };
  if (health?.subscribed === false) return { kind: "needs_you", need: "not_subscribed" };
  if (health?.callback === false) return { kind: "needs_you", need: "wrong_callback" };
  if (health?.registered === false) return { kind: "needs_you", need: "not_registered" };
  if (health === null || selfTestAt === null) return { kind: "waiting" };
  if (confirmedAt === null) return { kind: "needs_you", need: "confirm_default" };
  return { kind: enabled ? "live" : "off" };
}
