import type { AccountRecord } from "@/lib/accounts/account-view";
import { describeError, UpstreamError } from "@/lib/core/errors";
import { tokenInForce } from "../../access-token";
import type { AccountPorts } from "../../account-records.port";
import type { Answer } from "../number-directory.port";
import { openPin, PIN_MISMATCH, TOO_MANY_TRIES } from "../two-step-pin";
import type { FactsRecords } from "./facts-records.port";

export type RegisterPorts = Pick<AccountPorts, "directory" | "store" | "cipher" | "platform" | "clock" | "log"> & {
  facts: FactsRecords;
};

/** Meta allows ten tries in 72 hours: six are ours at most, and leave its owner some. */
const BETWEEN_TRIES_MS = 12 * 3_600_000;
const LOCKED_FOR_MS = 72 * 3_600_000;

/**
 * Registers a number again with the PIN that is kept, where its name was approved since: before that Meta doesn't show
 * it. The time of the next try is stored before this one, so that a process that dies in between neither forgets it nor
 * repeats it without end; done twice it does no harm. A PIN that is of no use is forgotten: then the owner is asked for it.
 * True: done.
 */
export async function registerAgain(ports: RegisterPorts, { record }: { record: AccountRecord }): Promise<boolean> {
  const { view, tenantId } = record;
  const token = tokenInForce(ports, record);
  if (!view.registerAgain || view.onBusinessApp || token === null) return false;
  const ref = { tenantId, accountId: view.id };
  const now = ports.clock.now().getTime();
  const kept = await ports.facts.beginRegistration(ref, new Date(now), new Date(now + BETWEEN_TRIES_MS));
  if (kept === null) return false;
  const pin = openPin(ports.cipher, view.id, kept.sealedPin);
  if (pin === null) {
    ports.log.warn("number.pin_unreadable", { accountId: view.id });
    await ports.store.forgetPin(ref, kept.sealedPin);
    return false;
  }
  const done = await register(ports, record, token, pin);
  if (done === null) return false;
  if (!done.ok) {
    ports.log.warn("number.not_registered_again", { accountId: view.id, code: done.code });
    if (done.code === PIN_MISMATCH) await ports.store.forgetPin(ref, kept.sealedPin);
    if (TOO_MANY_TRIES.has(done.code)) await ports.facts.postponeRegistration(ref, new Date(now + LOCKED_FOR_MS));
    return false;
  }
  // One that was registered keeps the PIN it had, and Meta accepts any.
  const proven = kept.proven || view.health?.registered === false;
  await ports.store.notePin(ref, { ...kept, proven });
  await ports.store.noteRegistered(ref);
  ports.log.info("number.registered_again", { accountId: view.id });
  return true;
}

/** Null: no answer. It may be done or not, and is tried again like what failed. */
async function register(
  { directory, log }: RegisterPorts,
  { view }: AccountRecord,
  token: string,
  pin: string,
): Promise<Answer<null> | null> {
  try {
    return await directory.register(view.externalId, token, pin);
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
    log.warn("number.register_unanswered", { accountId: view.id, error: describeError(error) });
    return null;
  }
}
