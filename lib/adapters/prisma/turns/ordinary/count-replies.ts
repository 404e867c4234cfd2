import { FOLLOW_UP } from "@/lib/accounts/account";
import { phoneSpellings } from "@/lib/accounts/phone-spellings";
import { ASSISTANT_LINE_DAYS } from "@/lib/persona/assistant-line";
import type { ReplyCounts } from "@/lib/pipeline/turn";
import { DEFAULT_RULE_ID } from "@/lib/rules/config/reply-config";
import { EVERYBODY } from "../../accounts/pause-records";

import { Prisma } from "../../generated/client";

const TEN_MINUTES_MS = 600_000;
const DAY_MS = 86_400_000;

/** Who has not written for so long is greeted like a stranger. */
const FIRST_CONTACT_DAYS = 14;

export type Counted = {
  short: number;
  long: number;
  by_rule: Record<string, string> | null;
  last_ai: { ruleId: string; at: string; asked: boolean } | null;
  ended_at: Date | null;
  wrote_before: boolean;
  ai_at: Date | null;
  addresses: string[];
  left_alone: boolean;
  opted_out: boolean;
  /** Whether anybody at all is never answered: only then the customer's other addresses have to be looked for. */
  lists_anybody: boolean;
  paused_until: Date | null;
};

/** `listed`: which of the customer's other addresses are on the list of those who are never answered, and by whose wish. */
export function readCounts(counts: Counted, listed: readonly { personId: string | null }[]): ReplyCounts {
  return {
    last10Minutes: counts.short,
    last24Hours: counts.long,
    lastByRule: new Map(Object.entries(counts.by_rule ?? {}).map(([ruleId, at]) => [ruleId, new Date(at)])),
    replyToFollow: readReplyToFollow(counts),
    isFirstContact: !counts.wrote_before,
    lastAiReplyAt: counts.ai_at,
    leftAlone: counts.left_alone || listed.some(({ personId }) => personId !== null),
    optedOut: counts.opted_out || listed.some(({ personId }) => personId === null),
    pausedUntil: counts.paused_until,
  };
}

/** What the customer has ended politely is over: what comes after it begins anew. */
function readReplyToFollow({ last_ai: last, ended_at: endedAt }: Counted): ReplyCounts["replyToFollow"] {
  const at = new Date(last?.at ?? 0);
  return last && !(endedAt && endedAt >= at) ? { ruleId: last.ruleId, at, asked: last.asked } : null;
}

/** One row, of what a customer wrote and was answered by any of their addresses. */
export function countSql(tenantId: string, accountId: string, recipientId: string, now: Date): Prisma.Sql {
  // By each address: of many at once the planner may go through all that the account has, as long as it knows no figures.
  const since = (isTheirs: Prisma.Sql, ms: number): Prisma.Sql => Prisma.sql`
    customer CROSS JOIN LATERAL (
      SELECT turn_id, created_at, state, reason, kind FROM messages
      WHERE tenant_id = ${tenantId} AND account_id = ${accountId} AND ${isTheirs} AND created_at >= ${new Date(now.getTime() - ms)} OFFSET 0) m`;
  const sentSince = (ms: number): Prisma.Sql =>
    since(Prisma.sql`recipient_id = customer.address AND direction = 'outbound'`, ms);
  const writtenSince = (ms: number): Prisma.Sql =>
    since(Prisma.sql`sender_id = customer.address AND direction = 'inbound'`, ms);
  return Prisma.sql`
    WITH customer AS MATERIALIZED (
      SELECT ${recipientId} AS address
      UNION
      SELECT o.address FROM customer_addresses k
      JOIN customer_addresses o
        ON o.tenant_id = k.tenant_id AND o.account_id = k.account_id AND o.customer = k.customer
      WHERE k.tenant_id = ${tenantId} AND k.account_id = ${accountId} AND k.address = ${recipientId}),
    replies AS MATERIALIZED (
      SELECT m.created_at, m.state, t.rule_id, t.response_kind, t.matched_by
      FROM ${sentSince(DAY_MS)} LEFT JOIN turns t ON t.tenant_id = ${tenantId} AND t.id = m.turn_id
      WHERE m.turn_id IS NOT NULL AND m.state NOT IN ('sending', 'refused'))
    SELECT (SELECT count(*)::int FROM replies WHERE created_at >= ${new Date(now.getTime() - TEN_MINUTES_MS)}) AS short,
           (SELECT count(*)::int FROM replies) AS long,
           (SELECT jsonb_object_agg(rule_id, at) FROM (
              SELECT rule_id, max(created_at) AS at FROM replies
              WHERE state <> 'failed' AND (rule_id = ${DEFAULT_RULE_ID} OR matched_by ->> 'kind' = 'any')
              GROUP BY rule_id) AS last) AS by_rule,
           (SELECT jsonb_build_object('ruleId', rule_id, 'at', created_at, 'asked', matched_by -> 'asked' IS NOT NULL) FROM replies
            WHERE state <> 'failed' AND response_kind = 'prompt' AND matched_by -> 'blocked' IS NULL
            ORDER BY created_at DESC LIMIT 1) AS last_ai,
           (SELECT max(t.closed_at)
            FROM ${writtenSince(FOLLOW_UP.most * 60_000)} JOIN turns t ON t.tenant_id = ${tenantId} AND t.id = m.turn_id
            WHERE (t.matched_by ->> 'kind' = 'follow_up_end' OR t.handed_over IS NOT NULL)) AS ended_at,
           EXISTS (SELECT 1
            FROM ${writtenSince(FIRST_CONTACT_DAYS * DAY_MS)} LEFT JOIN turns t ON t.tenant_id = ${tenantId} AND t.id = m.turn_id
            WHERE t.closed_at IS NOT NULL
              OR (m.reason IS NOT NULL AND m.kind NOT IN ('request_welcome', 'system'))) AS wrote_before,
           ARRAY(SELECT address FROM customer) AS addresses,
           (SELECT max(m.created_at)
            FROM ${sentSince(ASSISTANT_LINE_DAYS * DAY_MS)} JOIN turns t ON t.tenant_id = ${tenantId} AND t.id = m.turn_id
            WHERE m.state NOT IN ('sending', 'refused', 'failed') AND (t.credit = 'settled') IS TRUE) AS ai_at,
           EXISTS (SELECT 1 FROM left_alone l WHERE l.tenant_id = ${tenantId} AND l.account_id = ${accountId}
                   AND l.address = ANY(${phoneSpellings(recipientId)}::text[]) AND l.person_id IS NOT NULL) AS left_alone,
           EXISTS (SELECT 1 FROM left_alone l WHERE l.tenant_id = ${tenantId} AND l.account_id = ${accountId}
                   AND l.address = ANY(${phoneSpellings(recipientId)}::text[]) AND l.person_id IS NULL) AS opted_out,
           EXISTS (SELECT 1 FROM left_alone l WHERE l.tenant_id = ${tenantId} AND l.account_id = ${accountId}) AS lists_anybody,
           (SELECT max(p.until) FROM pauses p WHERE p.tenant_id = ${tenantId} AND p.account_id = ${accountId}
            AND (p.customer = ${EVERYBODY} OR p.customer IN (SELECT address FROM customer))) AS paused_until`;
}
