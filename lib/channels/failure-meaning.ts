import { type BrokenCause, brokenCause } from "./broken-causes";
import type { SendFailureGroup } from "./send-failure-group";
import type { TokenOwner } from "./send-reply.port";

/** What a refusal of one message was about, where it is not the number that needs something. */
type MessageFailure =
  | "passing"
  | "too_fast"
  | "window"
  | "unreachable"
  | "held_back"
  | "same_number"
  | "test_number"
  | "country"
  | "registering"
  | "request";

/** Why a reply did not go through, so that it can be said in words: the number's trouble, or the message's. */
export type FailureMeaning = { kind: "number"; cause: BrokenCause } | { kind: "message"; failure: MessageFailure };

/** Codes of one group that an owner can do different things about. */
const SINGLED_OUT: Readonly<Record<number, MessageFailure>> = {
  130472: "held_back",
  131049: "held_back",
  131050: "held_back",
  131062: "held_back",
  131021: "same_number",
  131030: "test_number",
  130497: "country",
};

const BY_GROUP = {
  transient: "passing",
  throughput: "too_fast",
  pair: "too_fast",
  deregistered: "registering",
  window: "window",
  recipient: "unreachable",
  request: "request",
  auth: "number",
  account: "number",
  policy: "number",
} as const satisfies Record<SendFailureGroup, MessageFailure | "number">;

/** What a failure's code, and the group that its channel puts it in, mean to an owner. `by`: whose access was used. */
export function failureMeaning(code: number, group: SendFailureGroup, by: TokenOwner): FailureMeaning {
  const failure = SINGLED_OUT[code] ?? BY_GROUP[group];
  if (failure !== "number") return { kind: "message", failure };
  return { kind: "number", cause: brokenCause(`${group}_${code}`, by) };
}
