import type { PauseRecords } from "@/lib/accounts/pause";
import type { Clock } from "@/lib/core/clock";
import type { TurnRef } from "../turn";
import { type PausePorts, pauseReplies } from "./pause-replies";

/**
 * A hand-over whose turn has ended. `askedAt`: when it ended; its pause counts from then, however late it is begun.
 * `pauseMinutes` 0: the bot goes on, and the owner is only told.
 */
export type BegunHandOver = TurnRef & {
  accountId: string;
  customer: string;
  askedAt: Date;
  pauseMinutes: number;
  notify: boolean;
};

/** An unreachable database throws; each call is one transaction, and each may be repeated with the same effect. */
export type HandOverRecords = {
  /** What the end of this turn began and nobody has carried out; null: nothing. */
  findHandOver(ref: TurnRef): Promise<BegunHandOver | null>;
  /** Notes that its customer is paused. One that nobody is told of is done with it. */
  notePaused(ref: TurnRef): Promise<void>;
};

export type HandOverPorts = Omit<PausePorts, "records"> & {
  records: HandOverRecords & Pick<PauseRecords, "setPause">;
  /**
   * Has the owner told, once there is time for it; must not wait. `words`: what the customer wrote, for the mail and
   * nothing else; null when the owner does not want them.
   */
  tellHandOver: (ref: TurnRef, words: string | null) => void;
  clock: Clock;
};

/**
 * Carries out the hand-over of a turn that has ended: the bot rests for its customer, then the owner is told. After the
 * turn's own reply, which the pause would refuse. Whoever comes to it after a crash does what is left; repeated, nothing.
 */
export async function carryOutHandOver(ports: HandOverPorts, ref: TurnRef, words: string | null): Promise<void> {
  const begun = await ports.records.findHandOver(ref);
  if (!begun) return;
  const { tenantId, accountId, customer, askedAt, pauseMinutes, notify } = begun;
  const now = ports.clock.now();
  const until = new Date(askedAt.getTime() + pauseMinutes * 60_000);
  if (until > now) {
    const change = { customer, until, keepsLater: true, cause: "hand_over", now, stamp: null } as const;
    await pauseReplies(ports, { tenantId, accountId }, change);
  }
  await ports.records.notePaused(ref);
  if (notify) ports.tellHandOver(ref, words);
}
