import type { EchoRecords } from "@/lib/pipeline/receive/apply-echoes";
import type { Database } from "../shared/database";
import { forTenant } from "../shared/tenant-scope";

const UNKNOWN = "unknown";

/** What was written past us stands in the log as what it is: outbound, without a turn. Its id is made of the provider's: once. */
export function createEchoRecords(database: Database): EchoRecords {
  return {
    recordEcho: ({ tenantId, id: accountId, channel, externalId }, echo, now) =>
      forTenant(database, tenantId, async (tx) => {
        const { providerMessageId: outboundId, customer, kind, sentAt } = echo;
        const own = await tx.message.count({ where: { tenantId, accountId, outboundId, turnId: { not: null } } });
        if (own > 0) return false;
        const whom = { senderId: externalId, recipientId: customer?.value ?? UNKNOWN };
        const row = { tenantId, accountId, channel, direction: "outbound", kind, outboundId, sentAt, createdAt: now };
        await tx.message.createMany({ data: [{ id: `echo:${outboundId}`, ...row, ...whom }], skipDuplicates: true });
        return true;
      }),
  };
}
