import type { AccountRecord, ReplySettings } from "@/lib/accounts/account-view";
import type { AccountStore, NewAccount } from "@/lib/accounts/connection/account-records.port";
import type { AuditStamp } from "@/lib/core/audit-stamp";
import type { IdSource } from "@/lib/core/ids";
import { type DefaultRule, newAccountConfig } from "@/lib/rules/config/reply-config";
import { grantLiveCredits } from "../credits/grant-credits";
import { Prisma } from "../generated/client";
import { configColumns } from "../rules/write-config";
import { syncChecks } from "../safety/check-records";
import { writeAudit } from "../shared/audit-row";
import type { Database, Transaction } from "../shared/database";
import { forTenant } from "../shared/tenant-scope";
import { closeIncidents, MENDED } from "./incident-records";
import { readRecords, WITH_RULE_COUNT } from "./stored-account";

type TenantStore = Omit<AccountStore, "countInWaba">;

/** A tenant's accounts. Everything asks for the tenant beside the id: a foreign id finds nothing. */
export function createAccountStore(database: Database, ids: IdSource, classifier: string): TenantStore {
  /** Changes one connected account and writes its audit entry; null when there is none. */
  const change = (
    stamp: AuditStamp,
    accountId: string,
    data: Prisma.WhatsappAccountUncheckedUpdateManyInput,
    details: Prisma.InputJsonObject = {},
    mends = false,
  ): Promise<AccountRecord | null> =>
    forTenant(database, stamp.tenantId, async (tx, tenantId) => {
      const where = { id: accountId, tenantId, disconnectedAt: null };
      const { count } = await tx.whatsappAccount.updateMany({ where, data });
      if (count === 0) return null;
      if (mends) await closeIncidents(tx, tenantId, accountId, stamp.at);
      await writeAudit(tx, ids, stamp, accountId, details);
      return findRecord(tx, tenantId, accountId);
    });

  return {
    list: (tenantId) =>
      forTenant(database, tenantId, async (tx) => {
        const where = { tenantId, disconnectedAt: null };
        const orderBy = [{ createdAt: "asc" as const }, { id: "asc" as const }];
        return readRecords(tx, await tx.whatsappAccount.findMany({ where, orderBy, include: WITH_RULE_COUNT }));
      }),

    find: (tenantId, accountId) => forTenant(database, tenantId, (tx) => findRecord(tx, tenantId, accountId)),

    isAssigned: (tenantId, numberId) =>
      forTenant(database, tenantId, async (tx) => {
        return (await tx.numberAssignment.count({ where: { tenantId, phoneNumberId: numberId } })) > 0;
      }),

    async add(stamp, account) {
      try {
        await forTenant(database, stamp.tenantId, async (tx, tenantId) => {
          await tx.whatsappAccount.create({ data: { tenantId, createdAt: stamp.at, ...newAccountColumns(account) } });
          await bringLeftAlone(tx, tenantId, account);
          await writeAudit(tx, ids, stamp, account.id, { number: account.numberId });
        });
        return true;
      } catch (error) {
        if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === "P2002") return false;
        throw error;
      }
    },

    saveReply: (stamp, accountId, version, settings, confirm) =>
      forTenant(database, stamp.tenantId, async (tx, tenantId) => {
        const before = await findRecord(tx, tenantId, accountId);
        if (!before || before.view.disconnectedAt) return null;
        const { count } = await tx.whatsappAccount.updateMany({
          where: { id: accountId, tenantId, configVersion: version, disconnectedAt: null },
          data: {
            ...settingsColumns(settings),
            configVersion: { increment: 1 },
            ...(confirm && !before.view.confirmedAt ? { confirmedAt: stamp.at } : {}),
          },
        });
        if (count === 1) {
          await writeAudit(tx, ids, stamp, accountId, { changed: changedFields(before.view, settings) });
          await syncChecks(tx, tenantId, classifier);
          if (confirm) await grantLiveCredits(tx, ids, tenantId, before.view.numberId, stamp.at);
        }
        const record = await findRecord(tx, tenantId, accountId);
        return record && { kind: count === 1 ? "saved" : "stale", record };
      }),

    setEnabled: (stamp, accountId, enabled) =>
      change(stamp, accountId, { enabled, configVersion: { increment: 1 } }, { enabled }),
    replaceToken: (stamp, accountId, accessToken, wabaId) =>
      change(stamp, accountId, { accessToken, wabaId, ...MENDED }, {}, true),
    repair: (stamp, accountId) => change(stamp, accountId, MENDED, {}, true),

    noteFacts: (tenantId, accountId, facts, health) =>
      forTenant(database, tenantId, async (tx) => {
        const { displayPhone, verifiedName, qualityRating } = facts;
        await tx.whatsappAccount.updateMany({
          where: { id: accountId, tenantId, disconnectedAt: null },
          data: { displayPhone, verifiedName, qualityRating, health },
        });
        return findRecord(tx, tenantId, accountId);
      }),

    noteSelfTest: (tenantId, accountId, selfTestAt) =>
      forTenant(database, tenantId, async (tx) => {
        await tx.whatsappAccount.updateMany({ where: { id: accountId, tenantId }, data: { selfTestAt } });
      }),

    noteMended: (stamp, accountId, step) =>
      forTenant(database, stamp.tenantId, (tx) => writeAudit(tx, ids, stamp, accountId, { step })),

    disconnect: (stamp, accountId) =>
      forTenant(database, stamp.tenantId, async (tx, tenantId) => {
        const ended = await tx.$executeRaw`
          UPDATE whatsapp_accounts
          SET former_number_id = phone_number_id, phone_number_id = NULL, access_token = NULL, disconnected_at = ${stamp.at}
          WHERE id = ${accountId} AND tenant_id = ${tenantId} AND disconnected_at IS NULL`;
        if (ended === 0) return false;
        await closeIncidents(tx, tenantId, accountId, stamp.at);
        // Nobody is to pay for what its rules still wait for.
        await tx.ruleEmbedding.deleteMany({ where: { accountId } });
        await writeAudit(tx, ids, stamp, accountId);
        await syncChecks(tx, tenantId, classifier);
        return true;
      }),
  };
}

