import { continueSignup, type SignupInput } from "@/lib/accounts/connection/whatsapp/signup/continue-signup";
import { type SignupView, viewOf } from "@/lib/accounts/connection/whatsapp/signup/signup";
import type { SignupPorts } from "@/lib/accounts/connection/whatsapp/signup/signup.port";
import { startSignup } from "@/lib/accounts/connection/whatsapp/signup/start-signup";
import type { AuditStamp } from "@/lib/core/audit-stamp";
import { AppError } from "@/lib/core/errors";
import type { Application } from "@/lib/wiring/application";
import { nothing } from "../inputs/plain-inputs.schema";
import { signupNumber, signupPin, signupRetry, signupReturn } from "../inputs/signup-inputs.schema";
import { finishRules } from "./after-save";
import { defineAction } from "./run-action";

function signupPorts({ channels }: Application): SignupPorts {
  const signup = channels.whatsapp?.signup ?? null;
  if (signup === null) throw new AppError("not_found", "Meta's signup is not set up on this installation.");
  return signup.ports;
}

async function goOn(app: Application, stamp: AuditStamp, signupId: string, input: SignupInput): Promise<SignupView> {
  const signup = await continueSignup(signupPorts(app), stamp, signupId, input);
  if (signup === null) throw new AppError("not_found", "There is no such signup.");
  return viewOf(signup);
}

/** Everything that the signup's page asks and changes. Each answers where the signup stands then. */
export const SIGNUP_ACTIONS = {
  /** With whatever Meta's window came back with, at once: its code lives 30 seconds. */
  beginSignup: defineAction({
    name: "begin_signup",
    input: signupReturn,
    limit: "ask_meta",
    audit: "account.signup",
    run: async ({ app, stamp }, returned) => viewOf(await startSignup(signupPorts(app), stamp, returned)),
    after: finishRules,
  }),
  /** Also with the window's message, where it comes after the code. */
  retrySignup: defineAction({
    name: "retry_signup",
    input: signupRetry,
    limit: "ask_meta",
    audit: "account.signup",
    run: ({ app, stamp }, { signupId, event }) => goOn(app, stamp, signupId, { kind: "retry", event }),
    after: finishRules,
  }),
  chooseSignupNumber: defineAction({
    name: "choose_signup_number",
    input: signupNumber,
    limit: "ask_meta",
    audit: "account.signup",
    run: ({ app, stamp }, { signupId, numberId }) => goOn(app, stamp, signupId, { kind: "number", numberId }),
    after: finishRules,
  }),
  enterSignupPin: defineAction({
    name: "enter_signup_pin",
    input: signupPin,
    limit: "ask_meta",
    audit: "account.signup",
    run: ({ app, stamp }, { signupId, pin }) => goOn(app, stamp, signupId, { kind: "pin", pin }),
  }),
  /** Where the newest one stands; null where nobody has begun any. */
  readSignup: defineAction({
    name: "read_signup",
    input: nothing,
    limit: "look",
    audit: null,
    run: async ({ app, owner }): Promise<SignupView | null> => {
      const signup = await signupPorts(app).signups.current(owner.tenantId);
      return signup && viewOf(signup);
    },
  }),
} as const;
