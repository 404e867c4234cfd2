import type { BrokenBy } from "@/lib/accounts/account";
import type { AccountRecord, Health } from "@/lib/accounts/account-view";
import type { DefaultRule, ReplyConfig } from "@/lib/rules/config/reply-config";
import type { Prisma } from "../generated/client";
import { numberIdOf } from "../rules/stored-config";
import type { Transaction } from "../shared/database";

export const WITH_RULE_COUNT = {
  _count: { select: { rules: true } },
  incidents: { where: { healedAt: null, shownBy: null }, select: { openedAt: true }, take: 1 },
} as const satisfies Prisma.WhatsappAccountInclude;

type Row = Prisma.WhatsappAccountGetPayload<{ include: typeof WITH_RULE_COUNT }>;

/** Rows as the pages want them, with the first and last customer message of each. */
export async function readRecords(tx: Transaction, rows: readonly Row[]): Promise<AccountRecord[]> {
  const seen = await messageTimes(tx, rows);
  return rows.map((row) => readRecord(row, seen.get(row.id)));
}

type Seen = { id: string; first_at: Date | null; last_at: Date | null };

/**
 * An inbound row's recipient is the number itself: asked that way, each time is one step in the index (account,
 * recipient, created at) however long the log is.
 */
async function messageTimes(tx: Transaction, rows: readonly Row[]): Promise<Map<string, Seen>> {
  const ids = rows.map((row) => row.id);
  const numbers = rows.map(numberIdOf);
  const found = await tx.$queryRaw<Seen[]>`
    SELECT asked.id,
      (SELECT created_at FROM messages WHERE account_id = asked.id AND recipient_id = asked.number
         ORDER BY created_at LIMIT 1) AS first_at,
      (SELECT created_at FROM messages WHERE account_id = asked.id AND recipient_id = asked.number
         ORDER BY created_at DESC LIMIT 1) AS last_at
    FROM unnest(${ids}::text[], ${numbers}::text[]) AS asked (id, number)`;
  return new Map(found.map((one) => [one.id, one]));
}

function readRecord(row: Row, seen: Seen | undefined): AccountRecord {
  return {
    tenantId: row.tenantId,
    sealedToken: row.accessToken,
    view: {
      id: row.id,
      numberId: numberIdOf(row),
      name: row.name,
      displayPhone: row.displayPhone,
      verifiedName: row.verifiedName,
      qualityRating: row.qualityRating,
      wabaId: row.wabaId,
      ownToken: row.accessToken !== null,
      enabled: row.enabled,
      waitSeconds: row.waitSeconds,
      onAiBlocked: (row.onAiBlocked as ReplyConfig["on_ai_blocked"]) ?? "silent",
      defaultPauseMinutes: row.defaultPauseMinutes ?? 0,
      defaultResponse: (row.defaultRule as DefaultRule).response,
      version: row.configVersion,
      ruleCount: row._count.rules,
      brokenReason: row.brokenReason,
      brokenBy: row.brokenBy as BrokenBy | null,
      brokenAt: row.brokenAt,
      suspectAt: row.incidents[0]?.openedAt ?? null,
      selfTestAt: row.selfTestAt,
      health: row.health as Health | null,
      confirmedAt: row.confirmedAt,
      disconnectedAt: row.disconnectedAt,
      firstMessageAt: seen?.first_at ?? null,
      lastMessageAt: seen?.last_at ?? null,
    },
  };
}
