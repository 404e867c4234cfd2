/** Why a turn got no answer. Closed: screens, commands and tests list exactly these. */
export const SILENT_REASONS = [
  "withdrawn",
  "rule_silent",
  "default_recent",
  "left_alone",
  "account_disabled",
  "account_broken",
  "stale",
  "not_answerable",
  "sender_unknown",
  "reply_limit",
  "human_active",
  "ai_unavailable",
  "ai_refused",
  "ai_blocked_persona",
  "ai_blocked_rule",
  "injection_flagged",
  "injection_scan_down",
  "no_credit",
  "guard_blocked",
  "send_refused",
  "send_failed",
  "send_unknown",
  "buffer_lost",
] as const;

export type SilentReason = (typeof SILENT_REASONS)[number];
