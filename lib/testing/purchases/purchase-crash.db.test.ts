import { afterAll, describe, expect, inject, it } from "vitest";
import type { TopUpPorts } from "@/lib/credits/orders/buy-top-up";
import { openTestDatabase } from "@/lib/testing/database/test-database";
import { balanceOf, driftOf } from "../ledger/ledger-fixtures";
import { shareOf } from "../property-runs";
import { BillingWorld, SMALL } from "./billing-world";

const database = openTestDatabase(inject("databaseUrl"));
afterAll(() => database.$disconnect());

class Killed extends Error {}

/** A process that dies after its step of this number; what it asks for from then on happens no more. */
function mortal(ports: TopUpPorts, steps: string[], last: number): TopUpPorts {
  const watch = <Port extends object>(room: string, port: Port): Port =>
    new Proxy(port, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name);
        if (typeof value !== "function" || name === "parametersOf") return value;
        return async (...given: unknown[]) => {
          if (steps.length > last) throw new Killed();
          const answer: unknown = await value.apply(target, given);
          steps.push(`${room}.${String(name)}`);
          if (steps.length > last) throw new Killed();
          return answer;
        };
      },
    });
  return {
    ...ports,
    orders: watch("orders", ports.orders),
    billing: watch("billing", ports.billing),
    payments: watch("stripe", ports.payments),
  };
}

type Road = {
  name: string;
  prepare(world: BillingWorld): Promise<void>;
  /** What the process does that may die. */
  walk(world: BillingWorld, ports: TopUpPorts): Promise<void>;
  /** What people do afterwards, having seen what they saw. */
  afterwards(world: BillingWorld): Promise<void>;
  /** In the end. */
  credits: number;
  payments: string[];
};

const buyOnce = async (world: BillingWorld, ports: Partial<TopUpPorts>): Promise<void> => {
  const bought = await world.buy(SMALL, ports);
  if (bought.kind === "go") world.stripe.pay(bought.url.split("/").at(-1) ?? "");
};

const saveCard = async (world: BillingWorld): Promise<void> => {
  const { billing } = world.ports;
  await billing.readCustomer(world.tenantId);
  await billing.keepCustomer(world.tenantId, 1, `cus_${world.tenantId}_1`);
  await billing.keepCard(world.tenantId, null, "pm_1");
  await billing.setAutoTopUp(world.stamp(), { below: 50, pack: SMALL, monthlyLimitMinor: 900 });
};

const nothing = async (): Promise<void> => undefined;

const ROADS: Road[] = [
  {
    name: "a purchase",
    prepare: nothing,
    async walk(world, ports) {
      await buyOnce(world, ports);
      world.nowMs += 60_000;
      await world.sweep(ports);
    },
    async afterwards(world) {
      // Whoever saw no page to pay on presses the button again.
      if (![...world.stripe.payments.values()].some(({ status }) => status === "paid")) await buyOnce(world, {});
    },
    credits: 500,
    payments: ["paid"],
  },
  {
    name: "a top-up",
    prepare: saveCard,
    walk: (world, ports) => world.sweep(ports),
    afterwards: nothing,
    credits: 500,
    payments: ["paid"],
  },
  {
    name: "a top-up that is declined",
    async prepare(world) {
      await saveCard(world);
      world.stripe.topUps = [{ code: "insufficient_funds", hard: false }];
    },
    walk: (world, ports) => world.sweep(ports),
    async afterwards(world) {
      world.nowMs += 60 * 60_000;
      await world.sweep();
      const mails = await database.tables.creditNotice.count({
        where: { tenantId: world.tenantId, kind: "top_up_declined" },
      });
      expect([mails, (await world.account()).declines, world.stripe.cancelled.length > 0]).toEqual([1, 1, true]);
    },
    credits: 0,
    payments: ["failed"],
  },
  {
    name: "a refund",
    async prepare(world) {
      await buyOnce(world, {});
      world.nowMs += 60_000;
      await world.sweep();
      world.stripe.of(world.stripe.begun[0] ?? "").refunds.push({ amount: 150, failed: false });
      world.nowMs += 86_400_000;
    },
    walk: (world, ports) => world.sweep(ports),
    afterwards: nothing,
    credits: 250,
    payments: ["paid"],
  },
];

async function live(road: Road, last: number) {
  const world = await BillingWorld.create(database);
  await road.prepare(world);
  const steps: string[] = [];
  try {
    await road.walk(world, mortal(world.ports, steps, last));
  } catch (error) {
    if (!(error instanceof Killed)) throw error;
  }
  world.nowMs += 150_000;
  await world.sweep();
  await road.afterwards(world);
  // The claims of the dead process run out.
  for (let look = 0; look < 2; look += 1) {
    world.nowMs += 150_000;
    await world.sweep();
  }
  const payments = [...world.stripe.payments.values()].map(({ status }) => status);
  return { steps, payments, credits: await balanceOf(database, world.tenantId), world };
}

describe.each(ROADS)("a crash on the road of $name", (road) => {
  it("between any two steps ends like a life without one", async () => {
    const whole = await live(road, Number.POSITIVE_INFINITY);
    expect([whole.credits, whole.payments]).toEqual([road.credits, road.payments]);
    expect(whole.steps.length).toBeGreaterThan(3);
    // The roads share most of their steps: what one leaves out, the next one takes.
    for (const [last, name] of shareOf([...whole.steps.entries()], 3, ROADS.indexOf(road))) {
      const { credits, payments, world } = await live(road, last);
      const place = `after ${name}, step ${last}`;
      expect([credits, payments], place).toEqual([road.credits, road.payments]);
      expect(await driftOf(database, world.tenantId), place).toEqual([]);
    }
  });
});
