import type { AccountRecord } from "@/lib/accounts/account-view";
import type { AuditStamp } from "@/lib/core/audit-stamp";
import { openToken, tokenInForce } from "../../access-token";
import { checkConnection, sameAddress } from "../check-connection";
import { connectNumber } from "../connect-number";
import { nameState } from "../display-name";
import { listWabas, readOwnToken } from "../find-number";
import type { Refused } from "../number-directory.port";
import { replaceToken } from "../repair-account";
import { openPin, PIN_MISMATCH, sealPin, TOO_MANY_TRIES } from "../two-step-pin";
import type { Signup, SignupFailure, SignupState, SignupStep } from "./signup";
import type { SignupPorts } from "./signup.port";

type Work = (
  ports: SignupPorts,
  stamp: AuditStamp,
  signup: Signup,
  ownersPin: string | null,
) => Promise<Partial<Signup>>;

/** What each step does. All of them ask Meta how things are before they change anything: repeated, they do no harm. */
export const SIGNUP_WORK: Readonly<Record<SignupStep, Work>> = {
  // Done before there is a signup to be stored (`startSignup`); nothing is left of a code.
  exchange: async () => fail("exchange", "code_expired"),
  number: findNumbers,
  control: takeNumber,
  callback: pointHere,
  registration: register,
  facts: readFacts,
};

/** Which number it is: the one that the window named, if the token lists it, else the only one, else the owner says. */
async function findNumbers(ports: SignupPorts, _stamp: AuditStamp, signup: Signup): Promise<Partial<Signup>> {
  const token = ownToken(ports, signup);
  if (token === null) return fail("number", "token_refused");
  const usable = await readOwnToken(ports, token);
  if (!usable.ok) return fail("number", usable.reason);
  const { hints } = signup;
  const said = hints.numberId === null ? null : await ports.directory.wabasOfNumber(hints.numberId, token);
  const hinted = hints.wabaId === null ? [] : [hints.wabaId];
  const named = [...hinted, ...usable.facts.wabaIds, ...(said?.ok ? said.value : [])];
  let { wabas, refusal } = await listWabas(ports, token, named);
  if (wabas.length === 0) {
    // Neither the window nor the token says where: of what was shared with us lately, the token reads its own.
    const { wabaId, token: ours } = ports.platform;
    const shared = await ports.directory.listSharedWabas(wabaId, ours);
    const rest = shared.ok ? shared.value.filter((id) => !named.includes(id)) : [];
    const found = await listWabas(ports, token, rest, () => true);
    wabas = found.wabas;
    refusal ??= found.refusal;
  }
  if (wabas.length === 0) return end({ kind: "not_shared", code: refusal?.code ?? null, said: refusal?.said ?? null });
  const found = wabas.flatMap(({ wabaId, numbers }) => numbers.map((number) => ({ ...number, wabaId })));
  // One number may stand in several accounts of Meta's: the first that was named counts.
  const numbers = found.filter(({ id }, index) => found.findIndex((one) => one.id === id) === index);
  const [only, ...others] = numbers;
  if (only === undefined) return end({ kind: "no_number" });
  const chosen = numbers.find(({ id }) => id === hints.numberId) ?? (others.length === 0 ? only : null);
  if (chosen === null) return end({ kind: "several_numbers", numbers });
  return { chosen: { wabaId: chosen.wabaId, numberId: chosen.id }, ...next("control") };
}

/**
 * Proves control with the token of the signup alone, and makes the account, which has that token from then on. A number
 * that this tenant has here already is connected again: its account gets the new token, and stays as it is.
 */
async function takeNumber(ports: SignupPorts, stamp: AuditStamp, signup: Signup): Promise<Partial<Signup>> {
  const made = await ports.store.find(stamp.tenantId, signup.accountId);
  if (made?.view.disconnectedAt) return fail("control", "disconnected");
  if (made) return { sealedToken: null, ...next("callback") };
  const token = ownToken(ports, signup);
  if (token === null || signup.chosen === null) return fail("control", "token_refused");
  const { wabaId, numberId } = signup.chosen;
  const known = (await ports.store.list(stamp.tenantId)).find(({ view }) => view.externalId === numberId);
  if (known) {
    const accountId = known.view.id;
    const sent = wabaId === ports.platform.wabaId ? null : await replaceToken(ports, stamp, known, token);
    if (sent?.kind === "refused") return fail("control", sent.reason);
    return { accountId, sealedToken: null, ...next("callback") };
  }
  const result = await connectNumber(ports, stamp, { ...signup.chosen, token }, signup.id);
  if (result.kind === "refused") return fail("control", result.reason, result);
  return { sealedToken: null, ...next("callback") };
}

