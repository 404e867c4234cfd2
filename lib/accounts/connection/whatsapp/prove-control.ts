import type { AccountPorts } from "../account-records.port";
import { type FoundNumber, findNumber, type NotFound, notFound } from "./find-number";
import { leaveUnusedWaba } from "./leave-unused-waba";

export type Proof = FoundNumber | NotFound;

/** A number and how its tenant says to reach it. Without a token: the operator has assigned it to them. */
export type Claim = { numberId: string; token: string | null; wabaId: string | null };

type Ports = Pick<AccountPorts, "directory" | "store" | "platform" | "log">;

/** What a proof would find, without doing anything at Meta: for the owner to confirm. */
export function lookUpNumber(ports: Ports, tenantId: string, { numberId, token, wabaId }: Claim): Promise<Proof> {
  return token === null ? findAssigned(ports, tenantId, numberId) : findNumber(ports, numberId, token, wabaId);
}

/**
 * Whether a tenant controls a number: with their own token its WABA lists it, and sends its messages to our app from now
 * on. Both must be done by that token: one that may subscribe but does not list the number proves nothing, and the
 * platform's reads every tenant's. Who then does not take the number in leaves the WABA again (`leaveUnusedWaba`).
 */
export async function proveControl(ports: Ports, tenantId: string, claim: Claim): Promise<Proof> {
  const found = await lookUpNumber(ports, tenantId, claim);
  if (!found.ok || claim.token === null) return found;
  const { wabaId } = found;
  const token = claim.token;
  const subscribed = await ports.directory.subscribe(wabaId, token).catch(async (error: unknown) => {
    // No answer may still mean that it was done.
    await leaveUnusedWaba(ports, wabaId, token);
    throw error;
  });
  return subscribed.ok ? found : notFound("subscribe_refused", subscribed);
}

async function findAssigned({ store, directory, platform }: Ports, tenantId: string, numberId: string): Promise<Proof> {
  if (!(await store.isAssigned(tenantId, numberId))) return notFound("not_assigned");
  const { token, wabaId } = platform;
  const listed = await directory.listNumbers(wabaId, token);
  if (!listed.ok || !listed.value.some(({ id }) => id === numberId)) return notFound("not_listed");
  const facts = await directory.readNumber(numberId, token);
  if (!facts.ok) return notFound(facts.tokenRefused ? "token_refused" : "not_listed", facts);
  return { ok: true, wabaId, facts: facts.value, tokenExpiresAt: null };
}
