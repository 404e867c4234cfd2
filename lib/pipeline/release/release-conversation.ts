import { type ReleasePorts, releaseTurn } from "./release-turn";

/** Waits until the given time (ms since 1970). */
export type SleepUntil = (time: number) => Promise<void>;

/** A conversation by its name in the buffer; whose it is, is known to who has just taken its message in. */
export type DueConversation = { name: string; tenantId: string | null };

/** After this many faults in a row the sweep takes over: a store that is down is not asked by every conversation. */
const PATIENCE = 5;

/**
 * Sleeps until a conversation is due, releases its head, and goes on with what comes next. Returns when somebody has
 * to look again later than `staysMs` from now (ms since 1970), or null: then it is done, or somebody else's.
 */
export async function releaseConversation(
  ports: ReleasePorts,
  sleepUntil: SleepUntil,
  conversation: DueConversation,
  dueAt: number,
  staysMs: number,
): Promise<number | null> {
  const { name, tenantId } = conversation;
  let lookAt: number | null = dueAt;
  let faults = 0;
  while (lookAt !== null) {
    if (lookAt - ports.clock.now().getTime() > staysMs) return lookAt;
    await sleepUntil(lookAt);
    const end = await ports.queueTurn(tenantId, () => releaseTurn(ports, name));
    faults = end.fault ? faults + 1 : 0;
    if (faults >= PATIENCE) return end.lookAt;
    lookAt = end.lookAt;
  }
  return null;
}
