import type { Order, Sight } from "./order";
import type { OrderDraft } from "./payments.port";
import type { AutoTopUp, TopUpHindrance, TopUpOff } from "./top-up-policy";

/** Who buys or changes something, for the audit log. */
export type BillingStamp = { tenantId: string; personId: string; action: string; at: Date };

/** What a tenant is at Stripe. */
export type BillingCustomer = { customerId: string | null; round: number };

export type BillingSettings = {
  autoTopUp: AutoTopUp | null;
  /** Why it was switched off by the program, till the owner switches it on again. */
  offReason: string | null;
  cardSaved: boolean;
  /** What top-ups have cost this month (UTC), those under way included. */
  spentThisMonthMinor: number;
};

export type NewOrder = OrderDraft & { parameters: Record<string, unknown>; now: Date };

export type Settled = {
  order: Order;
  granted: number;
  mismatch: string | null;
  /** There is a mail to send. */
  notice: boolean;
};

export type Purchase = Pick<
  Order,
  | "id"
  | "kind"
  | "state"
  | "credits"
  | "priceMinor"
  | "paidMinor"
  | "currency"
  | "takenCredits"
  | "disputeOpen"
  | "receiptUrl"
  | "createdAt"
>;

/** A billing account whose card is to be looked at, or whose balance is below its line. */
export type DueBilling = BillingCustomer & {
  tenantId: string;
  paymentMethodId: string | null;
  autoTopUp: AutoTopUp | null;
  balance: number;
};

export type OrderRecords = {
  findOrder(tenantId: string, orderId: string): Promise<Order | null>;
  /** Takes an order that is due and keeps it from others until `until`. Tenants take turns; those of `except` have none. */
  claimOrder(now: Date, until: Date, except: readonly string[]): Promise<Order | null>;
  /** Stripe did not answer for an order that was claimed: it waits a minute, and longer each time, up to an hour. */
  backOff(order: Order, now: Date): Promise<void>;
  /** Makes the order, or returns the one that is open: a tenant has one open Checkout. */
  openCheckout(order: NewOrder, stamp: BillingStamp): Promise<{ kind: "opened" | "has_open"; order: Order }>;
  /**
   * Makes the order if all is so that it may be asked for, counted against the month before it is; else says why not.
   */
  openTopUp(order: NewOrder): Promise<{ kind: "opened"; order: Order } | { kind: "not_now"; why: TopUpHindrance }>;
  /**
   * Writes what follows from what Stripe has, with its ledger entries, in one transaction. Null when another look
   * was written since the order was read: what was seen may be older than what is known.
   */
  settleOrder(order: Order, sight: Sight, live: boolean, now: Date): Promise<Settled | null>;
  /** The newest first, at most `limit` (1 to 100). */
  listPurchases(tenantId: string, limit: number): Promise<Purchase[]>;
};

export type BillingRecords = {
  readCustomer(tenantId: string): Promise<BillingCustomer>;
  /** Keeps a customer that was made in this round; returns the one that is kept. */
  keepCustomer(tenantId: string, round: number, customerId: string): Promise<BillingCustomer>;
  /** The customer was deleted at Stripe: the next is made in another round, and auto top-up is switched off. */
  dropCustomer(tenantId: string, customerId: string, now: Date): Promise<void>;
  readSettings(tenantId: string, now: Date): Promise<BillingSettings>;
  /** Null switches it off. */
  setAutoTopUp(stamp: BillingStamp, wanted: AutoTopUp | null): Promise<void>;
  claimBilling(now: Date, until: Date, except: readonly string[]): Promise<DueBilling | null>;
  /** The card was looked at: this one is used from now on. False when another was saved since `known` was read. */
  keepCard(tenantId: string, known: string | null, paymentMethodId: string | null): Promise<boolean>;
  /** Switches auto top-up off and tells the owner why. */
  switchOff(tenantId: string, why: TopUpOff, now: Date): Promise<void>;
  /** Looks at the account again at `at`, if it is still due then; at once where something has made it due since. */
  putOff(tenantId: string, now: Date, at: Date): Promise<void>;
};
