import { mustRegisterAgain } from "@/lib/accounts/connection/whatsapp/display-name";
import { READ_EVERY_MS } from "@/lib/accounts/connection/whatsapp/facts/facts-round";
import type { NumberFacts } from "@/lib/accounts/connection/whatsapp/number-directory.port";
import type { NewNumber, WhatsappRecords } from "@/lib/accounts/connection/whatsapp/whatsapp-records.port";
import type { IdSource } from "@/lib/core/ids";
import { newAccountConfig } from "@/lib/rules/config/reply-config";
import { Prisma } from "../../generated/client";
import { type ConfigModels, configColumns } from "../../rules/write-config";
import { writeAudit } from "../../shared/audit-row";
import type { Database } from "../../shared/database";
import { asPlatform, forTenant, type TenantTx } from "../../shared/tenant-scope";
import { changeAccount } from "../account-records";
import { bringCustomers, takeUpRules } from "../former-account";
import { closeIncidents } from "../incident-records";
import { findRecord } from "../stored-account";

const CHANNEL = "whatsapp";

/** What only WhatsApp has of an account, in the row beside the account's own. */
export function createWhatsappRecords(database: Database, ids: IdSource, models: ConfigModels): WhatsappRecords {
  return {
    isAssigned: (tenantId, numberId) =>
      forTenant(database, tenantId, async (tx) => {
        const where = { tenantId, channel: CHANNEL, externalId: numberId };
        return (await tx.accountAssignment.count({ where })) > 0;
      }),

    isConnected: (externalId) =>
      asPlatform(database, async (tx) => (await tx.account.count({ where: { channel: CHANNEL, externalId } })) > 0),

    async add(stamp, number) {
      try {
        await forTenant(database, stamp.tenantId, async (tx, tenantId) => {
          await tx.account.create({ data: { tenantId, createdAt: stamp.at, ...accountColumns(number) } });
          const factsDueAt = new Date(stamp.at.getTime() + READ_EVERY_MS);
          await tx.whatsappAccount.create({
            data: { tenantId, accountId: number.id, ...numberColumns(number), factsDueAt },
          });
          const ref = { tenantId, accountId: number.id };
          await bringCustomers(tx, ref);
          const rules = await takeUpRules(tx, ref, models);
          await writeAudit(tx, ids, stamp, number.id, { number: number.numberId, ...(rules > 0 ? { rules } : {}) });
        });
        return true;
      } catch (error) {
        if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === "P2002") return false;
        throw error;
      }
    },

    replaceToken: (stamp, accountId, accessToken, { wabaId, tokenExpiresAt }) =>
      changeAccount(database, ids, stamp, accountId, {
        data: { accessToken },
        mends: "by_token",
        beside: async (tx) => {
          await writeBeside(tx, stamp.tenantId, accountId, { wabaId, tokenExpiresAt });
          await closeIncidents(tx, stamp.tenantId, accountId, stamp.at, { warns: true, cause: "token_ends" });
        },
      }),

    noteFacts: (tenantId, accountId, facts, health) =>
      forTenant(database, tenantId, async (tx) => {
        const where = { id: accountId, tenantId, disconnectedAt: null };
        const { count } = await tx.account.updateMany({ where, data: { displayAddress: facts.displayPhone } });
        if (count === 1) {
          const beside = { where: { tenantId_accountId: { tenantId, accountId } }, select: { nameStatus: true } };
          const { nameStatus } = await tx.whatsappAccount.findUniqueOrThrow(beside);
          const again = mustRegisterAgain(nameStatus, facts);
          const at = new Date(health.checkedAt);
          await writeBeside(tx, tenantId, accountId, {
            ...factColumns(facts),
            nameStatus: facts.nameStatus ?? nameStatus,
            ...(again === null ? {} : { registerAfter: again ? at : null }),
            // Whoever has read it, the round is what registers.
            ...(again ? { factsDueAt: at } : {}),
            health,
          });
        }
        return findRecord(tx, tenantId, accountId);
      }),

    keepPin: (ref, pin) =>
      forTenant(database, ref.tenantId, async (tx) => {
        // Two at once: the row's lock lets the second see what the first has kept.
        await tx.$executeRaw`
          UPDATE whatsapp_accounts SET pin = ${pin}, pin_proven = false
          WHERE tenant_id = ${ref.tenantId} AND account_id = ${ref.accountId} AND pin IS NULL`;
        const where = { tenantId_accountId: ref };
        const row = await tx.whatsappAccount.findUniqueOrThrow({ where, select: { pin: true, pinProven: true } });
        return { sealedPin: row.pin ?? pin, proven: row.pinProven };
      }),

    notePin: ({ tenantId, accountId }, { sealedPin: pin, proven: pinProven }) =>
      forTenant(database, tenantId, (tx) => writeBeside(tx, tenantId, accountId, { pin, pinProven })),

    forgetPin: ({ tenantId, accountId }, pin) =>
      forTenant(database, tenantId, async (tx) => {
        const where = { tenantId, accountId, pin };
        await tx.whatsappAccount.updateMany({ where, data: { pin: null, pinProven: false } });
      }),

    noteRegistered: ({ tenantId, accountId }) =>
      forTenant(database, tenantId, (tx) => writeBeside(tx, tenantId, accountId, { registerAfter: null })),

    countInWaba: (wabaId) =>
      asPlatform(database, (tx) => tx.whatsappAccount.count({ where: { wabaId, account: { disconnectedAt: null } } })),
  };
}

/** The row of a number that nobody has asked Meta about yet. */
export async function addWhatsappRow(
  tx: TenantTx,
  { providerName, ...row }: { tenantId: string; accountId: string; providerName: string | null },
): Promise<void> {
  await tx.whatsappAccount.create({ data: { ...row, verifiedName: providerName } });
}

type Beside = Omit<Prisma.WhatsappAccountUncheckedUpdateInput, "tenantId" | "accountId">;

async function writeBeside(tx: TenantTx, tenantId: string, accountId: string, beside: Beside): Promise<void> {
  await tx.whatsappAccount.update({ where: { tenantId_accountId: { tenantId, accountId } }, data: beside });
}

function accountColumns({ id, numberId, sealedToken, facts }: NewNumber) {
  return {
    id,
    channel: CHANNEL,
    externalId: numberId,
    accessToken: sealedToken,
    displayAddress: facts.displayPhone,
    ...configColumns(newAccountConfig()),
  };
}

function numberColumns({ wabaId, tokenExpiresAt, facts }: NewNumber) {
  return { wabaId, tokenExpiresAt, ...factColumns(facts) };
}

function factColumns({ verifiedName, qualityRating, nameStatus, status, onBusinessApp, messagingLimit }: NumberFacts) {
  return { verifiedName, qualityRating, nameStatus, numberStatus: status, onBusinessApp, messagingLimit };
}
