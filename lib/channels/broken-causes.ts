import { TROUBLES, type Trouble } from "./account-news";
import type { TokenOwner } from "./send-reply.port";

export type BrokenCause =
  | "token_refused"
  | "platform_token"
  | "number_gone"
  | "new_number_id"
  | "locked"
  | "display_name"
  | "payment"
  | "spam_limit"
  | "registration"
  | Trouble
  | "platform_account"
  | "other";

/** What the codes of DOC/support/error-codes mean for the owner of the number. */
const CAUSES: Readonly<Record<number, BrokenCause>> = {
  33: "number_gone",
  // With subcode 33 only; else 100 is about one request.
  100: "number_gone",
  803: "number_gone",
  368: "locked",
  131031: "locked",
  131037: "display_name",
  131042: "payment",
  131048: "spam_limit",
  131045: "registration",
  133005: "registration",
  133006: "registration",
  133008: "registration",
  133009: "registration",
  133010: "registration",
  133016: "registration",
};

/** The trouble that a channel told of the account itself, in what `brokenCause` reads; null for what a send has shown. */
export const toldTrouble = (reason: string): Trouble | null =>
  TROUBLES.find((trouble) => reason === `${trouble}_unknown`) ?? null;

/** Reads what was written when Meta refused an account: `<group>_<code>`, such as `auth_190`, or `<trouble>_unknown`. */
export function brokenCause(reason: string, by: TokenOwner | null): BrokenCause {
  const trouble = toldTrouble(reason);
  if (trouble) return by === "operator" && trouble !== "offboarded" ? "platform_account" : trouble;
  if (reason.startsWith("moved")) return "new_number_id";
  if (reason.startsWith("auth")) return by === "operator" ? "platform_token" : "token_refused";
  return CAUSES[brokenCode(reason) ?? 0] ?? "other";
}

/** Meta's code in the same; null where it named none. */
export function brokenCode(reason: string): number | null {
  return Number(reason.slice(reason.lastIndexOf("_") + 1)) || null;
}
