import type { AccountRecord } from "@/lib/accounts/account-view";
import { OUTLIVES_TOKEN, type Trouble } from "@/lib/channels/account-news";
import { toldTrouble } from "@/lib/channels/broken-causes";
import type { AuditStamp } from "@/lib/core/audit-stamp";
import { sealToken, tokenInForce } from "../access-token";
import type { AccountPorts } from "../account-records.port";
import { type Check, checkConnection } from "./check-connection";
import type { NotProven } from "./find-number";
import { leaveUnusedWaba } from "./leave-unused-waba";
import { proveControl } from "./prove-control";

/** Asks Meta with the token in force; when it answers, the mark of a broken account is taken away. */
export async function repairAccount(ports: AccountPorts, stamp: AuditStamp, account: AccountRecord): Promise<Check> {
  const check = await checkConnection(ports, account);
  if (check.kind !== "checked") return check;
  const { brokenReason } = check.record.view;
  if (brokenReason === null) return check;
  // A number that Meta holds back can be read all the same.
  const trouble = toldTrouble(brokenReason);
  if (trouble && OUTLIVES_TOKEN.has(trouble) && !(await isOver(ports, check.record, trouble))) return check;
  const record = await ports.store.repair(stamp, account.view.id, brokenReason);
  return { kind: "checked", record: record ?? check.record };
}

/** Whatever end Meta named: after an appeal it may come earlier, and nobody tells. */
function isOver({ probe }: AccountPorts, { view, sealedToken }: AccountRecord, trouble: Trouble): Promise<boolean> {
  return probe({ id: view.id, channel: view.channel, externalId: view.externalId, sealedToken }, trouble);
}

export type ReplacedToken = { kind: "replaced"; record: AccountRecord } | { kind: "refused"; reason: NotProven };

/** Puts a new token in the old one's place, if it proves control of the number like the first one did. */
export async function replaceToken(
  ports: AccountPorts,
  stamp: AuditStamp,
  account: AccountRecord,
  token: string,
): Promise<ReplacedToken> {
  const { view } = account;
  const proof = await proveControl(ports, stamp.tenantId, { numberId: view.externalId, token, wabaId: view.wabaId });
  if (!proof.ok) return { kind: "refused", reason: proof.reason };
  const sealed = sealToken(ports.cipher, view.id, token);
  const replaced = await ports.store.replaceToken(stamp, view.id, sealed, proof);
  if (!replaced) {
    // Disconnected meanwhile.
    await leaveUnusedWaba(ports, proof.wabaId, token);
    return { kind: "refused", reason: "not_listed" };
  }
  // Another account of Meta's carries the number now; of the earlier one nobody would ever see to it again.
  if (view.wabaId !== null && view.wabaId !== proof.wabaId) {
    await leaveUnusedWaba(ports, view.wabaId, tokenInForce(ports, account) ?? token);
  }
  const check = await checkConnection(ports, replaced);
  return { kind: "replaced", record: check.kind === "checked" ? check.record : replaced };
}
