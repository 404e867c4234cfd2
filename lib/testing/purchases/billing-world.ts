import { createBillingRecords } from "@/lib/adapters/prisma/orders/billing-records";
import { createHintRecords } from "@/lib/adapters/prisma/orders/hint-records";
import { createOrderRecords } from "@/lib/adapters/prisma/orders/order-records";
import { randomIds } from "@/lib/core/ids";
import { buyPack } from "@/lib/credits/orders/buy-pack";
import { createTopUpRound, type TopUpPorts } from "@/lib/credits/orders/buy-top-up";
import type { CreditPack } from "@/lib/credits/orders/credit-pack";
import type { BillingStamp } from "@/lib/credits/orders/order-records.port";
import { createSettleRound } from "@/lib/credits/orders/settle-order";
import type { TestDatabase } from "@/lib/testing/database/test-database";
import { makeTenant } from "../ledger/ledger-fixtures";
import { StripeModel } from "./stripe-model";

const BUYER = { personId: "person", email: "owner@example.com", businessName: "Salon" };

export const SMALL: CreditPack = { credits: 500, priceMinor: 300, currency: "usd" };
export const LARGE: CreditPack = { credits: 2_000, priceMinor: 1_000, currency: "usd" };

/** One tenant that buys, on a real database, from a model of Stripe. Its clock stands until it is moved. */
export class BillingWorld {
  readonly stripe = new StripeModel();
  readonly logged: string[] = [];
  nowMs = 0;
  notices = 0;
  readonly ports: TopUpPorts;
  readonly hints: ReturnType<typeof createHintRecords>;

  private constructor(
    readonly database: TestDatabase,
    readonly tenantId: string,
    readonly accountId: string,
  ) {
    const log = {
      info: (event: string) => void this.logged.push(event),
      warn: (event: string) => void this.logged.push(event),
      error: (event: string) => void this.logged.push(event),
    };
    this.hints = createHintRecords(database);
    this.ports = {
      orders: createOrderRecords(database, randomIds),
      billing: createBillingRecords(database, randomIds),
      payments: this.stripe,
      packs: [SMALL, LARGE],
      topUpOffered: true,
      noticeDue: () => {
        this.notices += 1;
      },
      clock: { now: () => new Date(this.nowMs) },
      ids: randomIds,
      log,
    };
  }

  static async create(database: TestDatabase): Promise<BillingWorld> {
    const { tenantId, accountId } = await makeTenant(database);
    const world = new BillingWorld(database, tenantId, accountId);
    // A later world lives in a later year: what it has is never due to one that did not know of it yet.
    world.nowMs = Date.UTC(2100 + (await database.tables.tenant.count()), 10, 20, 12);
    return world;
  }

  stamp(action = "credits.buy"): BillingStamp {
    return { tenantId: this.tenantId, personId: "person", action, at: new Date(this.nowMs) };
  }

  buy(pack: CreditPack = SMALL, ports: Partial<TopUpPorts> = {}) {
    // So that orders are listed as they were made.
    this.nowMs += 1;
    return buyPack({ ...this.ports, ...ports }, this.stamp(), BUYER, pack);
  }

  orders() {
    return this.database.tables.order.findMany({ where: { tenantId: this.tenantId }, orderBy: { createdAt: "asc" } });
  }

  account() {
    return this.database.tables.billingAccount.findUniqueOrThrow({ where: { tenantId: this.tenantId } });
  }

  /** What the sweep does of orders and top-ups. */
  async sweep(ports: Partial<TopUpPorts> = {}): Promise<void> {
    const all = onlyTenant(this.database, this.tenantId, { ...this.ports, ...ports });
    await createSettleRound(all)();
    await createTopUpRound(all)();
  }
}

/** Ports whose rounds see one tenant only: tests share the database, and each has a Stripe of its own. */
export function onlyTenant(database: TestDatabase, tenantId: string, ports: TopUpPorts): TopUpPorts {
  // Those that are made between this look and the claim have nothing that is due yet; see `create`.
  const others = async (): Promise<string[]> => {
    const rows = await database.tables.tenant.findMany({ where: { id: { not: tenantId } }, select: { id: true } });
    return rows.map(({ id }) => id);
  };
  const { orders, billing } = ports;
  return {
    ...ports,
    orders: {
      ...orders,
      claimOrder: async (now, until, except) => orders.claimOrder(now, until, [...except, ...(await others())]),
    },
    billing: {
      ...billing,
      claimBilling: async (now, until, except) => billing.claimBilling(now, until, [...except, ...(await others())]),
    },
  };
}
