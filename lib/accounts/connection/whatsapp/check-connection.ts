import type { AccountRecord, Health } from "@/lib/accounts/account-view";
import { tokenInForce } from "../access-token";
import type { AccountPorts } from "../account-records.port";
import type { NumberFacts } from "./number-directory.port";

export type Check =
  | { kind: "checked"; record: AccountRecord }
  /** Meta refuses the token in force, or with it the number. Code 0: the stored token can't be opened. */
  | { kind: "refused"; code: number; tokenRefused: boolean };

type Ports = Pick<AccountPorts, "directory" | "store" | "cipher" | "platform" | "clock">;

/** Asks Meta for the three ticks that only it can give, and writes down what it says. */
export async function checkConnection(ports: Ports, account: AccountRecord): Promise<Check> {
  const { view, tenantId } = account;
  const token = tokenInForce(ports, account);
  if (token === null) return { kind: "refused", code: 0, tokenRefused: true };
  const number = await ports.directory.readNumber(view.externalId, token);
  if (!number.ok) return { kind: "refused", code: number.code, tokenRefused: number.tokenRefused };
  const wabaId = view.wabaId ?? ports.platform.wabaId;
  const subscribed = await ports.directory.isSubscribed(wabaId, token);
  if (!subscribed.ok) return { kind: "refused", code: subscribed.code, tokenRefused: subscribed.tokenRefused };
  const health = readHealth(number.value, subscribed.value, ports.platform.callback, ports.clock.now());
  const record = await ports.store.noteFacts(tenantId, view.id, number.value, health);
  return { kind: "checked", record: record ?? account };
}

function readHealth(facts: NumberFacts, subscribed: boolean, ourCallback: string, now: Date): Health {
  return {
    subscribed,
    callback: facts.callback !== null && sameAddress(facts.callback, ourCallback),
    registered: facts.registered,
    checkedAt: now.getTime(),
  };
}

/** Host names in capitals and a written-out default port are the same address. */
export function sameAddress(one: string, other: string): boolean {
  return URL.canParse(one) && new URL(one).href === new URL(other).href;
}
