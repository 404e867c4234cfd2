import type { ClaimedTurn, Postponement } from "../buffer/reply-buffer";
import type { PipelinePorts } from "./pipeline-ports";
import type { MatchRecord } from "./records";
import type { SilentReason } from "./silent-reason";

/** A turn that this worker holds: whoever has the token may move it, nobody else. */
export type HeldTurn = { conversation: string; token: string; turn: ClaimedTurn };

/** Where one release of a turn ended. */
export type TurnEnd =
  | { kind: "replied" }
  | { kind: "silent"; reason: SilentReason; failureCode: number | null; match: MatchRecord | null }
  | { kind: "later"; dueAt: number }
  /** Somebody else has ended the turn. */
  | { kind: "closed" }
  /** Somebody else holds the turn now; nothing may be done to it any more. */
  | { kind: "lost_lease" };

export type PutOffEnd = Extract<TurnEnd, { kind: "later" | "lost_lease" }>;

/** Makes the lease last from now on; false when somebody else holds the turn. `begun` as in the buffer's port. */
export function renewLease(ports: PipelinePorts, held: HeldTurn, begun?: number): Promise<boolean> {
  return renewFor(ports, held, ports.settings.leaseMs, begun);
}

/** The same for work that may take until `endsAt` (ms since 1970), with room to keep what came of it. */
export function renewLeaseUntil(ports: PipelinePorts, held: HeldTurn, endsAt: number): Promise<boolean> {
  const { leaseMs } = ports.settings;
  return renewFor(ports, held, Math.max(leaseMs, endsAt - ports.clock.now().getTime() + leaseMs / 5));
}

function renewFor(ports: PipelinePorts, held: HeldTurn, leaseMs: number, begun?: number): Promise<boolean> {
  const { conversation, token, turn } = held;
  return ports.buffer.renew(conversation, turn.turnId, token, ports.clock.now().getTime(), leaseMs, begun);
}

/** Gives the lease back until `dueAt`. */
export async function putOff(ports: PipelinePorts, held: HeldTurn, to: Postponement): Promise<PutOffEnd> {
  const ours = await ports.buffer.postpone(held.conversation, held.turn.turnId, held.token, to);
  return ours ? { kind: "later", dueAt: to.dueAt } : { kind: "lost_lease" };
}
