import type { Order, OrderKind, OrderState } from "@/lib/credits/orders/order";
import type { Order as StoredOrder } from "../generated/client";
import type { TenantTx } from "../shared/tenant-scope";

export function readOrder(row: StoredOrder): Order {
  const { kind, state, parameters, attempts: _attempts, nextTryAt: _nextTryAt, ...rest } = row;
  return {
    ...rest,
    kind: kind as OrderKind,
    state: state as OrderState,
    parameters: parameters as Readonly<Record<string, unknown>>,
  };
}

/** Locks an order: before a balance, never after it. */
export async function lockOrder(tx: TenantTx, tenantId: string, orderId: string): Promise<Order | null> {
  const held = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM orders WHERE id = ${orderId} AND tenant_id = ${tenantId} FOR UPDATE`;
  if (held.length === 0) return null;
  const row = await tx.order.findFirst({ where: { id: orderId, tenantId } });
  return row && readOrder(row);
}
