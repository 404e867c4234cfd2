import { samePack } from "@/lib/credits/orders/credit-pack";
import type { NewOrder, OrderRecords } from "@/lib/credits/orders/order-records.port";
import { type AutoTopUp, monthStart, topUpHindrance } from "@/lib/credits/orders/top-up-policy";
import { lockBalance } from "../credits/ledger";
import type { BillingAccount } from "../generated/client";
import type { TenantTx } from "../shared/tenant-scope";
import { writeNotice } from "./follow-order";
import { readOrder } from "./stored-order";

/** The owner's settings, or null while auto top-up is off. */
export function readAutoTopUp(row: BillingAccount): AutoTopUp | null {
  const { agreedCredits: credits, agreedPriceMinor: priceMinor, agreedCurrency: currency, monthlyLimitMinor } = row;
  if (!row.autoTopUp || credits === null || priceMinor === null || currency === null || monthlyLimitMinor === null) {
    return null;
  }
  return { below: row.topUpBelow, pack: { credits, priceMinor, currency }, monthlyLimitMinor };
}

/** What top-ups have cost since the first of the month (UTC): paid ones, and those that may still be paid. */
export async function spentThisMonth(tx: TenantTx, tenantId: string, now: Date): Promise<number> {
  const { _sum } = await tx.order.aggregate({
    where: {
      ...{ tenantId, kind: "top_up", createdAt: { gte: monthStart(now) } },
      state: { in: ["open", "paying", "paid", "mismatch"] },
    },
    _sum: { priceMinor: true },
  });
  return _sum.priceMinor ?? 0;
}

/** Everything is looked at while the billing account is locked, so that fifty turns at once order one top-up. */
export async function openTopUp(
  tx: TenantTx,
  order: NewOrder,
  insert: (tx: TenantTx, order: NewOrder) => Promise<boolean>,
): ReturnType<OrderRecords["openTopUp"]> {
  const { tenantId, now } = order;
  await tx.$queryRaw`SELECT 1 FROM billing_accounts WHERE tenant_id = ${tenantId} FOR UPDATE`;
  const account = await tx.billingAccount.findUniqueOrThrow({ where: { tenantId } });
  const settings = readAutoTopUp(account);
  const { balance } = await lockBalance(tx, tenantId);
  const open = await tx.order.count({ where: { tenantId, state: { in: ["open", "paying"] } } });
  const disputed = await tx.order.count({ where: { tenantId, disputeOpen: true } });
  const why = topUpHindrance({
    settings: settings !== null && samePack(settings.pack, order.pack) ? settings : null,
    balance,
    purchaseOpen: open > 0,
    disputeOpen: disputed > 0,
    spentMinor: await spentThisMonth(tx, tenantId, now),
  });
  if (why === "monthly_limit" && (account.limitToldAt?.getTime() ?? 0) < monthStart(now).getTime()) {
    await writeNotice(tx, tenantId, "top_up_limit", now);
    await tx.billingAccount.update({ where: { tenantId }, data: { limitToldAt: now } });
  }
  if (why !== null) return { kind: "not_now", why };
  if (!(await insert(tx, order))) return { kind: "not_now", why: "purchase_open" };
  return { kind: "opened", order: readOrder(await tx.order.findFirstOrThrow({ where: { id: order.id, tenantId } })) };
}
