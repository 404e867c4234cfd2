/** The whole of the stand-in's workings, as its addresses and pages use them. */
import { Cashier } from "../money/cashier";
import { Checkout } from "../money/checkout";
import { Disputes } from "../money/disputes";
import { Invoices } from "../money/invoices";
import { Refunds } from "../money/refunds";
import { Catalog } from "../objects/catalog";
import type { CustomerRecord, MethodRecord } from "../records";
import type { StripeWorld } from "../stripe-world";
import type { WebhookCourier } from "../webhooks/courier";
import { EventLog } from "../webhooks/event-log";
import { IdempotencyKeys } from "./idempotency";

export class StripeParts {
  readonly catalog: Catalog;
  readonly events: EventLog;
  readonly keys: IdempotencyKeys;
  readonly cashier: Cashier;
  readonly checkout: Checkout;
  readonly invoices: Invoices;
  readonly refunds: Refunds;
  readonly disputes: Disputes;

  /** @param laterMs when something that happens days later happens here */
  constructor(
    readonly world: StripeWorld,
    readonly courier: WebhookCourier,
    laterMs: number,
  ) {
    this.catalog = new Catalog(world);
    this.events = new EventLog(this.catalog, courier);
    this.keys = new IdempotencyKeys(world);
    this.disputes = new Disputes(world, this.events);
    this.cashier = new Cashier(world, this.events, this.disputes);
    this.invoices = new Invoices(this.cashier);
    this.checkout = new Checkout(this.cashier, this.invoices);
    this.refunds = new Refunds(world, this.events, laterMs);
  }

  savedMethods(customer: string): MethodRecord[] {
    return [...this.world.methods.values()].filter((method) => method.customer === customer);
  }

  detach(method: MethodRecord): void {
    const owner = this.world.customers.get(method.customer ?? "");
    if (owner?.defaultMethod === method.id) owner.defaultMethod = null;
    const previous = { customer: method.customer };
    method.customer = null;
    this.world.changed();
    void this.events.emit("payment_method.detached", method.id, previous);
  }

  deleteCustomer(customer: CustomerRecord): void {
    for (const method of this.savedMethods(customer.id)) this.detach(method);
    const event = this.events.emit("customer.deleted", customer.id);
    customer.deleted = true;
    this.world.changed();
    void event;
  }
}
