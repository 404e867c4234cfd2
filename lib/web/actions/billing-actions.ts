import { AppError } from "@/lib/core/errors";
import { buyPack, ensureCustomer } from "@/lib/credits/orders/buy-pack";
import { type CreditPack, findPack } from "@/lib/credits/orders/credit-pack";
import { isOpen, type OrderState } from "@/lib/credits/orders/order";
import type { Buyer } from "@/lib/credits/orders/payments.port";
import { settleOrder } from "@/lib/credits/orders/settle-order";
import { topUpProblem } from "@/lib/credits/orders/top-up-policy";
import type { Application } from "@/lib/wiring/application";
import type { Owner } from "../auth/current-person";
import { autoTopUpInput, ledgerInput, orderInput, packInput, thresholdInput } from "../inputs/billing-inputs.schema";
import { nothing } from "../inputs/plain-inputs.schema";
import { settlePurchases } from "./after-save";
import { defineAction } from "./run-action";

/** Rows of the ledger that are shown at once. */
export const ROWS_PER_PAGE = 20;

/** Every change and question about credits. The access matrix test goes through this table. */
export const CREDIT_ACTIONS = {
  readBalance: defineAction({
    name: "read_balance",
    input: nothing,
    limit: "look",
    audit: null,
    run: ({ app, owner }) => app.credits.readBalance(owner.tenantId),
  }),
  /** What today's saving and trying has used of what is paid for by the piece. */
  readBudget: defineAction({
    name: "read_budget",
    input: nothing,
    limit: "look",
    audit: null,
    run: ({ app, owner }) => app.budget.read(owner.tenantId),
  }),
  listLedger: defineAction({
    name: "list_ledger",
    input: ledgerInput,
    limit: "change",
    audit: null,
    run: ({ app, owner }, query) => app.ledger.listRows(owner.tenantId, { ...query, limit: ROWS_PER_PAGE }),
  }),
  setLowThreshold: defineAction({
    name: "set_low_threshold",
    input: thresholdInput,
    limit: "change",
    audit: "credits.threshold",
    run: async ({ app, stamp }, { threshold }) => {
      await app.credits.setLowThreshold(stamp, threshold);
      return app.credits.readBalance(stamp.tenantId);
    },
  }),
} as const;

/** What the page says to whoever comes back from paying. */
export type SettledPurchase = { state: OrderState; credits: number };

/** Every change and question about purchases. The access matrix test goes through this table. */
export const BILLING_ACTIONS = {
  /** Where to pay, or that the last purchase has just been paid. */
  buyPack: defineAction({
    name: "buy_pack",
    input: packInput,
    limit: "pay",
    audit: "credits.buy",
    run: ({ app, owner, stamp }, { credits }) => {
      const shop = needShop(app);
      return buyPack(shop.ports, stamp, buyerOf(owner), needPack(shop.packs, credits));
    },
  }),
  /** Of one's own order: asks Stripe, and grants what was paid. */
  settlePurchase: defineAction({
    name: "settle_purchase",
    input: orderInput,
    limit: "look",
    audit: null,
    run: async ({ app, owner }, { orderId }): Promise<SettledPurchase> => {
      const { shop, orders } = app.billing;
      const order = await orders.findOrder(owner.tenantId, orderId);
      if (!order) throw new AppError("not_found", "orderId: no such purchase");
      const settled = shop && isOpen(order.state) ? (await settleOrder(shop.ports, order)).order : order;
      return { state: settled.state, credits: settled.credits };
    },
  }),
  saveAutoTopUp: defineAction({
    name: "save_auto_top_up",
    input: autoTopUpInput,
    limit: "change",
    audit: "credits.auto_top_up",
    run: async ({ app, stamp }, wanted) => {
      const { accounts } = app.billing;
      if (!wanted.enabled) await accounts.setAutoTopUp(stamp, null);
      else {
        const shop = needShop(app);
        if (!shop.ports.topUpOffered) throw new AppError("forbidden", "auto top-up is not offered while tax is added");
        const pack = needPack(shop.packs, wanted.credits);
        const problem = topUpProblem(wanted, pack);
        if (problem) throw new AppError("invalid_input", `${problem.field}: expected ${problem.expected}`);
        const { below, monthlyLimitMinor } = wanted;
        await accounts.setAutoTopUp(stamp, { below, monthlyLimitMinor, pack });
      }
      return accounts.readSettings(stamp.tenantId, app.ports.clock.now());
    },
    // Where the balance is below the line already, the first top-up follows at once.
    after: settlePurchases,
  }),
  /** The address of Stripe's page with invoices and payment methods. */
  openPortal: defineAction({
    name: "open_portal",
    input: nothing,
    limit: "pay",
    audit: null,
    run: async ({ app, owner }) => {
      const { ports } = needShop(app);
      const customerId = await ensureCustomer(ports, owner.tenantId, buyerOf(owner));
      const url = await ports.payments.openPortal(customerId);
      if (url !== null) return { url };
      await ports.billing.dropCustomer(owner.tenantId, customerId, ports.clock.now());
      throw new AppError("not_found", "the customer at Stripe is gone; buy a pack first");
    },
  }),
} as const;

const buyerOf = ({ personId, email, tenantName }: Owner): Buyer => ({ personId, email, businessName: tenantName });

function needShop(app: Application) {
  const { shop } = app.billing;
  if (shop === null) throw new AppError("forbidden", "credits are not sold here; the operator grants them");
  return shop;
}

function needPack(packs: readonly CreditPack[], credits: number): CreditPack {
  const pack = findPack(packs, credits);
  if (!pack) throw new AppError("not_found", "credits: no such pack");
  return pack;
}
