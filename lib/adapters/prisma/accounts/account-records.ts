import type { AccountRecord, ReplySettings } from "@/lib/accounts/account-view";
import type { AccountStore } from "@/lib/accounts/connection/account-records.port";
import { OUTLIVES_TOKEN } from "@/lib/channels/account-news";
import { toldTrouble } from "@/lib/channels/broken-causes";
import type { AuditStamp } from "@/lib/core/audit-stamp";
import type { IdSource } from "@/lib/core/ids";
import { type DefaultRule, newAccountConfig } from "@/lib/rules/config/reply-config";
import { grantLiveCredits } from "../credits/grant-credits";
import type { Prisma } from "../generated/client";
import { syncChecks } from "../safety/check-records";
import { writeAudit } from "../shared/audit-row";
import type { Database } from "../shared/database";
import { forTenant, type TenantTx } from "../shared/tenant-scope";
import { countRulesFromBefore } from "./former-account";
import { closeIncidents, lockAccount, MENDED } from "./incident-records";
import { findRecord, readRecords, WITH_SHOWN } from "./stored-account";

type Change = {
  data: Prisma.AccountUncheckedUpdateManyInput;
  details?: Prisma.InputJsonObject;
  /** Ends what the account was broken for: `by_token`, what a new token ends; else only what was `seen`. */
  mends?: "by_token" | { seen: string };
  /** What changes beside the account's row. */
  beside?: (tx: TenantTx) => Promise<unknown>;
};

/** Changes one connected account and writes its audit entry; null when there is none. */
export function changeAccount(
  database: Database,
  ids: IdSource,
  stamp: AuditStamp,
  accountId: string,
  { data, details = {}, mends, beside }: Change,
): Promise<AccountRecord | null> {
  return forTenant(database, stamp.tenantId, async (tx, tenantId) => {
    const where = { id: accountId, tenantId, disconnectedAt: null };
    const { count } = await tx.account.updateMany({ where, data });
    if (count === 0) return null;
    await beside?.(tx);
    if (mends) await mend(tx, tenantId, accountId, stamp.at, mends);
    await writeAudit(tx, ids, stamp, accountId, details);
    return findRecord(tx, tenantId, accountId);
  });
}

async function mend(
  tx: TenantTx,
  tenantId: string,
  accountId: string,
  at: Date,
  how: NonNullable<Change["mends"]>,
): Promise<void> {
  // News may break it for something worse at this moment.
  await lockAccount(tx, tenantId, accountId);
  const { brokenReason } = await tx.account.findFirstOrThrow({ where: { id: accountId, tenantId } });
  if (how !== "by_token" && brokenReason !== how.seen) return;
  const trouble = brokenReason === null ? null : toldTrouble(brokenReason);
  if (how === "by_token" && trouble && OUTLIVES_TOKEN.has(trouble)) return;
  await tx.account.update({ where: { id: accountId, tenantId }, data: MENDED });
  await closeIncidents(tx, tenantId, accountId, at);
}

