import type { CompleteChat } from "@/lib/core/chat-model.port";
import type { Clock } from "@/lib/core/clock";
import { UpstreamError } from "@/lib/core/errors";
import type { IdSource } from "@/lib/core/ids";
import type { Logger } from "@/lib/core/log";
import { createWorkPool } from "@/lib/core/work-pool";
import {
  buildSafetyCheck,
  type CheckedKind,
  type CheckedPlaces,
  readSafetyVerdict,
  type Verdict,
} from "./safety-check";

/** A text that waits for its verdict. The verdict is for this hash and this classifier, whatever is in force by then. */
export type PendingCheck = { tenantId: string; hash: string; kind: CheckedKind; text: string; attempts: number };

export type CheckRecords = {
  /**
   * Takes one text that waits and is due, for a minute, and counts it as asked about; nobody else gets it meanwhile.
   * Tenants take turns, personas go first, and a tenant whose checks of the day are used up is passed over.
   */
  claimCheck(now: Date, except: readonly string[]): Promise<PendingCheck | null>;
  storeVerdict(check: PendingCheck, verdict: Verdict, now: Date): Promise<void>;
  /** Lets it wait again, further apart each time. `failed`: nobody answered, and it doesn't count as asked about. */
  putOffCheck(check: PendingCheck, failed: boolean, now: Date): Promise<void>;
  /** Lets texts that were judged by another classifier, and are in force, wait for this one. */
  adoptClassifier(): Promise<void>;
};

export type CheckPorts = {
  checks: CheckRecords;
  completeChat: CompleteChat;
  places: CheckedPlaces;
  clock: Clock;
  ids: IdSource;
  log: Logger;
};

const AT_ONCE = 6;
const OF_ONE_TENANT = 3;

/** So many texts one ring takes: a long queue must not keep what waits for this round. */
const PER_RING = 40;
const REST_MS = 10_000;

/**
 * Judges what waits, when called. An answer that can't be read is no verdict: the text goes on waiting and is asked about
 * again later. After a call that failed its tenant rests for a while, and the others go on; `askedBy` ends that tenant's
 * rest.
 */
export function createCheckRound(ports: CheckPorts): (askedBy?: string) => Promise<void> {
  const { checks, clock } = ports;
  const ring = createWorkPool({
    atOnce: AT_ONCE,
    perTenant: OF_ONE_TENANT,
    perRing: PER_RING,
    restMs: REST_MS,
    now: () => clock.now().getTime(),
    claim: async (except) => {
      const check = await checks.claimCheck(clock.now(), except);
      return check && { check, tenants: [check.tenantId] };
    },
    work: async ({ check, tenants }) => {
      const answer = await ask(ports, check);
      if (answer.kind === "verdict") {
        await checks.storeVerdict(check, answer.verdict, clock.now());
        return [];
      }
      const failed = answer.kind === "down";
      await checks.putOffCheck(check, failed, clock.now());
      return failed ? tenants : [];
    },
  });
  return async (askedBy) => {
    await checks.adoptClassifier();
    await ring(askedBy);
  };
}

type Answer = { kind: "verdict"; verdict: Verdict } | { kind: "unreadable" } | { kind: "down" };

async function ask({ completeChat, places, ids, log }: CheckPorts, check: PendingCheck): Promise<Answer> {
  const { kind, attempts } = check;
  try {
    const answer = await completeChat(buildSafetyCheck(kind, check.text, ids.newId(), places));
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
