import type { AccountPorts } from "../account-records.port";
import type { ListedNumber, NumberFacts, Refused, TokenFacts } from "./number-directory.port";

export type NotProven =
  /** Meta doesn't know the token, or no longer. */
  | "token_refused"
  /** It belongs to another Meta app: the number's messages would go there. */
  | "token_of_other_app"
  /** Meta lets it read none of the WABAs that it might be for. */
  | "token_lacks_permission"
  /** Neither the token nor anybody else says in which WABA the number is. */
  | "waba_unknown"
  /** The token's businesses don't have this number. */
  | "not_listed"
  /** It lists the number and may not have its messages passed on to us. */
  | "subscribe_refused"
  /** No token given, and the operator has not assigned the number to this tenant. */
  | "not_assigned";

/** Why a number is not proven, with what Meta answered where it was asked. */
export type NotFound = { ok: false; reason: NotProven; code: number | null; said: string | null };

export type FoundNumber = { ok: true; wabaId: string; facts: NumberFacts; tokenExpiresAt: Date | null };

/** WABAs that are asked, at most: each is a call to Meta with the customer's token. */
const CANDIDATES = 50;

type Ports = Pick<AccountPorts, "directory" | "platform">;

export type UsableToken = { ok: true; facts: TokenFacts };

/** Whether a tenant's own token is alive and our app's. What it may do is not asked here: calls that work show it. */
export async function readOwnToken({ directory, platform }: Ports, token: string): Promise<UsableToken | NotFound> {
  // With the platform's own token anybody's number would be "listed".
  if (token === platform.token) return notFound("token_of_other_app");
  const facts = await directory.inspectToken(token);
  if (!facts.valid) return notFound("token_refused");
  return facts.ours ? { ok: true, facts } : notFound("token_of_other_app");
}

export type WabaNumbers = { wabaId: string; numbers: ListedNumber[] };
export type ListedWabas = { wabas: WabaNumbers[]; refusal: Refused | null };

/** What a token lists in each WABA of which it is said to be; `until` ends the search. The last refusal is for words. */
export async function listWabas(
  { directory }: Ports,
  token: string,
  wabaIds: readonly string[],
  until: (waba: WabaNumbers) => boolean = () => false,
): Promise<ListedWabas> {
  const wabas: WabaNumbers[] = [];
  let refusal: Refused | null = null;
  for (const wabaId of [...new Set(wabaIds)].slice(0, CANDIDATES)) {
    const listed = await directory.listNumbers(wabaId, token);
    if (!listed.ok) {
      refusal = listed;
      continue;
    }
    wabas.push({ wabaId, numbers: listed.value });
    if (until({ wabaId, numbers: listed.value })) break;
  }
  return { wabas, refusal };
}

/**
 * Finds a number with the customer's own token, never the platform's, which reads every tenant's. `wabaId`, the token's
 * targets and what Meta says of the number only tell where to look: what counts is that the token lists the number there.
 */
export async function findNumber(
  ports: Ports,
  numberId: string,
  token: string,
  wabaId: string | null,
): Promise<FoundNumber | NotFound> {
  const usable = await readOwnToken(ports, token);
  if (!usable.ok) return usable;
  const has = ({ numbers }: WabaNumbers) => numbers.some(({ id }) => id === numberId);
  const named = [...(wabaId === null ? [] : [wabaId]), ...usable.facts.wabaIds];
  let { wabas, refusal } = await listWabas(ports, token, named, has);
  let asked = named;
  if (!wabas.some(has)) {
    const said = await ports.directory.wabasOfNumber(numberId, token);
    const more = said.ok ? said.value.filter((id) => !named.includes(id)) : [];
    const rest = await listWabas(ports, token, more, has);
    wabas = [...wabas, ...rest.wabas];
    refusal = rest.refusal ?? refusal;
    asked = [...named, ...more];
  }
  const found = wabas.find(has);
  if (!found) return notFound(reasonOf(usable.facts, asked, wabas, refusal), wabas.length === 0 ? refusal : null);
  const facts = await ports.directory.readNumber(numberId, token);
  if (!facts.ok) return notFound(facts.code === DEAD_TOKEN ? "token_refused" : "not_listed", facts);
  return { ok: true, wabaId: found.wabaId, facts: facts.value, tokenExpiresAt: usable.facts.expiresAt };
}

const DEAD_TOKEN = 190;

/** Only for the words: the number was not found either way. */
function reasonOf(token: TokenFacts, asked: string[], wabas: WabaNumbers[], refusal: Refused | null): NotProven {
  if (wabas.length > 0) return "not_listed";
  if (refusal?.code === DEAD_TOKEN) return "token_refused";
  const forWhatsapp = token.scopes.some((scope) => scope.startsWith("whatsapp_"));
  if (refusal?.tokenRefused || !forWhatsapp) return "token_lacks_permission";
  return asked.length === 0 ? "waba_unknown" : "not_listed";
}

export function notFound(reason: NotProven, refusal: Refused | null = null): NotFound {
  return { ok: false, reason, code: refusal?.code ?? null, said: refusal?.said ?? null };
}
