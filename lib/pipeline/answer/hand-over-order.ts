import type { Account, AccountWithConfig } from "@/lib/accounts/account";
import { HUMAN_PAUSE } from "@/lib/accounts/pause";
import type { HandOverCause, HandOverOrder, MatchRecord, SilentReason } from "../turn";

/** A hand-over that no rule gives its own time: as long as the account leaves a customer to whoever answers by hand. */
export function orderHandOver({ humanPauseMinutes }: Account, cause: HandOverCause): HandOverOrder {
  return { cause, notify: true, pauseMinutes: humanPauseMinutes || HUMAN_PAUSE.usual };
}

/** Whether a person takes over after what was chosen: because its rule says so, or since no draft of the AI's was fit. */
export function handOverOf(
  { account, config }: AccountWithConfig,
  match: MatchRecord | null,
  silent: SilentReason | null,
): HandOverOrder | null {
  // What the rule ordered was done after its answer; thanks for it order nothing.
  if (match?.matchedBy.kind === "follow_up_end") return null;
  const handoff = config.rules.find(({ id }) => id === match?.ruleId)?.handoff;
  if (handoff && "notify" in handoff)
    return { cause: "rule", notify: handoff.notify, pauseMinutes: handoff.pause_minutes };
  const held = silent ?? match?.matchedBy.blocked;
  return held === "guard_blocked" ? orderHandOver(account, "guard") : null;
}