async function findRecord(tx: Transaction, tenantId: string, accountId: string): Promise<AccountRecord | null> {
  const where = { id: accountId, tenantId };
  const row = await tx.whatsappAccount.findFirst({ where, include: WITH_RULE_COUNT });
  const [record] = row ? await readRecords(tx, [row]) : [];
  return record ?? null;
}

/** A number that comes back to its tenant still never answers whom it never answered before. */
async function bringLeftAlone(tx: Transaction, tenantId: string, { id, numberId }: NewAccount): Promise<void> {
  const former = { tenantId, formerNumberId: numberId, disconnectedAt: { not: null } };
  await tx.leftAlone.updateMany({ where: { tenantId, account: former }, data: { accountId: id } });
}

function newAccountColumns({ id, numberId, wabaId, sealedToken, facts }: NewAccount) {
  const { displayPhone, verifiedName, qualityRating } = facts;
  const names = { displayPhone, verifiedName, qualityRating };
  return {
    id,
    phoneNumberId: numberId,
    wabaId,
    accessToken: sealedToken,
    ...names,
    ...configColumns(newAccountConfig()),
  };
}

function settingsColumns(settings: ReplySettings) {
  const { name, waitSeconds, onAiBlocked, defaultPauseMinutes, defaultResponse } = settings;
  const rule = { ...newAccountConfig().default_rule, response: defaultResponse } satisfies DefaultRule;
  // Absent stands for silent, and for no pause, so that configs from before these came out of an export as they went in.
  return {
    name,
    waitSeconds,
    onAiBlocked: onAiBlocked === "silent" ? null : onAiBlocked,
    defaultPauseMinutes: defaultPauseMinutes === 0 ? null : defaultPauseMinutes,
    defaultRule: rule,
  };
}

function changedFields(before: ReplySettings, after: ReplySettings): string[] {
  const keys = ["name", "waitSeconds", "onAiBlocked", "defaultPauseMinutes", "defaultResponse"] as const;
  return keys.filter((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]));
}
