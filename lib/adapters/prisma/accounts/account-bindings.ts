import type { AccountBinding } from "@/lib/accounts/account";
import type { Channel } from "@/lib/channels/inbound-message";
import type { InboundRecords } from "@/lib/pipeline/receive/ingest-delivery";
import { Prisma } from "../generated/client";
import { readAccountWithRules, WITH_RULES } from "../rules/stored-config";
import type { Database } from "../shared/database";
import { statement } from "../shared/statement-batch";
import { asWebhook, batchAsWebhook } from "../shared/tenant-scope";

/** About 5 MB. */
const MOST_KEPT = 20_000;

/**
 * Whose the accounts are that deliveries name. A binding is kept until a step that writes under it says `unbound`: each
 * such step compares it with the account's row, so that a kept one is never believed for longer than the database has it.
 */
export function createAccountBindings(
  database: Database,
  mostKept = MOST_KEPT,
): Pick<InboundRecords, "bindAccounts" | "findAccounts"> {
  const kept = new Map<string, AccountBinding>();
  const keyOf = (channel: Channel, externalId: string): string => `${channel} ${externalId}`;
  const keep = (binding: AccountBinding): void => {
    const key = keyOf(binding.channel, binding.externalId);
    kept.delete(key);
    kept.set(key, binding);
    for (const oldest of kept.keys()) {
      if (kept.size <= mostKept) break;
      kept.delete(oldest);
    }
  };
  return {
    async bindAccounts(channel, externalIds) {
      const known = externalIds.flatMap((externalId) => kept.get(keyOf(channel, externalId)) ?? []);
      const isKnown = new Set(known.map(({ externalId }) => externalId));
      const unknown = externalIds.filter((externalId) => !isKnown.has(externalId));
      if (unknown.length === 0) return known;
      const [rows] = await batchAsWebhook(database, { channel, externalIds: unknown }, [
        statement<AccountBinding>(
          "bind_accounts",
          Prisma.sql`
            SELECT id, tenant_id AS "tenantId", channel, external_id AS "externalId" FROM accounts
            WHERE channel = ${channel} AND external_id = ANY (${unknown}::text[])`,
        ),
      ]);
      for (const row of rows) keep(row);
      return [...known, ...rows];
    },
    async findAccounts(channel, externalIds) {
      const rows = await asWebhook(database, { channel, externalIds }, (tx) =>
        tx.account.findMany({ where: { channel, externalId: { in: [...externalIds] } }, include: WITH_RULES }),
      );
      for (const externalId of externalIds) kept.delete(keyOf(channel, externalId));
      const owners = rows.map(readAccountWithRules);
      for (const { account } of owners) {
        const { id, tenantId, externalId } = account;
        keep({ id, tenantId, channel, externalId });
      }
      return owners;
    },
  };
}
