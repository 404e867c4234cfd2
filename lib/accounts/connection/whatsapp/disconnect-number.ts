import type { AccountRecord } from "@/lib/accounts/account-view";
import type { AuditStamp } from "@/lib/core/audit-stamp";
import { tokenInForce } from "../access-token";
import type { AccountPorts } from "../account-records.port";
import { sameAddress } from "./check-connection";
import { isUnusedWaba, unsubscribeWaba } from "./leave-unused-waba";
import type { Answer } from "./number-directory.port";

export type DisconnectResult = {
  kind: "disconnected";
  /** What Meta would not do for us (a token that no longer works, say); the owner may have to do it there. */
  leftAtMeta: ("callback" | "registration" | "subscription")[];
};

/**
 * Gives the number's own address back and deregisters it at Meta (not where the phone app is still in use), ends the
 * account, and stops the WABA's messages if it isn't the platform's and no account is left in it. A refusal of Meta's
 * doesn't hold anybody here; no answer does (UpstreamError): try again.
 */
export async function disconnectNumber(
  ports: AccountPorts,
  stamp: AuditStamp,
  account: AccountRecord,
): Promise<DisconnectResult> {
  const { view } = account;
  const token = tokenInForce(ports, account);
  const leftAtMeta: DisconnectResult["leftAtMeta"] = [];
  const ask = async (what: DisconnectResult["leftAtMeta"][number], call: (token: string) => Promise<Answer<null>>) => {
    const answer = token === null ? null : await call(token);
    if (answer?.ok) return;
    leftAtMeta.push(what);
    ports.log.warn("account.left_at_meta", { accountId: view.id, what, code: answer?.code });
  };

  const number = token === null ? null : await ports.directory.readNumber(view.externalId, token);
  const facts = number?.ok ? number.value : null;
  // Forgotten, it would keep the messages from whoever serves the number next.
  if (facts?.ownCallback && sameAddress(facts.ownCallback, ports.platform.callback)) {
    await ask("callback", (inForce) => ports.directory.setCallback(view.externalId, inForce, null));
  }
  // Whoever answers on the phone goes on there; they end the connection in the app.
  if (!facts?.onBusinessApp) {
    await ask("registration", (inForce) => ports.directory.deregister(view.externalId, inForce));
  }
  const ended = await ports.store.disconnect(stamp, view.id);
  const { wabaId } = view;
  // Counted after our own row has ended, so that of two who leave at once the later sees nobody.
  if (ended && wabaId !== null && (await isUnusedWaba(ports, wabaId))) {
    await ask("subscription", (inForce) => unsubscribeWaba(ports, wabaId, inForce)).catch(() => {
      leftAtMeta.push("subscription");
      ports.log.warn("account.left_at_meta", { accountId: view.id, what: "subscription" });
    });
  }
  return { kind: "disconnected", leftAtMeta };
}
