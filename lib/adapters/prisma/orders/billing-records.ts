import type { IdSource } from "@/lib/core/ids";
import type { BillingCustomer, BillingRecords } from "@/lib/credits/orders/order-records.port";
import type { TopUpOff } from "@/lib/credits/orders/top-up-policy";
import { Prisma } from "../generated/client";
import { writeAudit } from "../shared/audit-row";
import type { Database } from "../shared/database";
import { forTenant, type TenantTx } from "../shared/tenant-scope";
import { claimWaiting, type WaitingRows } from "../shared/waiting-rows";
import { writeNotice } from "./follow-order";
import { readAutoTopUp, spentThisMonth } from "./top-up-records";

/** One row per tenant: due while its card is to be looked at, or its balance is below the line. */
const ROWS: WaitingRows = {
  table: Prisma.sql`billing_accounts`,
  waits: Prisma.sql`(w.look_at_card OR (w.auto_top_up AND NOT EXISTS (
    SELECT FROM credit_balances b WHERE b.tenant_id = w.tenant_id AND b.balance >= w.top_up_below)))`,
  rank: Prisma.sql`1`,
  columns: Prisma.sql`w.attempts`,
  call: "payment",
};

/** Under a limit that was raised it is told of once more. */
const ON_AGAIN = { declines: 0, offReason: null, limitToldAt: null } as const;

export function createBillingRecords(database: Database, ids: IdSource): BillingRecords {
  const readCustomer = async (tx: TenantTx, tenantId: string): Promise<BillingCustomer> => {
    await tx.billingAccount.createMany({ data: [{ tenantId, nextTryAt: new Date(0) }], skipDuplicates: true });
    const { customerId, customerRound } = await tx.billingAccount.findUniqueOrThrow({ where: { tenantId } });
    return { customerId, round: customerRound };
  };
  return {
    readCustomer: (tenantId) => forTenant(database, tenantId, (tx) => readCustomer(tx, tenantId)),

    keepCustomer: (tenantId, round, customerId) =>
      forTenant(database, tenantId, async (tx) => {
        const where = { tenantId, customerId: null, customerRound: round };
        await tx.billingAccount.updateMany({ where, data: { customerId } });
        return readCustomer(tx, tenantId);
      }),

    dropCustomer: (tenantId, customerId, now) =>
      forTenant(database, tenantId, async (tx) => {
        const account = await tx.billingAccount.findFirst({ where: { tenantId, customerId } });
        if (!account) return;
        const data = { customerId: null, paymentMethodId: null, customerRound: account.customerRound + 1 };
        await tx.billingAccount.update({ where: { tenantId }, data: { ...data, lookAtCard: false } });
        if (account.autoTopUp) await switchOff(tx, tenantId, "customer_gone", now);
      }),

    readSettings: (tenantId, now) =>
      forTenant(database, tenantId, async (tx) => {
        const account = await tx.billingAccount.findUnique({ where: { tenantId } });
        return {
          autoTopUp: account && readAutoTopUp(account),
          offReason: account?.offReason ?? null,
          cardSaved: account?.paymentMethodId != null,
          spentThisMonthMinor: await spentThisMonth(tx, tenantId, now),
        };
      }),

    setAutoTopUp: (stamp, wanted) =>
      forTenant(database, stamp.tenantId, async (tx, tenantId) => {
        await readCustomer(tx, tenantId);
        const agreed = wanted && {
          topUpBelow: wanted.below,
          agreedCredits: wanted.pack.credits,
          agreedPriceMinor: wanted.pack.priceMinor,
          agreedCurrency: wanted.pack.currency,
          monthlyLimitMinor: wanted.monthlyLimitMinor,
        };
        // Looked at straight away: below the line no reply may ever come that would cross it.
        const data = { autoTopUp: wanted !== null, nextTryAt: stamp.at, ...ON_AGAIN, ...agreed };
        await tx.billingAccount.update({ where: { tenantId }, data });
        await writeAudit(tx, ids, stamp, tenantId, agreed ?? { off: true });
      }),

    async claimBilling(now, until, except) {
      const claim = { now, until, limit: 1, except };
      const [row] = await claimWaiting<{ tenant_id: string }>(database, ROWS, claim);
      if (!row) return null;
      const { tenant_id: tenantId } = row;
      return forTenant(database, tenantId, async (tx) => {
        const account = await tx.billingAccount.findUniqueOrThrow({ where: { tenantId } });
        const balance = await tx.creditBalance.findUnique({ where: { tenantId }, select: { balance: true } });
        const { customerId, customerRound: round, paymentMethodId } = account;
        const autoTopUp = readAutoTopUp(account);
        return { tenantId, customerId, round, paymentMethodId, autoTopUp, balance: balance?.balance ?? 0 };
      });
    },

    keepCard: (tenantId, known, paymentMethodId) =>
      forTenant(database, tenantId, async (tx) => {
        const where = { tenantId, paymentMethodId: known };
        const { count } = await tx.billingAccount.updateMany({ where, data: { paymentMethodId, lookAtCard: false } });
        return count > 0;
      }),

    switchOff: (tenantId, why, now) => forTenant(database, tenantId, (tx) => switchOff(tx, tenantId, why, now)),

    putOff: (tenantId, now, at) =>
      forTenant(database, tenantId, async (tx) => {
        await tx.billingAccount.updateMany({ where: { tenantId, nextTryAt: { gt: now } }, data: { nextTryAt: at } });
      }),
  };
}

async function switchOff(tx: TenantTx, tenantId: string, why: TopUpOff, now: Date): Promise<void> {
  const { count } = await tx.billingAccount.updateMany({
    where: { tenantId, autoTopUp: true },
    data: { autoTopUp: false, offReason: why },
  });
  if (count > 0) await writeNotice(tx, tenantId, "top_up_off", now);
}
