import type { IdSource } from "@/lib/core/ids";
import { nextLookAt, type Order } from "@/lib/credits/orders/order";
import type { NewOrder, OrderRecords, Purchase } from "@/lib/credits/orders/order-records.port";
import { settleStep } from "@/lib/credits/orders/settle-step";
import { appendEntry } from "../credits/ledger";
import { Prisma } from "../generated/client";
import { writeAudit } from "../shared/audit-row";
import type { Database } from "../shared/database";
import { forTenant, type TenantTx } from "../shared/tenant-scope";
import { backOffWaiting, claimWaiting, type WaitingRows } from "../shared/waiting-rows";
import { followOrder } from "./follow-order";
import { lockOrder, readOrder } from "./stored-order";
import { openTopUp } from "./top-up-records";

/** A tenant has few orders under way, and those that are paid wait for days. */
const ROWS: WaitingRows = {
  table: Prisma.sql`orders`,
  waits: Prisma.sql`w.next_try_at IS NOT NULL`,
  rank: Prisma.sql`1`,
  columns: Prisma.sql`w.id`,
  call: "payment",
};

/** An event or the buyer who comes back asks at once; the rest can wait until Stripe is well again. */
const FIRST_WAIT_SECONDS = 30;
const LONGEST_WAIT_SECONDS = 3_600;

/** Purchases on Postgres: what is granted and taken back stands and falls with the order's own row. */
export function createOrderRecords(database: Database, ids: IdSource): OrderRecords {
  const findOrder: OrderRecords["findOrder"] = (tenantId, orderId) =>
    forTenant(database, tenantId, async (tx) => {
      const row = await tx.order.findFirst({ where: { id: orderId, tenantId } });
      return row && readOrder(row);
    });
  return {
    findOrder,
    backOff: ({ id, tenantId }, now) =>
      backOffWaiting(
        database,
        ROWS,
        { tenantId, these: Prisma.sql`w.id = ${id} AND w.tenant_id = ${tenantId}`, failed: true },
        { now, firstSeconds: FIRST_WAIT_SECONDS, longestSeconds: LONGEST_WAIT_SECONDS },
      ),

    async claimOrder(now, until, except) {
      const claim = { now, until, limit: 1, except };
      const [row] = await claimWaiting<{ id: string; tenant_id: string }>(database, ROWS, claim);
      return row ? findOrder(row.tenant_id, row.id) : null;
    },

    openCheckout: (order, stamp) =>
      forTenant(database, order.tenantId, async (tx, tenantId) => {
        if (await insertOrder(tx, order)) {
          const { credits, priceMinor, currency } = order.pack;
          await writeAudit(tx, ids, stamp, order.id, { credits, priceMinor, currency });
          return { kind: "opened", order: await readBack(tx, tenantId, { id: order.id }) };
        }
        // Another click was first.
        return { kind: "has_open", order: await readBack(tx, tenantId, { kind: "checkout", state: "open" }) };
      }),

    openTopUp: (order) => forTenant(database, order.tenantId, (tx) => openTopUp(tx, order, insertOrder)),

    settleOrder: (seen, sight, live, now) =>
      forTenant(database, seen.tenantId, async (tx, tenantId) => {
        const order = await lockOrder(tx, tenantId, seen.id);
        if (order?.version !== seen.version) return null;
        const { order: next, entries, mismatch, lookAt } = settleStep(order, sight, live, now);
        const settled = await writeOrder(tx, order, next, lookAt, now);
        const notice = await followOrder(tx, order, next, sight, now);
        let granted = 0;
        for (const { kind, amount, reference } of entries) {
          const reason = kind === "purchase" ? next.kind : null;
          const written = await appendEntry(tx, { tenantId, kind, amount, reference, reason, now });
          if (written.kind !== "written") throw new Error(`ledger entry ${kind}: its order says that it is new`);
          if (kind === "purchase") granted += amount;
        }
        return { order: settled, granted, mismatch, notice };
      }),

    listPurchases: (tenantId, limit) =>
      forTenant(database, tenantId, async (tx) => {
        const rows = await tx.order.findMany({
          where: { tenantId, state: { in: ["paying", "paid", "failed", "mismatch"] } },
          orderBy: [{ createdAt: "desc" }, { id: "desc" }],
          take: limit,
        });
        return rows.map((row): Purchase => {
          const { id, kind, state, credits, priceMinor, paidMinor, currency } = readOrder(row);
          const { takenCredits, disputeOpen, receiptUrl, createdAt } = row;
          return {
            id,
            kind,
            state,
            credits,
            priceMinor,
            paidMinor,
            currency,
            takenCredits,
            disputeOpen,
            receiptUrl,
            createdAt,
          };
        });
      }),
  };
}

/** False when the tenant has one of its kind under way. */
async function insertOrder(tx: TenantTx, order: NewOrder): Promise<boolean> {
  const { id, tenantId, kind, pack, customerId, savesCard, expiresAt, now } = order;
  const parameters = order.parameters as Prisma.InputJsonObject;
  const fresh = { state: "open", createdAt: now, paidAt: null, disputeOpen: false } as const;
  const { count } = await tx.order.createMany({
    data: [
      {
        ...{ id, tenantId, kind, ...pack, customerId, savesCard, parameters, expiresAt, ...fresh },
        nextTryAt: nextLookAt(fresh, now),
      },
    ],
    skipDuplicates: true,
  });
  return count > 0;
}

/** As it is stored, so that the first request is written like each repetition of it. */
async function readBack(tx: TenantTx, tenantId: string, where: Prisma.OrderWhereInput): Promise<Order> {
  return readOrder(await tx.order.findFirstOrThrow({ where: { ...where, tenantId } }));
}

/**
 * Whoever looked at Stripe before this was written must look again, even where it changed nothing: what they saw is older.
 * An order that was asked for anew meanwhile stays due.
 */
async function writeOrder(tx: TenantTx, order: Order, next: Order, lookAt: Date | null, now: Date): Promise<Order> {
  const { state, objectId, paymentIntentId, paidMinor, takenCredits, moves, disputeOpen } = next;
  const { receiptUrl, failure, paidAt } = next;
  const data = {
    state,
    objectId,
    paymentIntentId,
    paidMinor,
    takenCredits,
    moves,
    disputeOpen,
    receiptUrl,
    failure,
    paidAt,
  };
  const version = order.version + 1;
  const { id, tenantId } = order;
  await tx.order.update({ where: { id, tenantId }, data: { ...data, version, attempts: 0 } });
  await tx.$executeRaw`
    UPDATE orders SET next_try_at = CASE WHEN next_try_at <= ${now} THEN next_try_at ELSE ${lookAt}::timestamptz END
    WHERE id = ${id} AND tenant_id = ${tenantId}`;
  return { ...next, version };
}
