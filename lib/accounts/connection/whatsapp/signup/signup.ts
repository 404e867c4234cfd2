import type { NameState } from "../display-name";
import type { ListedNumber } from "../number-directory.port";
import type { CancelScreen } from "./signup-event";

/** In this order. `control`: the token lists the number, its messages come to us, and it is nobody else's here. */
export const SIGNUP_STEPS = ["exchange", "number", "control", "callback", "registration", "facts"] as const;
export type SignupStep = (typeof SIGNUP_STEPS)[number];

/** Why a step failed, beside what refuses a number that is connected by hand. */
export const SIGNUP_FAILURES = [
  /** The window was closed before Meta gave a code. */
  "no_code",
  "code_expired",
  "code_used",
  "code_refused",
  "token_refused",
  "token_of_other_app",
  "token_lacks_permission",
  "waba_unknown",
  "not_listed",
  "subscribe_refused",
  "not_assigned",
  "taken",
  "disconnected",
  "callback_refused",
  "registration_refused",
  /** Ten tries to register in 72 hours are the most that Meta allows. */
  "too_many_tries",
  "number_refused",
  "no_answer",
] as const;
export type SignupFailure = (typeof SIGNUP_FAILURES)[number];

export type FoundNumber = ListedNumber & { wabaId: string };

/** `code` and `said` are Meta's own. */
export type SignupState =
  /** Being done, or left by a process that died: may be gone on with. */
  | { kind: "working"; step: SignupStep }
  | { kind: "failed"; step: SignupStep; reason: SignupFailure; code: number | null; said: string | null }
  | { kind: "several_numbers"; numbers: FoundNumber[] }
  | { kind: "no_number" }
  /** Meta's window ended well, and the token reads no WABA: a portfolio that owns the app may not be shared, say. */
  | { kind: "not_shared"; code: number | null; said: string | null }
  /** The number has a PIN of its own. `wrong`: it is not the one that was entered. */
  | { kind: "pin_needed"; wrong: boolean }
  | { kind: "cancelled"; at: CancelScreen }
  | { kind: "error"; group: ErrorGroup; said: string; errorId: string | null; sessionId: string | null }
  | {
      kind: "connected";
      accountId: string;
      /** Left out of what was stored before it was kept. */
      displayPhone?: string;
      onBusinessApp: boolean;
      name: Exclude<NameState, "none">;
      pin: "none" | "unproven" | "proven";
    };

export type Signup = {
  id: string;
  /**
   * The account that it makes, under the signup's own id, so that whoever repeats a step makes no second one; or one that
   * the tenant has for this number already, which gets the new token.
   */
  accountId: string;
  /** Counts what was stored of it. */
  version: number;
  startedAt: Date;
  /** What the browser says: places to look. */
  hints: { wabaId: string | null; numberId: string | null };
  chosen: { wabaId: string; numberId: string } | null;
  /** Until the account has it. */
  sealedToken: string | null;
  /** Whether the display name waited for Meta's review when it was last looked at. */
  nameInReview: boolean;
  state: SignupState;
};

/** What a page may show of it. */
export type SignupView = { id: string; startedAt: Date; state: SignupState };

export const viewOf = ({ id, startedAt, state }: Signup): SignupView => ({ id, startedAt, state });

/** What the owner can do now. `again`: open Meta's window anew. `wait`: nothing but wait for Meta, then look again. */
export type SignupCure = "retry" | "again" | "choose" | "pin" | "by_hand" | "wait" | "none";

export function cureOf(state: SignupState): SignupCure {
  switch (state.kind) {
    case "working":
    case "no_number":
      return "retry";
    case "several_numbers":
      return "choose";
    case "pin_needed":
      return "pin";
    case "not_shared":
      return "by_hand";
    case "cancelled":
    case "error":
      return "again";
    case "connected":
      return state.name === "in_review" ? "wait" : "none";
    case "failed":
      return CURES[state.reason];
  }
}

const CURES: Readonly<Record<SignupFailure, SignupCure>> = {
  no_code: "again",
  code_expired: "again",
  code_used: "again",
  code_refused: "again",
  token_refused: "again",
  token_of_other_app: "again",
  token_lacks_permission: "by_hand",
  waba_unknown: "by_hand",
  not_listed: "retry",
  subscribe_refused: "retry",
  not_assigned: "by_hand",
  taken: "retry",
  disconnected: "again",
  callback_refused: "retry",
  registration_refused: "retry",
  too_many_tries: "wait",
  number_refused: "retry",
  no_answer: "retry",
};

/** For a checklist: what is done, where it stands, and what comes. */
export function checklistOf(state: SignupState): { step: SignupStep; done: boolean; current: boolean }[] {
  const at = SIGNUP_STEPS.indexOf(stepOf(state));
  return SIGNUP_STEPS.map((step, index) => {
    const finished = state.kind === "connected";
    return { step, done: finished || index < at, current: !finished && index === at };
  });
}

function stepOf(state: SignupState): SignupStep {
  switch (state.kind) {
    case "working":
    case "failed":
      return state.step;
    case "cancelled":
    case "error":
      return "exchange";
    case "several_numbers":
    case "no_number":
    case "not_shared":
      return "number";
    case "pin_needed":
      return "registration";
    case "connected":
      return "facts";
  }
}

export const ERROR_GROUPS = [
  "used_elsewhere",
  "on_phone",
  "other_portfolio",
  "other_partner",
  "not_eligible",
  "limit",
  "verification",
  "one_time_code",
  "pace",
  "restricted",
  "two_factor",
  "other",
] as const;
export type ErrorGroup = (typeof ERROR_GROUPS)[number];

/** The numbers of WA/embedded-signup/errors, by what an owner can do about them. */
const ERROR_IDS: Readonly<Record<Exclude<ErrorGroup, "other">, readonly string[]>> = {
  used_elsewhere: ["3441030"],
  on_phone: ["3441049", "2655094"],
  other_portfolio: ["3441041"],
  other_partner: ["2655093", "2655049", "2494028"],
  not_eligible: ["3441045", "3441042", "4563015", "2655095"],
  limit: ["2388098", "2494067", "1690114"],
  verification: ["2494030", "2494143"],
  one_time_code: ["2494158", "2388091", "2388093"],
  pace: ["3441033", "3441046"],
  restricted: ["2655089", "3441040", "2388107"],
  two_factor: ["2859009", "4612001"],
};

export function errorGroup(errorId: string | null): ErrorGroup {
  return ERROR_GROUPS.find((group) => group !== "other" && ERROR_IDS[group].some((id) => id === errorId)) ?? "other";
}
