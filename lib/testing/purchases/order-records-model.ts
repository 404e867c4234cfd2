import { nextLookAt, type Order } from "@/lib/credits/orders/order";
import type { NewOrder, OrderRecords } from "@/lib/credits/orders/order-records.port";
import { type OrderEntry, settleStep } from "@/lib/credits/orders/settle-step";

type Kept = { order: Order; lookAt: Date | null };

/** Orders and their ledger entries in memory, with the rules that the database keeps: unique entries, versions, one claim. */
export class OrderRecordsModel implements OrderRecords {
  readonly kept = new Map<string, Kept>();
  readonly entries: OrderEntry[] = [];

  /** What the ledger says that an order is worth by now. */
  creditsOf(orderId: string): number {
    return this.entries
      .filter(({ reference }) => reference.split(":")[0] === orderId)
      .reduce((sum, { amount }) => sum + amount, 0);
  }

  /** An event named it. */
  hint(orderId: string, now: Date): void {
    const kept = this.of(orderId);
    kept.lookAt = kept.lookAt !== null && kept.lookAt < now ? kept.lookAt : now;
  }

  of(orderId: string): Kept {
    const kept = this.kept.get(orderId);
    if (!kept) throw new Error(`no such order: ${orderId}`);
    return kept;
  }

  async findOrder(_tenantId: string, orderId: string): Promise<Order | null> {
    return this.kept.get(orderId)?.order ?? null;
  }

  async claimOrder(now: Date, until: Date, except: readonly string[]): Promise<Order | null> {
    const due = [...this.kept.values()].find(
      ({ order, lookAt }) => lookAt !== null && lookAt <= now && !except.includes(order.tenantId),
    );
    if (!due) return null;
    due.lookAt = until;
    return due.order;
  }

  async backOff(order: Order, now: Date): Promise<void> {
    const kept = this.of(order.id);
    if (kept.lookAt !== null && kept.lookAt > now) kept.lookAt = new Date(now.getTime() + 60_000);
  }

  async openCheckout(draft: NewOrder): Promise<{ kind: "opened" | "has_open"; order: Order }> {
    const open = [...this.kept.values()].find(
      ({ order }) => order.tenantId === draft.tenantId && order.state === "open",
    );
    return open ? { kind: "has_open", order: open.order } : { kind: "opened", order: this.keep(draft) };
  }

  private keep({ id, tenantId, kind, pack, customerId, savesCard, parameters, expiresAt, now }: NewOrder): Order {
    const order: Order = {
      ...{ id, tenantId, kind, ...pack, customerId, savesCard, parameters, expiresAt, createdAt: now, state: "open" },
      ...{
        objectId: null,
        paymentIntentId: null,
        paidMinor: null,
        paidAt: null,
        takenCredits: 0,
        moves: 0,
        version: 1,
      },
      ...{ disputeOpen: false, receiptUrl: null, failure: null },
    };
    this.kept.set(id, { order, lookAt: nextLookAt(order, now) });
    return order;
  }

  async openTopUp(): ReturnType<OrderRecords["openTopUp"]> {
    throw new Error("top-ups are tested on the database");
  }

  async settleOrder(
    seen: Order,
    ...[sight, live, now]: [Parameters<OrderRecords["settleOrder"]>[1], boolean, Date]
  ): ReturnType<OrderRecords["settleOrder"]> {
    const kept = this.of(seen.id);
    if (kept.order.version !== seen.version) return null;
    const { order, entries, mismatch, lookAt } = settleStep(kept.order, sight, live, now);
    for (const entry of entries) {
      const same = this.entries.some(({ kind, reference }) => kind === entry.kind && reference === entry.reference);
      if (same) throw new Error(`written twice: ${entry.kind} ${entry.reference}`);
      this.entries.push(entry);
    }
    kept.order = { ...order, version: kept.order.version + 1 };
    if (kept.lookAt === null || kept.lookAt > now) kept.lookAt = lookAt;
    const granted = entries.reduce((sum, { kind, amount }) => sum + (kind === "purchase" ? amount : 0), 0);
    return { order: kept.order, granted, mismatch, notice: false };
  }

  async listPurchases(): Promise<[]> {
    return [];
  }
}
