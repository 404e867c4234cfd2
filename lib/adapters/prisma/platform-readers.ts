import type { AccountStore } from "../../accounts/account-ports";
import type { Records } from "../../pipeline/records";
import type { Database } from "./database";
import { readAccountWithConfig, WITH_RULES } from "./stored-config";

type PlatformReaders = Pick<AccountStore, "countInWaba"> &
  Pick<Records, "findAccounts" | "findUnboundMessages" | "findUnclosedTurns" | "findOpenReserves">;

/**
 * The readers that look across tenants, all of them: the webhook, which is told a number and not a tenant, the sweep,
 * a WABA that several tenants may share, (in `sample-records.ts`) sample answers that a crash left open, (in
 * `operator-records.ts`) the operator's commands, (in `inbound-records.ts`) whether a sender is a connected number, and (in `people-records.ts`) signing in, which comes before any tenant.
 * Everything else goes through `forTenant`.
 */
export function createPlatformReaders(database: Database): PlatformReaders {
  const asPlatform = database;
  return {
    async findAccounts(numberIds) {
      const rows = await asPlatform.whatsappAccount.findMany({
        where: { phoneNumberId: { in: [...numberIds] } },
        include: WITH_RULES,
      });
      return rows.map(readAccountWithConfig);
    },
    countInWaba: (wabaId) => asPlatform.whatsappAccount.count({ where: { wabaId, disconnectedAt: null } }),

    async findUnboundMessages(before, limit) {
      const rows = await asPlatform.message.findMany({
        where: { direction: "in", turnId: null, reason: null, createdAt: { lt: before } },
        orderBy: { createdAt: "asc" },
        take: limit,
      });
      return rows.flatMap(({ id, tenantId, accountId, inboundId, senderId, createdAt }) =>
        inboundId === null || senderId === null
          ? []
          : [{ id, tenantId, accountId, messageId: inboundId, senderId, createdAt }],
      );
    },
    async findUnclosedTurns(before, limit) {
      const rows = await asPlatform.turn.findMany({
        where: { closedAt: null, releasedAt: { lt: before } },
        orderBy: { releasedAt: "asc" },
        take: limit,
        select: { id: true, tenantId: true, conversation: true },
      });
      return rows.map(({ id, tenantId, conversation }) => ({ turnId: id, tenantId, conversation }));
    },
    async findOpenReserves(limit) {
      const rows = await asPlatform.turn.findMany({
        where: { credit: "reserved", closedAt: { not: null } },
        orderBy: { closedAt: "asc" },
        take: limit,
        select: { id: true, tenantId: true },
      });
      return rows.map(({ id, tenantId }) => ({ turnId: id, tenantId }));
    },
  };
}
