import type { AuditStamp } from "@/lib/core/audit-stamp";
import { sealToken } from "../access-token";
import type { AccountPorts } from "../account-records.port";
import { type NotProven, proveControl } from "./prove-control";

export type ConnectResult = { kind: "connected"; accountId: string } | { kind: "refused"; reason: NotProven | "taken" };

/**
 * Makes the account after proving control again: what the browser was shown before proves nothing. Then asks Meta to
 * send us the WABA's messages; if that fails the account stays, and its tick says so. Nothing is answered until the
 * default reply is confirmed.
 */
export async function connectNumber(
  ports: AccountPorts,
  stamp: AuditStamp,
  numberId: string,
  ownToken: string | null,
): Promise<ConnectResult> {
  const proof = await proveControl(ports, stamp.tenantId, numberId, ownToken);
  if (!proof.ok) return { kind: "refused", reason: proof.reason };
  const id = ports.ids.newId();
  const sealedToken = ownToken === null ? null : sealToken(ports.cipher, id, ownToken);
  const added = await ports.store.add(stamp, { id, numberId, wabaId: proof.wabaId, sealedToken, facts: proof.facts });
  if (!added) return { kind: "refused", reason: "taken" };
  const subscribed = await ports.directory.subscribe(proof.wabaId, ownToken ?? ports.platform.token).catch(() => null);
  if (!subscribed?.ok) ports.log.warn("account.not_subscribed", { accountId: id, code: subscribed?.code });
  return { kind: "connected", accountId: id };
}
