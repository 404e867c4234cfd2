import type { IdSource } from "@/lib/core/ids";
import type { ConsentChange, OwnWordRecords } from "@/lib/pipeline/answer/own-words";
import { readSpellings } from "../accounts/customer-addresses";
import { lockAccount } from "../accounts/incident-records";
import { Prisma } from "../generated/client";
import type { Database } from "../shared/database";
import { forTenant, type TenantTx } from "../shared/tenant-scope";
import { OWN_WORD, readConsentWord } from "./receipts/consent-word";
import { lockTurn } from "./turn-records";

export function createConsentRecords(database: Database, ids: IdSource): OwnWordRecords {
  return {
    changeConsent: ({ tenantId, turnId, accountId }, customer, word, now) =>
      forTenant(database, tenantId, async (tx): Promise<ConsentChange> => {
        const turn = await lockTurn(tx, { tenantId, turnId });
        if (!turn || turn.closed_at !== null) return "closed";
        const where = { tenantId_id: { tenantId, id: turnId } };
        if (readConsentWord(turn.matched_by) === word) return "done";
        // One change of an account's list at a time, as where its owner changes it.
        await lockAccount(tx, tenantId, accountId);
        const changed = await (word === "stop" ? stop : start)(tx, { tenantId, accountId, customer }, now);
        if (!changed) return "as_before";
        await tx.turn.update({ where, data: { matchedBy: { kind: OWN_WORD, word }, responseKind: "canned" } });
        const entry = { tenantId, personId: null, action: `customer.${word}`, targetId: accountId, at: now };
        await tx.auditEntry.create({ data: { id: ids.newId(), ...entry } });
        return "done";
      }),

    takeBackConsent: ({ tenantId, turnId, accountId }, customer, now) =>
      forTenant(database, tenantId, async (tx) => {
        const turn = await lockTurn(tx, { tenantId, turnId });
        if (!turn || turn.closed_at !== null) return "closed";
        const word = readConsentWord(turn.matched_by);
        if (word === null) return "done";
        await lockAccount(tx, tenantId, accountId);
        const undone = word === "stop" ? "start" : "stop";
        await (word === "stop" ? start : stop)(tx, { tenantId, accountId, customer }, now);
        const where = { tenantId_id: { tenantId, id: turnId } };
        await tx.turn.update({ where, data: { matchedBy: Prisma.DbNull, responseKind: null } });
        const entry = { tenantId, personId: null, action: `customer.${undone}`, targetId: accountId, at: now };
        await tx.auditEntry.create({ data: { id: ids.newId(), ...entry } });
        return "done";
      }),
  };
}

type Customer = { tenantId: string; accountId: string; customer: string };

async function entriesOf(tx: TenantTx, { tenantId, accountId, customer }: Customer) {
  const asked = { accountId, address: customer };
  const addresses = [...(await readSpellings(tx, tenantId, [asked]))(asked)];
  return { tenantId, accountId, address: { in: addresses } };
}

/** Whether it is by this that the customer gets no more answers. Where the owner leaves them alone it is noted as well. */
async function stop(tx: TenantTx, customer: Customer, now: Date): Promise<boolean> {
  const where = await entriesOf(tx, customer);
  const entries = await tx.leftAlone.findMany({ where, select: { stoppedAt: true } });
  if (entries.some(({ stoppedAt }) => stoppedAt !== null)) return false;
  if (entries.length > 0) {
    await tx.leftAlone.updateMany({ where, data: { stoppedAt: now } });
    return false;
  }
  const { tenantId, accountId, customer: address } = customer;
  await tx.leftAlone.create({ data: { tenantId, accountId, address, createdAt: now, stoppedAt: now } });
  return true;
}

/** Whether it is by this that the customer gets answers again: not where the owner leaves them alone besides. */
async function start(tx: TenantTx, customer: Customer): Promise<boolean> {
  const where = await entriesOf(tx, customer);
  await tx.leftAlone.updateMany({ where: { ...where, personId: { not: null } }, data: { stoppedAt: null } });
  const { count } = await tx.leftAlone.deleteMany({ where: { ...where, personId: null } });
  return count > 0 && (await tx.leftAlone.count({ where })) === 0;
}
