import type { AccountPorts } from "../account-records.port";
import type { NumberFacts, Refused } from "./number-directory.port";

export type NotProven =
  /** Meta doesn't know the token, or no longer. */
  | "token_refused"
  /** It belongs to another Meta app: the number's messages would go there. */
  | "token_of_other_app"
  | "token_lacks_permission"
  /** The token's businesses don't have this number. */
  | "not_listed"
  /** No token given, and the operator has not assigned the number to this tenant. */
  | "not_assigned";

export type Proof = { ok: true; wabaId: string; facts: NumberFacts } | { ok: false; reason: NotProven };

type Ports = Pick<AccountPorts, "directory" | "store" | "platform">;

/**
 * Whether a tenant may connect a number: a token of theirs lists it, or the operator has assigned it to them. That the
 * platform's token can read it proves nothing, since it reads every tenant's.
 */
export async function proveControl(
  ports: Ports,
  tenantId: string,
  numberId: string,
  ownToken: string | null,
): Promise<Proof> {
  if (ownToken === null) return proveByAssignment(ports, tenantId, numberId);
  // With the platform's own token anybody's number would be "listed".
  if (ownToken === ports.platform.token) return notProven("token_of_other_app");
  const token = await ports.directory.inspectToken(ownToken);
  if (!token.valid) return notProven("token_refused");
  if (!token.ours) return notProven("token_of_other_app");
  if (!token.scoped) return notProven("token_lacks_permission");
  for (const wabaId of token.wabaIds) {
    const listed = await ports.directory.listNumberIds(wabaId, ownToken);
    if (!listed.ok || !listed.value.includes(numberId)) continue;
    return readFacts(ports, numberId, ownToken, wabaId);
  }
  return notProven("not_listed");
}

async function proveByAssignment(ports: Ports, tenantId: string, numberId: string): Promise<Proof> {
  if (!(await ports.store.isAssigned(tenantId, numberId))) return notProven("not_assigned");
  const { token, wabaId } = ports.platform;
  const listed = await ports.directory.listNumberIds(wabaId, token);
  if (!listed.ok || !listed.value.includes(numberId)) return notProven("not_listed");
  return readFacts(ports, numberId, token, wabaId);
}

async function readFacts(ports: Ports, numberId: string, token: string, wabaId: string): Promise<Proof> {
  const facts = await ports.directory.readNumber(numberId, token);
  return facts.ok ? { ok: true, wabaId, facts: facts.value } : notProven(reasonOf(facts));
}

const reasonOf = ({ tokenRefused }: Refused): NotProven => (tokenRefused ? "token_refused" : "not_listed");

const notProven = (reason: NotProven): Proof => ({ ok: false, reason });
