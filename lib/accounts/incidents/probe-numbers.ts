import type { Clock } from "@/lib/core/clock";
import { describeError } from "@/lib/core/errors";
import type { Logger } from "@/lib/core/log";
import { createWorkPool } from "@/lib/core/work-pool";
import type { Account } from "../account";
import { type DueProbe, type ProbeRecords, probePace } from "./incident";

/** What is needed to look at an account, and to speak for it. */
export type Probed = Pick<Account, "id" | "channel" | "externalId" | "sealedToken">;

/**
 * Looks whether the number is well again of what an incident has as its cause, with the token that sends for it. False: it
 * isn't, or the token was refused. Throws when there was no answer.
 */
export type ProbeNumber = (account: Probed, cause: string) => Promise<boolean>;

export type ProbePorts = { probes: ProbeRecords; probeNumber: ProbeNumber; clock: Clock; log: Logger };

const CLAIM_MS = 60_000;
const AT_ONCE = 4;
const PER_ROUND = 100;

/** Probes the numbers whose incidents are due. Never throws for one of them: it is probed again later. */
export function createProbeRound(ports: ProbePorts): () => Promise<void> {
  return createWorkPool({
    atOnce: AT_ONCE,
    perTenant: 1,
    perRing: PER_ROUND,
    restMs: 0,
    now: () => ports.clock.now().getTime(),
    claim: async (except) => {
      const now = ports.clock.now();
      const probe = await ports.probes.claimProbe(now, new Date(now.getTime() + CLAIM_MS), except);
      return probe && { probe, tenants: [probe.account.tenantId] };
    },
    work: async ({ probe }) => {
      await probeOne(ports, probe);
      return [];
    },
  });
}

async function probeOne(ports: ProbePorts, probe: DueProbe): Promise<void> {
  const { id: accountId } = probe.account;
  let result: "passed" | "failed" | "unanswered" = "unanswered";
  try {
    result = (await ports.probeNumber(probe.account, probe.cause)) ? "passed" : "failed";
  } catch (error) {
    ports.log.warn("incident.probe_unanswered", { accountId, error: describeError(error) });
  }
  const now = ports.clock.now();
  const nextTryAt = new Date(now.getTime() + probePace(probe.probes));
  const { end, broke } = await ports.probes.noteProbe(probe, result, nextTryAt, now);
  if (broke) ports.log.error("account.broken", { accountId, incident: probe.incidentId });
  if (end === "healed") ports.log.info("account.healed", { accountId, incident: probe.incidentId });
}
