/**
 * Registration and the two-step PIN (WA/business-phone-numbers/registration/, …/two-step-verification/,
 * WA/account-model-evolution/onboarding). Registering a registered number succeeds and keeps the PIN in force; an approved
 * name comes into force with the next registration; a number that is in use in the phone app is not registered at all.
 * Meta does not publish the code of that last refusal: here it is 100.
 */
import { GraphError, invalidParameter } from "../world/graph-error";
import type { MetaWorld } from "../world/meta-world";
import type { GraphCall } from "./graph-route";

/** WA/support/error-codes: more than 10 registrations in 72 hours are refused with 133016. */
const maxRegistrations = 10;
const registrationWindowMs = 72 * 3600 * 1000;

function readPin(given: unknown): string {
  // A PIN that travelled as a number has lost its leading zeros before it came here.
  const pin = typeof given === "number" ? String(given) : given;
  if (typeof pin !== "string" || !/^\d{6}$/.test(pin)) throw invalidParameter("Param pin must be 6 digits long");
  return pin;
}

function inUseOnThePhone(): GraphError {
  const details = "The number is in use in the WhatsApp Business app; it is attached and detached there.";
  return new GraphError({ status: 400, code: 100, message: "(#100) Invalid parameter", details });
}

export function register(world: MetaWorld, { id, wabaIds, fields }: GraphCall): object {
  const number = world.visibleNumber(id, wabaIds, "post");
  if (fields.get("messaging_product") !== "whatsapp") {
    throw invalidParameter("The parameter messaging_product is required.");
  }
  const pin = readPin(fields.get("pin"));
  if (number.onBizApp) throw inUseOnThePhone();
  const now = Date.now();
  number.registrations = [...number.registrations.filter((at) => now - at < registrationWindowMs), now];
  world.changed();
  if (number.registrations.length > maxRegistrations) {
    const message = "(#133016) Account register deregister rate limit exceeded";
    throw new GraphError({ status: 400, code: 133016, message });
  }
  if (!number.registered && number.pin !== undefined && number.pin !== pin) {
    const details = "The two-step verification PIN does not match the one that is set for this number.";
    throw new GraphError({
      status: 400,
      code: 133005,
      message: "(#133005) Two step verification PIN Mismatch",
      details,
    });
  }
  number.registered = true;
  number.pin ??= pin;
  number.nameInForce = number.nameStatus === "APPROVED";
  world.changed();
  return { success: true };
}

export function deregister(world: MetaWorld, { id, wabaIds }: GraphCall): object {
  const number = world.visibleNumber(id, wabaIds, "post");
  if (number.onBizApp) throw inUseOnThePhone();
  number.registered = false;
  world.changed();
  return { success: true };
}

/** `POST /{number} {"pin"}`: puts another PIN in force, whatever the old one was. */
export function setPin(world: MetaWorld, { id, wabaIds, fields }: GraphCall): object {
  const number = world.visibleNumber(id, wabaIds, "post");
  number.pin = readPin(fields.get("pin"));
  world.changed();
  return { success: true };
}
