import { proveLedger } from "@/lib/adapters/prisma/credits/prove-ledger";
import type { Prisma } from "@/lib/adapters/prisma/generated/client";
import { newAccountConfig } from "@/lib/rules/config/reply-config";
import type { TestDatabase } from "@/lib/testing/database/test-database";

/** A moment of its own, so that no test depends on the day on which it runs. */
export const NOON = new Date("2026-11-20T12:00:00Z");

let count = 0;

/** An id that no other test of this run has, also in another process. */
export function uniqueId(stem: string): string {
  count += 1;
  return `${stem}-${crypto.randomUUID().slice(0, 8)}-${count}`;
}

export type Owner = { tenantId: string; accountId: string; externalId: string };

/** A tenant with one number, no credits, and a default reply that the AI writes. */
export async function makeTenant(database: TestDatabase): Promise<Owner> {
  const tenantId = uniqueId("tenant");
  const accountId = uniqueId("account");
  const externalId = uniqueId("number");
  await database.tables.tenant.create({
    data: { id: tenantId, slug: tenantId, name: "Salon & Sons", createdAt: NOON },
  });
  await database.tables.account.create({
    data: {
      id: accountId,
      tenantId,
      channel: "whatsapp",
      externalId,
      displayAddress: "+1 555 010 0001",
      waitSeconds: 0,
      defaultRule: { ...newAccountConfig().default_rule, response: { kind: "prompt", text: "Be kind." } },
      createdAt: NOON,
      confirmedAt: NOON,
    },
  });
  return { tenantId, accountId, externalId };
}

/** An open turn without messages. */
export async function makeTurn(database: TestDatabase, owner: Pick<Owner, "tenantId" | "accountId">): Promise<string> {
  const id = uniqueId("turn");
  const { tenantId, accountId } = owner;
  const data = { id, tenantId, accountId, conversation: id, openedAt: NOON, releasedAt: NOON };
  await database.tables.turn.create({ data });
  return id;
}

/** The row of a purchase that was paid, without its entries. Returns its id, which is their reference. */
export async function makePaidOrder(
  database: TestDatabase,
  tenantId: string,
  of: { credits: number; takenCredits?: number },
): Promise<string> {
  const id = uniqueId("order");
  const fixed = {
    kind: "checkout",
    state: "paid",
    priceMinor: 300,
    paidMinor: 300,
    currency: "usd",
    customerId: "cus",
  };
  await database.tables.order.create({
    data: { id, tenantId, ...of, ...fixed, parameters: {}, createdAt: NOON, paidAt: NOON },
  });
  return id;
}

/** What `npm run ledger:verify` finds, of one tenant only: other tests share the database. */
export async function driftOf(database: TestDatabase, tenantId: string): Promise<string[]> {
  const { drift } = await proveLedger(database);
  return drift.filter(({ tenant }) => tenant === tenantId).map(({ problem }) => problem);
}

/** Changes entries as only the table's owner can, by taking its guards off for one transaction. */
export function tamper(
  database: TestDatabase,
  work: (tx: Prisma.TransactionClient) => Promise<unknown>,
): Promise<unknown> {
  return database.tables.$transaction(async (tx) => {
    await tx.$executeRaw`ALTER TABLE credit_entries DISABLE TRIGGER USER`;
    await work(tx);
    await tx.$executeRaw`ALTER TABLE credit_entries ENABLE ALWAYS TRIGGER credit_entries_append_only`;
    await tx.$executeRaw`ALTER TABLE credit_entries ENABLE ALWAYS TRIGGER credit_entries_not_truncated`;
  });
}

export async function balanceOf(database: TestDatabase, tenantId: string): Promise<number> {
  const row = await database.tables.creditBalance.findUnique({ where: { tenantId } });
  return row?.balance ?? 0;
}
