import { createBillingRecords } from "@/lib/adapters/prisma/orders/billing-records";
import { createHintRecords } from "@/lib/adapters/prisma/orders/hint-records";
import { createOrderRecords } from "@/lib/adapters/prisma/orders/order-records";
import type { Database } from "@/lib/adapters/prisma/shared/database";
import { createPayments } from "@/lib/adapters/stripe/payments";
import { type ReadHint, readHint } from "@/lib/adapters/stripe/read-hint";
import { type Clock, systemClock } from "@/lib/core/clock";
import { describeError } from "@/lib/core/errors";
import { type IdSource, randomIds } from "@/lib/core/ids";
import type { Logger } from "@/lib/core/log";
import { createTopUpRound, type TopUpPorts } from "@/lib/credits/orders/buy-top-up";
import { type CreditPack, DEFAULT_PACKS } from "@/lib/credits/orders/credit-pack";
import type { BillingRecords, OrderRecords } from "@/lib/credits/orders/order-records.port";
import type { HintRecords, Payments } from "@/lib/credits/orders/payments.port";
import { createSettleRound } from "@/lib/credits/orders/settle-order";
import type { Environment } from "@/lib/env/environment.schema";
import type { NoticeCourier } from "@/lib/notices/deliver-notices";

/** Where credits are sold. */
export type Shop = {
  ports: TopUpPorts;
  packs: readonly CreditPack[];
  hints: HintRecords;
  readHint(rawBody: Uint8Array, signature: string): ReadHint;
  rounds: {
    /** What an event told of, or the clock. */
    settle(askedBy?: string): Promise<void>;
    topUp(): Promise<void>;
    /** Both, and events whose order was not known yet; for the sweep. */
    all(): Promise<void>;
  };
};

export type Billing = {
  orders: OrderRecords;
  accounts: BillingRecords;
  /** Null without a key for Stripe: the operator grants credits. */
  shop: Shop | null;
  /** How the operator is reached. */
  contact: string | null;
};

export type BillingPorts = {
  database: Database;
  noticeDue: () => void;
  log: Logger;
  clock?: Clock;
  ids?: IdSource;
};

export function createBilling(env: Environment, { database, noticeDue, log, ...given }: BillingPorts): Billing {
  const { clock = systemClock, ids = randomIds } = given;
  const orders = createOrderRecords(database, ids);
  const accounts = createBillingRecords(database, ids);
  const payments = stripePayments(env);
  const contact = env.OPERATOR_CONTACT ?? null;
  if (payments === null) return { orders, accounts, shop: null, contact };
  const packs = env.CREDIT_PACKS ?? DEFAULT_PACKS;
  const topUpOffered = !env.STRIPE_AUTOMATIC_TAX;
  const ports: TopUpPorts = { orders, billing: accounts, payments, packs, topUpOffered, noticeDue, clock, ids, log };
  const hints = createHintRecords(database);
  const settle = createSettleRound(ports);
  const topUp = createTopUpRound(ports);
  const secrets = env.STRIPE_WEBHOOK_SECRET ?? [];
  const shop: Shop = {
    ports,
    packs,
    hints,
    readHint: (rawBody, signature) => readHint(rawBody, signature, secrets),
    rounds: {
      settle,
      topUp,
      async all() {
        await hints.resolveHints(clock.now());
        await hints.forgetHints(clock.now());
        await settle();
        await topUp();
      },
    },
  };
  return { orders, accounts, shop, contact };
}

function stripePayments(env: Environment): Payments | null {
  const { STRIPE_SECRET_KEY: secretKey, STRIPE_API_URL: apiUrl, STRIPE_PAYMENT_METHODS: methods } = env;
  if (!secretKey) return null;
  const settings = {
    appUrl: env.APP_URL,
    paymentMethods: methods.includes("automatic") ? null : methods,
    automaticTax: env.STRIPE_AUTOMATIC_TAX,
    taxIds: env.STRIPE_TAX_IDS,
  };
  return createPayments({ secretKey, apiUrl }, settings);
}

/**
 * Rings for mails and top-ups alike: a reserve that brings the balance down to a line may call for either. The top-up goes
 * first, so that what it has to tell is told at once.
 */
export function createBillingBell(courier: NoticeCourier, billing: Pick<Billing, "shop">, log: Logger): NoticeCourier {
  let rung = false;
  return {
    ring() {
      rung = true;
      courier.ring();
    },
    async answer() {
      if (rung) {
        rung = false;
        try {
          await billing.shop?.rounds.topUp();
        } catch (error) {
          log.error("top_up.round_failed", { error: describeError(error) });
        }
      }
      await courier.answer();
    },
    round: () => courier.round(),
  };
}
