import type { Clock } from "../core/clock";
import { UpstreamError } from "../core/errors";
import type { IdSource } from "../core/ids";
import type { Logger } from "../core/log";
import type { CompleteChat } from "./complete-chat";
import { buildSafetyCheck, type CheckedKind, readSafetyVerdict, type Verdict } from "./safety-check";

/** A text that waits for its verdict. The verdict is for this hash and this classifier, whatever is in force by then. */
export type PendingCheck = { tenantId: string; hash: string; kind: CheckedKind; text: string; attempts: number };

export type CheckRecords = {
  /** Takes one text that waits and is due, for a minute; nobody else gets it meanwhile. */
  claimCheck(now: Date): Promise<PendingCheck | null>;
  storeVerdict(check: PendingCheck, verdict: Verdict, now: Date): Promise<void>;
  putOffCheck(check: PendingCheck, until: Date): Promise<void>;
  /** Lets texts that were judged by another classifier wait for this one. */
  adoptClassifier(): Promise<number>;
};

export type CheckPorts = { checks: CheckRecords; completeChat: CompleteChat; clock: Clock; ids: IdSource; log: Logger };

const LONGEST_PAUSE_MS = 300_000;

/** So many texts one round takes, so many at once: a long queue must not keep the sweep from its other work. */
const ROUND = 40;
const AT_ONCE = 4;

/**
 * Judges what waits, up to 40 texts. An answer that can't be read is no verdict: the text goes on waiting and is asked
 * about again later, further apart each time. A service that fails ends the round: the others wait for the next.
 */
export async function checkWaitingPrompts(ports: CheckPorts): Promise<number> {
  await ports.checks.adoptClassifier();
  let left = ROUND;
  let done = 0;
  const work = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      const check = await ports.checks.claimCheck(ports.clock.now());
      if (!check) return;
      const answer = await ask(ports, check);
      if (answer.kind === "verdict") {
        await ports.checks.storeVerdict(check, answer.verdict, ports.clock.now());
        done += 1;
        continue;
      }
      const pause = Math.min(LONGEST_PAUSE_MS, 2_000 * 2 ** Math.min(check.attempts, 10));
      await ports.checks.putOffCheck(check, new Date(ports.clock.now().getTime() + pause));
      if (answer.kind === "down") left = 0;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return done;
}

type Answer = { kind: "verdict"; verdict: Verdict } | { kind: "unreadable" } | { kind: "down" };

async function ask({ completeChat, ids, log }: CheckPorts, check: PendingCheck): Promise<Answer> {
  const { kind, attempts } = check;
  try {
    const answer = await completeChat(buildSafetyCheck(kind, check.text, ids.newId()));
    const verdict = readSafetyVerdict(answer.text);
    if (verdict) return { kind: "verdict", verdict };
    log.warn("persona.verdict_unreadable", { kind, attempts });
    return { kind: "unreadable" };
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
    log.warn("persona.check_failed", { kind, attempts, error: error.message });
    return { kind: "down" };
  }
}
