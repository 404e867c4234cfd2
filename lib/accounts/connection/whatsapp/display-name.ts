/** What an owner has to know of Meta's word on a display name. `none`: Meta has none, or says nothing of it. */
export type NameState = "approved" | "in_review" | "declined" | "none";

/** `name_status` of WA/display-names; one that Meta adds says nothing yet. */
const STATES: ReadonlyMap<string | null, NameState> = new Map([
  ["APPROVED", "approved"],
  ["AVAILABLE_WITHOUT_REVIEW", "approved"],
  ["PENDING_REVIEW", "in_review"],
  ["DECLINED", "declined"],
  ["EXPIRED", "declined"],
]);

export function nameState(status: string | null): NameState {
  return STATES.get(status) ?? "none";
}

/**
 * Whether a number has to be registered again, by what Meta said of its name before and says now: a name that is approved
 * after the registration is not shown before the next one (WA/business-phone-numbers/registration/). Never where the
 * phone app is in use: that would take the number from the phone. Null: as before.
 */
export function mustRegisterAgain(
  before: string | null,
  now: { nameStatus: string | null; onBusinessApp: boolean },
): boolean | null {
  if (now.onBusinessApp) return false;
  if (now.nameStatus === null) return null;
  if (nameState(now.nameStatus) !== "approved") return false;
  return before !== null && nameState(before) !== "approved" ? true : null;
}
