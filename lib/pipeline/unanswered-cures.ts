import type { Receipt } from "./receipt.port";
import type { SilentReason } from "./turn";

/** Where an owner mends it; `confirm`: the last step of connecting a number. */
export type CurePlace = "number" | "confirm" | "rules" | "persona" | "facts" | "billing";

/** `asksOwner`: the customer still waits for words, and only a person can give them. */
export type Cure = { place: CurePlace | null; asksOwner: boolean };

/** Reasons whose cure depends on more than the reason, as they are told apart on a receipt. */
const FINER = [
  "ended_politely",
  "facts_missing",
  "default_silent",
  "unconfirmed",
  "disabled_since_mended",
  "broken_since_mended",
  "blocked_default",
] as const;
export type FinerCure = (typeof FINER)[number];
export type CureKey = SilentReason | FinerCure;

/** Whether it says more than the reason alone, and so has its own words for why. */
export const isFiner = (key: CureKey): key is FinerCure => (FINER as readonly string[]).includes(key);

/** What is to be done about each, with the place that mends it. The words stand in the catalogue. */
export const CURES = {
  withdrawn: { place: null, asksOwner: false },
  rule_silent: { place: "rules", asksOwner: false },
  default_silent: { place: "number", asksOwner: false },
  ended_politely: { place: "number", asksOwner: false },
  facts_missing: { place: "facts", asksOwner: true },
  default_recent: { place: "number", asksOwner: true },
  left_alone: { place: "number", asksOwner: false },
  opted_out: { place: "number", asksOwner: false },
  account_disabled: { place: "number", asksOwner: true },
  unconfirmed: { place: "confirm", asksOwner: true },
  disabled_since_mended: { place: null, asksOwner: true },
  account_broken: { place: "number", asksOwner: true },
  broken_since_mended: { place: null, asksOwner: true },
  stale: { place: null, asksOwner: true },
  not_answerable: { place: "number", asksOwner: true },
  sender_unknown: { place: null, asksOwner: false },
  reply_limit: { place: "number", asksOwner: true },
  human_active: { place: "number", asksOwner: true },
  ai_unavailable: { place: "number", asksOwner: true },
  ai_refused: { place: "number", asksOwner: true },
  ai_blocked_persona: { place: "persona", asksOwner: true },
  ai_blocked_rule: { place: "rules", asksOwner: true },
  blocked_default: { place: "number", asksOwner: true },
  injection_flagged: { place: "rules", asksOwner: true },
  injection_scan_down: { place: "number", asksOwner: true },
  no_credit: { place: "billing", asksOwner: true },
  guard_blocked: { place: "facts", asksOwner: true },
  send_refused: { place: "number", asksOwner: true },
  send_failed: { place: "number", asksOwner: true },
  send_unknown: { place: null, asksOwner: true },
  buffer_lost: { place: null, asksOwner: true },
} as const satisfies Record<CureKey, Cure>;

type Facts = Pick<Receipt, "endedPolitely" | "responseKind" | "rule" | "account">;

/** Which of the above a turn's reason comes to, as its number is now. */
export function cureKey(reason: SilentReason, { endedPolitely, responseKind, rule, account }: Facts): CureKey {
  const byDefault = rule?.id === "default";
  switch (reason) {
    case "rule_silent":
      if (endedPolitely) return "ended_politely";
      // A fixed text of which nothing was left without the facts that it names.
      if (responseKind === "canned") return "facts_missing";
      return byDefault ? "default_silent" : reason;
    case "account_disabled":
      if (!account.isConfirmed) return "unconfirmed";
      return account.isEnabled ? "disabled_since_mended" : reason;
    case "account_broken":
      return account.brokenReason === null ? "broken_since_mended" : reason;
    case "ai_blocked_rule":
      return byDefault ? "blocked_default" : reason;
    default:
      return reason;
  }
}