/** A tenant's accounts. Everything asks for the tenant beside the id: a foreign id finds nothing. */
export function createAccountStore(database: Database, ids: IdSource, classifier: string): AccountStore {
  return {
    list: (tenantId) =>
      forTenant(database, tenantId, async (tx) => {
        const where = { tenantId, disconnectedAt: null };
        const orderBy = [{ createdAt: "asc" as const }, { id: "asc" as const }];
        return readRecords(tx, tenantId, await tx.account.findMany({ where, orderBy, include: WITH_SHOWN }));
      }),

    find: (tenantId, accountId) => forTenant(database, tenantId, (tx) => findRecord(tx, tenantId, accountId)),

    countRulesFromBefore: (tenantId, accountId) =>
      forTenant(database, tenantId, (tx) => countRulesFromBefore(tx, { tenantId, accountId })),

    saveReply: (stamp, accountId, version, settings, confirm) =>
      forTenant(database, stamp.tenantId, async (tx, tenantId) => {
        const before = await findRecord(tx, tenantId, accountId);
        if (!before || before.view.disconnectedAt) return null;
        const { count } = await tx.account.updateMany({
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
          if (confirm) await grantLiveCredits(tx, ids, tenantId, before.view, stamp.at);
        }
        const record = await findRecord(tx, tenantId, accountId);
        return record && { kind: count === 1 ? "saved" : "stale", record };
      }),

    setEnabled: (stamp, accountId, enabled) =>
      changeAccount(database, ids, stamp, accountId, {
        data: { enabled, configVersion: { increment: 1 } },
        details: { enabled },
      }),
    // No part of the config: who edits that meanwhile is not told of a newer one.
    setHumanPause: (stamp, accountId, humanPauseMinutes) =>
      changeAccount(database, ids, stamp, accountId, {
        data: { humanPauseMinutes },
        details: { minutes: humanPauseMinutes },
      }),
    setFollowUp: (stamp, accountId, { minutes, endsOnThanks }) =>
      changeAccount(database, ids, stamp, accountId, {
        data: { followUpMinutes: minutes, followUpEndsOnThanks: endsOnThanks },
        details: { minutes, endsOnThanks },
      }),
    setOwnWords: (stamp, accountId, ownWords) =>
      changeAccount(database, ids, stamp, accountId, { data: { ownWords: ownWords as Prisma.InputJsonObject } }),
    setHandOverMail: (stamp, accountId, { wholeNumber, words }) =>
      changeAccount(database, ids, stamp, accountId, {
        data: { handOverWholeNumber: wholeNumber, handOverWords: words },
        details: { wholeNumber, words },
      }),
    repair: (stamp, accountId, seen) => changeAccount(database, ids, stamp, accountId, { data: {}, mends: { seen } }),

    dismissWarning: (stamp, accountId, warningId) =>
      changeAccount(database, ids, stamp, accountId, {
        data: {},
        details: { warning: warningId },
        beside: (tx) => closeIncidents(tx, stamp.tenantId, accountId, stamp.at, { id: warningId, warns: true }),
      }),

    noteSelfTest: (tenantId, accountId, selfTestAt) =>
      forTenant(database, tenantId, async (tx) => {
        await tx.account.updateMany({ where: { id: accountId, tenantId }, data: { selfTestAt } });
      }),

    noteMended: (stamp, accountId, step) =>
      forTenant(database, stamp.tenantId, (tx) => writeAudit(tx, ids, stamp, accountId, { step })),

    disconnect: (stamp, accountId) =>
      forTenant(database, stamp.tenantId, async (tx, tenantId) => {
        const ended = await tx.$executeRaw`
          UPDATE accounts
          SET former_external_id = external_id, external_id = NULL, access_token = NULL, disconnected_at = ${stamp.at}
          WHERE id = ${accountId} AND tenant_id = ${tenantId} AND disconnected_at IS NULL`;
        if (ended === 0) return false;
        await closeIncidents(tx, tenantId, accountId, stamp.at, {});
        // Nobody is to pay for what its rules still wait for.
        await tx.ruleEmbedding.deleteMany({ where: { tenantId, accountId } });
        await writeAudit(tx, ids, stamp, accountId);
        await syncChecks(tx, tenantId, classifier);
        return true;
      }),
  };
}

function settingsColumns(settings: ReplySettings) {
  const { displayName, waitSeconds, onAiBlocked, defaultPauseMinutes, defaultResponse } = settings;
  const rule = { ...newAccountConfig().default_rule, response: defaultResponse } satisfies DefaultRule;
  // Absent stands for silent, and for no pause, so that configs from before these came out of an export as they went in.
  return {
    displayName,
    waitSeconds,
    onAiBlocked: onAiBlocked === "silent" ? null : onAiBlocked,
    defaultPauseMinutes: defaultPauseMinutes === 0 ? null : defaultPauseMinutes,
    defaultRule: rule,
  };
}

/** As the audit log has always called them. */
const FIELD_NAMES = {
  displayName: "name",
  waitSeconds: "waitSeconds",
  onAiBlocked: "onAiBlocked",
  defaultPauseMinutes: "defaultPauseMinutes",
  defaultResponse: "defaultResponse",
} as const satisfies Record<keyof ReplySettings, string>;

function changedFields(before: ReplySettings, after: ReplySettings): string[] {
  const keys = Object.keys(FIELD_NAMES) as (keyof ReplySettings)[];
  return keys
    .filter((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]))
    .map((key) => FIELD_NAMES[key]);
}
