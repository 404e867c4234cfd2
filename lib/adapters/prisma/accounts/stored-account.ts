import type { BrokenBy } from "@/lib/accounts/account";
import type { AccountRecord, AccountWarning, Health } from "@/lib/accounts/account-view";
import { readWarningCause } from "@/lib/channels/account-news";
import type { Channel } from "@/lib/channels/inbound-message";
import type { DefaultRule, ReplyConfig } from "@/lib/rules/config/reply-config";
import { readMoreWords } from "@/lib/rules/own-words/own-words";
import type { Prisma } from "../generated/client";
import { externalIdOf } from "../rules/stored-config";
import type { TenantTx } from "../shared/tenant-scope";

/** An account with what its pages show of it. */
export const WITH_SHOWN = {
  whatsapp: true,
  _count: { select: { rules: true } },
  // The one that keeps replies back comes first; a page shows no more warnings than a person reads.
  incidents: { where: { healedAt: null }, orderBy: [{ warns: "asc" }, { openedAt: "desc" }], take: 11 },
} as const satisfies Prisma.AccountInclude;

type Row = Prisma.AccountGetPayload<{ include: typeof WITH_SHOWN }>;

export async function findRecord(tx: TenantTx, tenantId: string, accountId: string): Promise<AccountRecord | null> {
  const row = await tx.account.findFirst({ where: { id: accountId, tenantId }, include: WITH_SHOWN });
  const [record] = row ? await readRecords(tx, tenantId, [row]) : [];
  return record ?? null;
}

/** Rows as the pages want them, with the first and last customer message of each: what the log no longer holds, the row does. */
export async function readRecords(tx: TenantTx, tenantId: string, rows: readonly Row[]): Promise<AccountRecord[]> {
  const seen = await messageTimes(tx, tenantId, rows);
  return rows.map((row) => readRecord(row, seen.get(row.id)));
}

type Seen = { id: string; first_at: Date | null; last_at: Date | null };

/**
 * An inbound row's recipient is the account itself: asked that way, each time is one step in the index (account,
 * recipient, created at) however long the log is.
 */
async function messageTimes(tx: TenantTx, tenantId: string, rows: readonly Row[]): Promise<Map<string, Seen>> {
  const ids = rows.map((row) => row.id);
  const externalIds = rows.map(externalIdOf);
  const found = await tx.$queryRaw<Seen[]>`
    SELECT asked.id,
      (SELECT created_at FROM messages WHERE tenant_id = ${tenantId} AND account_id = asked.id AND recipient_id = asked.external_id
         ORDER BY created_at LIMIT 1) AS first_at,
      (SELECT created_at FROM messages WHERE tenant_id = ${tenantId} AND account_id = asked.id AND recipient_id = asked.external_id
         ORDER BY created_at DESC LIMIT 1) AS last_at
    FROM unnest(${ids}::text[], ${externalIds}::text[]) AS asked (id, external_id)`;
  return new Map(found.map((one) => [one.id, one]));
}

function readRecord(row: Row, seen: Seen | undefined): AccountRecord {
  const trouble = row.incidents.find(({ warns }) => !warns);
  const shown = row.brokenReason === null ? null : trouble;
  return {
    tenantId: row.tenantId,
    sealedToken: row.accessToken,
    view: {
      id: row.id,
      channel: row.channel as Channel,
      externalId: externalIdOf(row),
      displayName: row.displayName,
      displayAddress: row.displayAddress,
      verifiedName: row.whatsapp?.verifiedName ?? null,
      qualityRating: row.whatsapp?.qualityRating ?? null,
      wabaId: row.whatsapp?.wabaId ?? null,
      nameStatus: row.whatsapp?.nameStatus ?? null,
      messagingLimit: row.whatsapp?.messagingLimit ?? null,
      registerAgain: (row.whatsapp?.registerAfter ?? null) !== null,
      onBusinessApp: row.whatsapp?.onBusinessApp ?? false,
      tokenExpiresAt: row.whatsapp?.tokenExpiresAt ?? null,
      pin: row.whatsapp?.pin ? (row.whatsapp.pinProven ? "proven" : "unproven") : "none",
      ownToken: row.accessToken !== null,
      enabled: row.enabled,
      waitSeconds: row.waitSeconds,
      onAiBlocked: (row.onAiBlocked as ReplyConfig["on_ai_blocked"]) ?? "silent",
      defaultPauseMinutes: row.defaultPauseMinutes ?? 0,
      defaultResponse: (row.defaultRule as DefaultRule).response,
      humanPauseMinutes: row.humanPauseMinutes,
      followUp: { minutes: row.followUpMinutes, endsOnThanks: row.followUpEndsOnThanks },
      moreOwnWords: readMoreWords(row.ownWords),
      handOverMail: { wholeNumber: row.handOverWholeNumber, words: row.handOverWords },
      version: row.configVersion,
      ruleCount: row._count.rules,
      brokenReason: row.brokenReason,
      brokenBy: row.brokenBy as BrokenBy | null,
      brokenAt: row.brokenAt,
      brokenDetail: shown?.detail ?? null,
      brokenUntil: shown?.endsAt ?? null,
      warnings: row.incidents.flatMap(readWarning),
      suspectAt: trouble && trouble.shownBy === null ? trouble.openedAt : null,
      selfTestAt: row.selfTestAt,
      health: (row.whatsapp?.health ?? null) as Health | null,
      confirmedAt: row.confirmedAt,
      disconnectedAt: row.disconnectedAt,
      firstMessageAt: row.firstMessageAt ?? seen?.first_at ?? null,
      lastMessageAt: seen?.last_at ?? row.lastMessageAt,
    },
  };
}

function readWarning({
  id,
  warns,
  cause,
  detail,
  openedAt: since,
  endsAt,
}: Row["incidents"][number]): AccountWarning[] {
  const known = warns ? readWarningCause(cause) : null;
  return known ? [{ ...known, id, detail, since, endsAt }] : [];
}
