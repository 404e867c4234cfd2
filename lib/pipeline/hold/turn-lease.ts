import type { Clock } from "@/lib/core/clock";
import type { Logger } from "@/lib/core/log";
import type { PipelineSettings } from "../settings";
import type { HandOverOrder, MatchRecord, SilentReason } from "../turn";
import type { ClaimedTurn, ClaimRef, Hold, Postponement, ReplyBuffer } from "./reply-buffer.port";

export type HoldPorts = { buffer: ReplyBuffer; settings: PipelineSettings; clock: Clock; log: Logger };

/** A turn that this worker holds: whoever has the token may move it, nobody else. */
export type HeldTurn = { conversation: string; token: string; turn: ClaimedTurn };

/** Where one release of a turn ended. */
export type TurnEnd =
  | { kind: "replied" }
  /** `handOver`: whether a person takes over; where it is absent, what was ordered before stands. */
  | {
      kind: "silent";
      reason: SilentReason;
      failureCode: number | null;
      match: MatchRecord | null;
      handOver?: HandOverOrder | null;
    }
  | { kind: "later"; dueAt: number }
  /** Somebody else has ended the turn. */
  | { kind: "closed" }
  /** Somebody else holds the turn now; nothing may be done to it any more. */
  | { kind: "lost_lease" };

export type PutOffEnd = Extract<TurnEnd, { kind: "later" | "lost_lease" }>;

export const claimOf = ({ conversation, token, turn: { turnId, version } }: HeldTurn): ClaimRef => ({
  conversation,
  turnId,
  token,
  version,
});

/** Makes the lease last from now on. Null while the turn is ours as we claimed it, else how this release of it ends. */
export function renewLease(ports: HoldPorts, held: HeldTurn): Promise<PutOffEnd | null> {
  return renewFor(ports, held, ports.settings.leaseMs);
}

/** The same for work that may take until `endsAt` (ms since 1970), with room to keep what came of it. */
export function renewLeaseUntil(ports: HoldPorts, held: HeldTurn, endsAt: number): Promise<PutOffEnd | null> {
  const { leaseMs } = ports.settings;
  return renewFor(ports, held, Math.max(leaseMs, endsAt - ports.clock.now().getTime() + leaseMs / 5));
}

async function renewFor(ports: HoldPorts, held: HeldTurn, leaseMs: number): Promise<PutOffEnd | null> {
  const hold = await ports.buffer.renew(claimOf(held), ports.clock.now().getTime(), leaseMs);
  return hold === "held" ? null : stopFor(ports, held, hold);
}

/** A turn whose customer changed a message since it was claimed is given back, to be claimed anew at once. */
export async function stopFor(ports: HoldPorts, held: HeldTurn, hold: Exclude<Hold, "held">): Promise<PutOffEnd> {
  if (hold === "lost") return { kind: "lost_lease" };
  ports.log.info("turn.changed", { turnId: held.turn.turnId });
  return putOff(ports, held, { dueAt: ports.clock.now().getTime() });
}

/** Gives the lease back until `dueAt`. */
export async function putOff(ports: HoldPorts, held: HeldTurn, to: Postponement): Promise<PutOffEnd> {
  const ours = await ports.buffer.postpone(held.conversation, held.turn.turnId, held.token, to);
  return ours ? { kind: "later", dueAt: to.dueAt } : { kind: "lost_lease" };
}

/**
 * The wait before another try, in ms: capped at a minute, spread over half to one and a half of it, so that many turns
 * don't come back at once.
 */
export function backOff(tries: number, random: () => number): number {
  return Math.min(60_000, 1_000 * 2 ** tries) * (0.5 + random());
}
