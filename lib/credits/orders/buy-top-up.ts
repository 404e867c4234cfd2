import { describeError } from "@/lib/core/errors";
import { createWorkPool } from "@/lib/core/work-pool";
import type { BuyPorts } from "./buy-pack";
import { type CreditPack, findPack, samePack } from "./credit-pack";
import type { DueBilling } from "./order-records.port";
import type { OrderDraft } from "./payments.port";
import { settleOrder } from "./settle-order";
import { LOOK_AGAIN_MS, type TopUpOff } from "./top-up-policy";

export type TopUpPorts = BuyPorts & {
  packs: readonly CreditPack[];
  /** False while tax is worked out by Stripe: a payment without Checkout or an invoice would be sold without tax. */
  topUpOffered: boolean;
};

/** Without a card the next look can wait: a purchase that saves one wakes us. In ms. */
const WITHOUT_CARD_MS = 3_600_000;

/**
 * Looks at one billing account that was claimed: whether its card is still there, and whether credits are to be bought.
 * Throws UpstreamError when Stripe did not answer: the account stays due.
 */
async function serveBilling(ports: TopUpPorts, due: DueBilling): Promise<void> {
  const { billing, payments, clock } = ports;
  const { tenantId, customerId, autoTopUp } = due;
  const putOff = (ms: number) => billing.putOff(tenantId, clock.now(), new Date(clock.now().getTime() + ms));
  const off = (why: TopUpOff) => turnOff(ports, tenantId, why);
  if (customerId === null) return putOff(WITHOUT_CARD_MS);
  const card = await payments.findCard(customerId, due.paymentMethodId);
  if (card.kind === "customer_gone") {
    await billing.dropCustomer(tenantId, customerId, clock.now());
    ports.noticeDue();
    return;
  }
  const paymentMethodId = card.kind === "card" ? card.paymentMethodId : null;
  // A purchase has saved another card meanwhile, and made the account due.
  if (!(await billing.keepCard(tenantId, due.paymentMethodId, paymentMethodId))) return;
  if (autoTopUp === null) return;
  // Switched on before any card was saved, it waits for one; a card that was taken away ends it.
  if (paymentMethodId === null) return due.paymentMethodId === null ? putOff(WITHOUT_CARD_MS) : off("no_card");
  if (due.balance >= autoTopUp.below) return;
  if (!ports.topUpOffered) return off("taxed");
  const offered = findPack(ports.packs, autoTopUp.pack.credits);
  if (!offered || !samePack(offered, autoTopUp.pack)) return off("pack_changed");

  const draft: OrderDraft = {
    ...{ id: ports.ids.newId(), tenantId, kind: "top_up", pack: offered, customerId, savesCard: false },
    ...{ expiresAt: null, paymentMethodId },
  };
  const opened = await ports.orders.openTopUp({
    ...draft,
    parameters: payments.parametersOf(draft),
    now: clock.now(),
  });
  if (opened.kind === "not_now") {
    if (opened.why === "monthly_limit") ports.noticeDue();
    return putOff(LOOK_AGAIN_MS[opened.why]);
  }
  await settleOrder(ports, opened.order);
}

async function turnOff(ports: TopUpPorts, tenantId: string, why: TopUpOff): Promise<void> {
  await ports.billing.switchOff(tenantId, why, ports.clock.now());
  ports.log.warn("top_up.off", { tenantId, why });
  ports.noticeDue();
}

const CLAIM_MS = 120_000;
const AT_ONCE = 4;
const PER_ROUND = 100;
const REST_MS = 30_000;

/** Looks at every billing account that is due. For after-work and sweep. */
export function createTopUpRound(ports: TopUpPorts): () => Promise<void> {
  return createWorkPool({
    atOnce: AT_ONCE,
    perTenant: 1,
    perRing: PER_ROUND,
    restMs: REST_MS,
    now: () => ports.clock.now().getTime(),
    claim: async (except) => {
      const now = ports.clock.now();
      const due = await ports.billing.claimBilling(now, new Date(now.getTime() + CLAIM_MS), except);
      return due && { due, tenants: [due.tenantId] };
    },
    work: async ({ due }) => {
      try {
        await serveBilling(ports, due);
        return [];
      } catch (error) {
        ports.log.warn("top_up.not_done", { tenantId: due.tenantId, error: describeError(error) });
        return [due.tenantId];
      }
    },
  });
}
