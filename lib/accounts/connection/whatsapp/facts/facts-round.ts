import type { AccountRecord } from "@/lib/accounts/account-view";
import { describeError } from "@/lib/core/errors";
import { createWorkPool } from "@/lib/core/work-pool";
import type { AccountPorts } from "../../account-records.port";
import { checkConnection } from "../check-connection";
import type { DueFacts } from "./facts-records.port";
import { type RegisterPorts, registerAgain } from "./register-again";

export type FactsPorts = RegisterPorts & Pick<AccountPorts, "news" | "incidents">;

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
export function createFactsRound(ports: FactsPorts): () => Promise<void> {
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

async function readOne(ports: FactsPorts, due: DueFacts): Promise<"answered" | "refused" | "unanswered"> {
  const accountId = due.record.view.id;
  try {
    await warnOfTokenEnd(ports, due.record);
    const check = await checkConnection(ports, due.record);
    if (check.kind === "refused") {
      ports.log.info("number.facts_refused", { accountId, code: check.code });
      if (check.tokenRefused) await suspectToken(ports, due.record, check.code);
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

/** Told so long before a token ends, in ms. */
const TOKEN_WARNING_MS = 7 * 86_400_000;

async function warnOfTokenEnd(
  { news, clock }: FactsPorts,
  { view, tenantId, sealedToken }: AccountRecord,
): Promise<void> {
  const { id: accountId, tokenExpiresAt: endsAt } = view;
  const now = clock.now();
  const leftMs = (endsAt?.getTime() ?? Number.POSITIVE_INFINITY) - now.getTime();
  if (sealedToken === null || leftMs <= 0 || leftMs > TOKEN_WARNING_MS) return;
  const cause = { warning: "token_ends", subject: null } as const;
  const event = { kind: "warning", cause, detail: null, endsAt, mail: true } as const;
  await news.noteNews({ tenantId, accountId }, [{ at: now, event }], "tenant", now);
}

/** A number that nobody writes to has no sends that would show it: the probe looks at once, and breaks it if it fails too. */
async function suspectToken(
  ports: FactsPorts,
  { view, tenantId, sealedToken }: AccountRecord,
  code: number,
): Promise<void> {
  if (view.brokenReason !== null) return;
  const now = ports.clock.now();
  const by = sealedToken === null ? "operator" : "tenant";
  const failure = { cause: "auth", code: code || null, by, source: "send", at: now, now } as const;
  await ports.incidents.noteIncident({ tenantId, accountId: view.id, ...failure });
}
