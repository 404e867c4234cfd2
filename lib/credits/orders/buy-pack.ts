import { AppError, UpstreamError } from "@/lib/core/errors";
import type { IdSource } from "@/lib/core/ids";
import type { CreditPack } from "./credit-pack";
import type { Order } from "./order";
import type { BillingRecords, BillingStamp, NewOrder } from "./order-records.port";
import type { Buyer } from "./payments.port";
import { type OrderStanding, type SettlePorts, settleOrder } from "./settle-order";

export type BuyPorts = SettlePorts & { billing: BillingRecords; ids: IdSource };

/**
 * `go`: pay at this address. `settled`: the Checkout that was still open turned out to be paid, or its payment is under
 * way; whoever wants to buy once more asks once more.
 */
export type BuyResult = { kind: "go"; orderId: string; url: string } | { kind: "settled"; orderId: string };

/** Stripe takes 30 minutes at least (docs.stripe.com/api/checkout/sessions/create); a repeated request must still have them. */
const EXPIRES_AFTER_MS = 60 * 60_000;

/** A Checkout with less time left is not handed out again. */
const TIME_TO_PAY_MS = 10 * 60_000;

const TRIES = 4;

/** Begins a purchase on Stripe's page. Two clicks, also at once, get the same page. Throws UpstreamError. */
export async function buyPack(
  ports: BuyPorts,
  stamp: BillingStamp,
  buyer: Buyer,
  pack: CreditPack,
): Promise<BuyResult> {
  const { orders, clock } = ports;
  const { tenantId } = stamp;
  for (let tries = 0; tries < TRIES; tries += 1) {
    const customerId = await ensureCustomer(ports, tenantId, buyer);
    const { autoTopUp, cardSaved } = await ports.billing.readSettings(tenantId, clock.now());
    const savesCard = autoTopUp !== null && !cardSaved;
    const opened = await orders.openCheckout(draftOrder(ports, tenantId, customerId, pack, savesCard), stamp);
    const asWanted = opened.kind === "opened" || isSamePurchase(opened.order, pack, savesCard, clock.now());
    if (!asWanted) await endCheckout(ports, opened.order);
    const standing = await settleOrder(ports, opened.order);
    const result = readStanding(standing);
    if (result && (asWanted || result.kind === "settled")) return result;
    if (standing.sight.kind === "refused" && standing.sight.customerGone) {
      await ports.billing.dropCustomer(tenantId, opened.order.customerId, clock.now());
    } else if (opened.kind === "opened") {
      throw new UpstreamError("stripe", "begin", false, standing.order.failure ?? standing.order.state);
    }
  }
  throw new AppError("conflict", "the open Checkout did not end");
}

/**
 * The tenant's customer at Stripe, made when it is not there yet. A crash in between finds the same one again; where two
 * persons of a tenant press at once the first one's is kept.
 */
export async function ensureCustomer({ billing, payments }: BuyPorts, tenantId: string, buyer: Buyer): Promise<string> {
  const known = await billing.readCustomer(tenantId);
  if (known.customerId !== null) return known.customerId;
  const made = await payments.createCustomer(tenantId, known.round, buyer);
  const kept = await billing.keepCustomer(tenantId, known.round, made);
  return kept.customerId ?? made;
}

function draftOrder(
  { payments, ids, clock }: BuyPorts,
  tenantId: string,
  customerId: string,
  pack: CreditPack,
  savesCard: boolean,
): NewOrder {
  const now = clock.now();
  const expiresAt = new Date(now.getTime() + EXPIRES_AFTER_MS);
  const draft = { id: ids.newId(), tenantId, kind: "checkout", pack, customerId, savesCard, expiresAt } as const;
  const whole = { ...draft, paymentMethodId: null };
  return { ...whole, parameters: payments.parametersOf(whole), now };
}

function isSamePurchase(order: Order, pack: CreditPack, savesCard: boolean, now: Date): boolean {
  const { credits, priceMinor, currency, expiresAt } = order;
  const same = credits === pack.credits && priceMinor === pack.priceMinor && currency === pack.currency;
  const msLeft = (expiresAt?.getTime() ?? 0) - now.getTime();
  return same && order.savesCard === savesCard && msLeft > TIME_TO_PAY_MS;
}

/** Another pack is wanted: the page of the first must not take money any more. */
async function endCheckout(ports: BuyPorts, order: Order): Promise<void> {
  const known = order.objectId === null ? (await settleOrder(ports, order)).order : order;
  if (known.objectId !== null && known.state === "open") await ports.payments.expire(known);
}

function readStanding({ order, sight }: OrderStanding): BuyResult | null {
  if (order.state === "paid" || order.state === "paying") return { kind: "settled", orderId: order.id };
  const url = sight.kind === "seen" ? sight.payment.checkoutUrl : null;
  return order.state === "open" && url !== null ? { kind: "go", orderId: order.id, url } : null;
}
