import { describeError } from "@/lib/core/errors";
import { createWorkPool } from "@/lib/core/work-pool";
import { checkConnection } from "../check-connection";
import type { DueFacts } from "./facts-records.port";
import { type RegisterPorts, registerAgain } from "./register-again";

export const READ_EVERY_MS = 6 * 3_600_000;

/** Five calls to Meta at most, each with its own limit. */
const CLAIM_MS = 120_000;
const AT_ONCE = 4;
const PER_ROUND = 100;

/**
 * Asks Meta what it says of the numbers that are due, with the token that sends for each, and does what a newly approved
 * name needs. Never throws for one of them: what was known of it stays, and it is asked for again later. Where Meta does
 * not answer for several tenants in a row the rest waits for the next round.
 */
export function createFactsRound(ports: RegisterPorts): () => Promise<void> {
  return createWorkPool({
    atOnce: AT_ONCE,
    perTenant: 1,
    perRing: PER_ROUND,
    restMs: 0,
    now: () => ports.clock.now().getTime(),
    claim: async (except) => {
      const now = ports.clock.now();
      const due = await ports.facts.claimFacts(now, new Date(now.getTime() + CLAIM_MS), except);
      return due && { due, tenants: [due.record.tenantId] };
    },
    work: async ({ due, tenants }) => ((await readOne(ports, due)) === "unanswered" ? tenants : []),
  });
}

async function readOne(ports: RegisterPorts, due: DueFacts): Promise<"answered" | "refused" | "unanswered"> {
  const accountId = due.record.view.id;
  try {
    const check = await checkConnection(ports, due.record);
    if (check.kind === "refused") {
      // Sends say so too, and open an incident: here it is no news after the first time.
      ports.log.info("number.facts_refused", { accountId, code: check.code });
      await ports.facts.postpone(due, ports.clock.now());
      return "refused";
    }
    if (await registerAgain(ports, check)) await checkConnection(ports, check.record);
    await ports.facts.noteAnswer(due, new Date(ports.clock.now().getTime() + READ_EVERY_MS));
    return "answered";
  } catch (error) {
    ports.log.warn("number.facts_unanswered", { accountId, error: describeError(error) });
    await ports.facts.postpone(due, ports.clock.now());
    return "unanswered";
  }
}