/** An address of the number's own, only where its messages would go elsewhere: the app's is ours as a rule. */
async function pointHere(ports: SignupPorts, stamp: AuditStamp, signup: Signup): Promise<Partial<Signup>> {
  const own = await ownAccount(ports, stamp, signup);
  if (own === null) return fail("callback", "disconnected");
  const { account, token } = own;
  const number = await ports.directory.readNumber(account.view.externalId, token);
  if (!number.ok) return fail("callback", "number_refused", number);
  const { callback } = number.value;
  if (callback !== null && sameAddress(callback, ports.platform.callback)) return next("registration");
  const set = await ports.directory.setCallback(account.view.externalId, token, ports.platform.callback);
  return set.ok ? next("registration") : fail("callback", "callback_refused", set);
}

/**
 * Registers with a PIN that is kept before Meta gets it, and asks for the owner's where the number has another. Never
 * where the phone app is still in use, whatever way was clicked: that would take the number from the phone.
 */
async function register(
  ports: SignupPorts,
  stamp: AuditStamp,
  signup: Signup,
  ownersPin: string | null,
): Promise<Partial<Signup>> {
  const own = await ownAccount(ports, stamp, signup);
  if (own === null) return fail("registration", "disconnected");
  const { account, token } = own;
  const number = await ports.directory.readNumber(account.view.externalId, token);
  if (!number.ok) return fail("registration", "number_refused", number);
  if (number.value.onBusinessApp) return next("facts");
  const ref = { tenantId: stamp.tenantId, accountId: account.view.id };
  const kept =
    ownersPin === null ? await pinInForce(ports, stamp.tenantId, account) : { pin: ownersPin, proven: false };
  const done = await ports.directory.register(account.view.externalId, token, kept.pin);
  if (!done.ok) {
    if (done.code === PIN_MISMATCH) return end({ kind: "pin_needed", wrong: ownersPin !== null });
    const reason = TOO_MANY_TRIES.has(done.code) ? "too_many_tries" : "registration_refused";
    return fail("registration", reason, done);
  }
  await ports.store.notePin(ref, {
    sealedPin: sealPin(ports.cipher, account.view.id, kept.pin),
    // One that was registered keeps the PIN it had, and Meta accepts any.
    proven: kept.proven || !number.value.registered,
  });
  await ports.store.noteRegistered(ref);
  return next("facts");
}

/** The kept PIN; a new one, kept first, where there is none or no key opens it. */
async function pinInForce(
  ports: SignupPorts,
  tenantId: string,
  { view }: AccountRecord,
): Promise<{ pin: string; proven: boolean }> {
  const ref = { tenantId, accountId: view.id };
  const fresh = ports.newPin();
  const sealed = sealPin(ports.cipher, view.id, fresh);
  const { sealedPin, proven } = await ports.store.keepPin(ref, sealed);
  const pin = openPin(ports.cipher, view.id, sealedPin);
  if (pin !== null) return { pin, proven };
  await ports.store.notePin(ref, { sealedPin: sealed, proven: false });
  return { pin: fresh, proven: false };
}

/** What Meta says of the number now. A display name that was approved since makes it register again, or it is not shown. */
async function readFacts(ports: SignupPorts, stamp: AuditStamp, signup: Signup): Promise<Partial<Signup>> {
  const account = await ports.store.find(stamp.tenantId, signup.accountId);
  if (account === null || account.view.disconnectedAt) return fail("facts", "disconnected");
  const check = await checkConnection(ports, account);
  if (check.kind === "refused") {
    return fail("facts", "number_refused", { code: check.code, said: null });
  }
  const { id: accountId, displayAddress: displayPhone, onBusinessApp, nameStatus, pin } = check.record.view;
  const said = nameState(nameStatus);
  // Where Meta says nothing of it there is nothing to be told.
  const name = said === "none" ? "approved" : said;
  if (signup.nameInReview && name === "approved") return { nameInReview: false, ...next("registration") };
  const state: SignupState = { kind: "connected", accountId, displayPhone, onBusinessApp, name, pin };
  return { nameInReview: name === "in_review", state };
}

type Own = { account: AccountRecord; token: string };

/** The account that the signup has made, with the token in force; null once it is disconnected, or no key opens its token. */
async function ownAccount(ports: SignupPorts, stamp: AuditStamp, signup: Signup): Promise<Own | null> {
  const account = await ports.store.find(stamp.tenantId, signup.accountId);
  if (account === null || account.view.disconnectedAt) return null;
  const token = tokenInForce(ports, account);
  return token === null ? null : { account, token };
}

function ownToken({ cipher }: SignupPorts, { id, sealedToken }: Signup): string | null {
  return sealedToken === null ? null : openToken(cipher, id, sealedToken);
}

const end = (state: SignupState): Partial<Signup> => ({ state });
const next = (step: SignupStep): Partial<Signup> => end({ kind: "working", step });

function fail(
  step: SignupStep,
  reason: SignupFailure,
  refusal: Pick<Refused, "said"> & { code: number | null } = { code: null, said: null },
): Partial<Signup> {
  return end({ kind: "failed", step, reason, code: refusal.code, said: refusal.said });
}
