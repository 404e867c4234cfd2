import type { AuditStamp } from "@/lib/core/audit-stamp";
import { sealToken } from "../access-token";
import type { AccountPorts } from "../account-records.port";
import type { NotProven } from "./find-number";
import { leaveUnusedWaba } from "./leave-unused-waba";
import { type Claim, proveControl } from "./prove-control";

export type NotConnected = { kind: "refused"; reason: NotProven | "taken"; code: number | null; said: string | null };
export type ConnectResult = { kind: "connected"; accountId: string } | NotConnected;

/**
 * Makes the account after proving control again: what the browser was shown before proves nothing. A number that has an
 * account here, whose ever, is refused, in a race by the database; one that another provider serves too is not. Nothing is
 * answered until the default reply is confirmed. `id` is the new account's.
 */
export async function connectNumber(
  ports: AccountPorts,
  stamp: AuditStamp,
  claim: Claim,
  id = ports.ids.newId(),
): Promise<ConnectResult> {
  const { numberId, token } = claim;
  // Before anything is done at Meta.
  if (await ports.store.isConnected(numberId)) return refused("taken");
  const proof = await proveControl(ports, stamp.tenantId, claim);
  if (!proof.ok) return refused(proof.reason, proof.code, proof.said);
  const { wabaId, facts, tokenExpiresAt } = proof;
  // A number in the platform's WABA is sent for with the platform's token, whoever has proven that it is theirs.
  const sealedToken = token === null || wabaId === ports.platform.wabaId ? null : sealToken(ports.cipher, id, token);
  let added = false;
  try {
    added = await ports.store.add(stamp, { id, numberId, wabaId, sealedToken, tokenExpiresAt, facts });
  } finally {
    // Refused in a race, or the database is away.
    if (!added && token !== null) await leaveUnusedWaba(ports, wabaId, token);
  }
  if (!added) return refused("taken");
  if (token === null) await subscribePlatform(ports, id, wabaId);
  return { kind: "connected", accountId: id };
}

/** The operator's own WABA: if that fails the account stays, and its tick says so. */
async function subscribePlatform({ directory, platform, log }: AccountPorts, accountId: string, wabaId: string) {
  const subscribed = await directory.subscribe(wabaId, platform.token).catch(() => null);
  if (!subscribed?.ok) log.warn("account.not_subscribed", { accountId, code: subscribed?.code });
}

function refused(reason: NotConnected["reason"], code: number | null = null, said: string | null = null): NotConnected {
  return { kind: "refused", reason, code, said };
}
