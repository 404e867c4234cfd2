import type { AuditStamp } from "@/lib/core/audit-stamp";
import { UpstreamError } from "@/lib/core/errors";
import { cureOf, type Signup, type SignupState, type SignupStep } from "./signup";
import type { SignupPorts } from "./signup.port";
import type { SignupEvent } from "./signup-event";
import { SIGNUP_WORK } from "./signup-steps";

export type SignupInput =
  /** Goes on where it stands. `event`: the window's message, where it comes after the code. */
  | { kind: "retry"; event: SignupEvent | null }
  | { kind: "number"; numberId: string }
  /** `pin`: six digits, the number's own. */
  | { kind: "pin"; pin: string };

/**
 * Goes on with a signup as far as it gets; null when the tenant has none of that id. What does not fit where it stands
 * changes nothing: the page that asked was behind.
 */
export async function continueSignup(
  ports: SignupPorts,
  stamp: AuditStamp,
  signupId: string,
  input: SignupInput,
): Promise<Signup | null> {
  const signup = await ports.signups.find(stamp.tenantId, signupId);
  if (signup === null) return null;
  const resumed = resume(signup, input);
  if (resumed === null) return signup;
  // Taken before anything is done: of two tabs the later one reads what the first makes of it.
  const taken = await ports.signups.save(stamp.tenantId, resumed);
  if (taken === null) return ports.signups.find(stamp.tenantId, signupId);
  return runSignup(ports, stamp, taken, input.kind === "pin" ? input.pin : null);
}

/** Step after step, each stored before the next, until one ends it or needs the owner. Every step may be repeated. */
export async function runSignup(
  ports: SignupPorts,
  stamp: AuditStamp,
  signup: Signup,
  ownersPin: string | null,
): Promise<Signup> {
  let current = signup;
  while (current.state.kind === "working") {
    const { step } = current.state;
    const changes = await attempt(ports, stamp, current, step, ownersPin);
    const saved = await ports.signups.save(stamp.tenantId, { ...current, ...changes });
    // Somebody else went on with it meanwhile: what they stored counts.
    if (saved === null) return (await ports.signups.find(stamp.tenantId, current.id)) ?? current;
    current = saved;
  }
  return current;
}

async function attempt(
  ports: SignupPorts,
  stamp: AuditStamp,
  signup: Signup,
  step: SignupStep,
  ownersPin: string | null,
): Promise<Partial<Signup>> {
  try {
    return await SIGNUP_WORK[step](ports, stamp, signup, ownersPin);
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
    ports.log.warn("signup.no_answer", { signupId: signup.id, step, error: error.message });
    return { state: { kind: "failed", step, reason: "no_answer", code: null, said: null } };
  }
}

/** Where an input leads from where a signup stands; null: nowhere. */
function resume(signup: Signup, input: SignupInput): Signup | null {
  const { state } = signup;
  if (input.kind === "number") {
    if (state.kind !== "several_numbers") return null;
    const chosen = state.numbers.find(({ id }) => id === input.numberId);
    return chosen ? at({ ...signup, chosen: { wabaId: chosen.wabaId, numberId: chosen.id } }, "control") : null;
  }
  if (input.kind === "pin") return state.kind === "pin_needed" ? at(signup, "registration") : null;
  const hinted = input.event?.kind === "finished" ? { ...signup, hints: merge(signup.hints, input.event) } : signup;
  const step = retriedStep(state, hinted);
  if (step === null) return null;
  if (step !== "number") return at(hinted, step);
  // Which number it is may be the mistake: the one that did not do is not taken again unasked.
  const hints = state.kind === "failed" ? { ...hinted.hints, numberId: null } : hinted.hints;
  return at({ ...hinted, hints, chosen: null }, step);
}

function retriedStep(state: SignupState, { sealedToken, hints }: Signup): SignupStep | null {
  switch (state.kind) {
    case "working":
      return state.step;
    case "several_numbers":
      // Only where the window has said meanwhile which one it is.
      return hints.numberId === null ? null : "number";
    case "no_number":
    case "not_shared":
      return "number";
    case "pin_needed":
      return "registration";
    case "connected":
      return cureOf(state) === "wait" ? "facts" : null;
    case "failed":
      if (state.step === "exchange" || cureOf(state) === "again") return null;
      return state.step === "control" && sealedToken !== null && CHOOSES_ANEW.has(state.reason) ? "number" : state.step;
    default:
      return null;
  }
}

/** Failures of `control` that are about the number, and not about what Meta lets us do with it. */
const CHOOSES_ANEW: ReadonlySet<string> = new Set(["taken", "not_listed", "waba_unknown", "token_lacks_permission"]);

const at = (signup: Signup, step: SignupStep): Signup => ({ ...signup, state: { kind: "working", step } });

type Hints = Signup["hints"];

const merge = (known: Hints, more: Hints): Hints => ({
  wabaId: known.wabaId ?? more.wabaId,
  numberId: known.numberId ?? more.numberId,
});
