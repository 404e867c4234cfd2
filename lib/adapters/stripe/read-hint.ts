import Stripe from "stripe";
import { isHintType, type PaymentHint } from "@/lib/credits/orders/payments.port";

/** `forged`: no secret of ours signed this body within the last five minutes, or it is no event of the kind we take. */
export type ReadHint = { kind: "forged" } | { kind: "ignored" } | { kind: "hint"; hint: PaymentHint };

const MOST_SECRETS = 2;

/**
 * Reads an event whose `stripe-signature` fits its raw body (docs.stripe.com/webhooks/signature). While a secret is
 * changed either may sign. A thin event makes the SDK throw an error of another class than a wrong signature does; we
 * subscribe to none, so both are refused alike.
 */
export function readHint(rawBody: Uint8Array, signature: string, secrets: readonly string[]): ReadHint {
  for (const secret of secrets.slice(0, MOST_SECRETS)) {
    const event = verify(rawBody, signature, secret);
    if (event !== null) return readEvent(event);
  }
  return { kind: "forged" };
}

function verify(rawBody: Uint8Array, signature: string, secret: string): Stripe.Event | null {
  try {
    return Stripe.webhooks.constructEvent(Buffer.from(rawBody), signature, secret);
  } catch {
    return null;
  }
}

function readEvent(event: Stripe.Event): ReadHint {
  const object = event.data?.object as unknown;
  const eventId = idOf(event.id);
  const objectId = idOf(fieldOf(object, "id"));
  if (eventId === null || objectId === null || !isHintType(event.type)) return { kind: "ignored" };
  const intent = fieldOf(object, "payment_intent");
  return {
    kind: "hint",
    hint: {
      eventId,
      type: event.type,
      live: event.livemode,
      objectId,
      orderId: idOf(fieldOf(fieldOf(object, "metadata"), "order")),
      paymentIntentId: event.type.startsWith("payment_intent.") ? objectId : idOf(fieldOf(intent, "id") ?? intent),
    },
  };
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

/** Stripe's own are at most 255 characters long. A control character no database takes: it would be sent again for days. */
function idOf(value: unknown): string | null {
  return typeof value === "string" && value.length <= 255 && /^[\x21-\x7e]+$/.test(value) ? value : null;
}
