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

/**
 * Judges what waits, one text after the other. A service that is down, or an answer that can't be read, is no verdict:
 * the text goes on waiting, and is asked about again later, further apart each time.
 */
export async function checkWaitingPrompts({ checks, completeChat, clock, ids, log }: CheckPorts): Promise<number> {
  await checks.adoptClassifier();
  let done = 0;
  for (let check = await checks.claimCheck(clock.now()); check; check = await checks.claimCheck(clock.now())) {
    const verdict = await ask(completeChat, check, ids.newId(), log);
    if (verdict) {
      await checks.storeVerdict(check, verdict, clock.now());
      done += 1;
    } else {
      const pause = Math.min(LONGEST_PAUSE_MS, 2_000 * 2 ** Math.min(check.attempts, 10));
      await checks.putOffCheck(check, new Date(clock.now().getTime() + pause));
    }
  }
  return done;
}

async function ask(
  completeChat: CompleteChat,
  check: PendingCheck,
  mark: string,
  log: Logger,
): Promise<Verdict | null> {
  try {
    const answer = await completeChat(buildSafetyCheck(check.kind, check.text, mark));
    const verdict = readSafetyVerdict(answer.text);
    if (!verdict) log.warn("persona.verdict_unreadable", { kind: check.kind, attempts: check.attempts });
    return verdict;
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
    log.warn("persona.check_failed", { kind: check.kind, attempts: check.attempts, error: error.message });
    return null;
  }
}
