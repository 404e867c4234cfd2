import type { AccountRecord } from "@/lib/accounts/account-view";
import type { AuditStamp } from "@/lib/core/audit-stamp";
import { tokenInForce } from "../access-token";
import type { AccountPorts } from "../account-records.port";
import { type Check, checkConnection } from "./check-connection";
import type { Answer } from "./number-directory.port";

export type Mend =
  | { step: "subscribe" }
  | { step: "callback" }
  /** `pin`: six digits, the number's two-step code. */
  | { step: "register"; pin: string };

export type MendResult = Check | { kind: "failed"; code: number };

/** Does at Meta what a red tick lacks, then asks for all ticks again. */
export async function mendConnection(
  ports: AccountPorts,
  stamp: AuditStamp,
  account: AccountRecord,
  mend: Mend,
): Promise<MendResult> {
  const token = tokenInForce(ports, account);
  if (token === null) return { kind: "refused", code: 0, tokenRefused: true };
  const done = await askMeta(ports, account, token, mend);
  if (!done.ok) return done.tokenRefused ? { kind: "refused", ...done } : { kind: "failed", code: done.code };
  if (mend.step === "register") {
    await ports.store.noteRegistered({ tenantId: account.tenantId, accountId: account.view.id });
  }
  await ports.store.noteMended(stamp, account.view.id, mend.step);
  return checkConnection(ports, account);
}

function askMeta(ports: AccountPorts, { view }: AccountRecord, token: string, mend: Mend): Promise<Answer<null>> {
  const { directory, platform } = ports;
  switch (mend.step) {
    case "subscribe":
      return directory.subscribe(view.wabaId ?? platform.wabaId, token);
    case "callback":
      return directory.setCallback(view.externalId, token, platform.callback);
    case "register":
      return directory.register(view.externalId, token, mend.pin);
  }
}
