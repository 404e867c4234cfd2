import { type Channel, MESSAGE_KINDS } from "@/lib/channels/inbound-message";
import type { EntryKind, TurnCredit } from "@/lib/credits/credit-entry";
import type { ReadReceipt, Receipt } from "@/lib/pipeline/receipt.port";
import type { AttemptState } from "@/lib/pipeline/turn";
import { Prisma } from "../../generated/client";
import type { Database } from "../../shared/database";
import { forTenant } from "../../shared/tenant-scope";
import { readMatch } from "./read-match";
import { readTurnFacts, type TurnFactsRow } from "./turn-facts";

/** A turn holds 100 messages, or one more that came with the last, and is sent twice at most. */
const MOST_MESSAGES = 200;

type MessageRow = {
  direction: "inbound" | "outbound";
  kind: string;
  customer: string;
  inboundId: string | null;
  outboundId: string | null;
  attempt: number | null;
  state: string | null;
  errorCode: number | null;
  sentAt: string;
  createdAt: string;
  stateAt: string | null;
};

type Row = TurnFactsRow & {
  channel: string;
  credit: TurnCredit;
  openedAt: Date;
  closedAt: Date | null;
  ownerToldAt: Date | null;
  displayName: string | null;
  displayAddress: string;
  disconnectedAt: Date | null;
  enabled: boolean;
  confirmedAt: Date | null;
  brokenReason: string | null;
  brokenBy: string | null;
  hasToken: boolean;
  messages: MessageRow[] | null;
  entries: { kind: EntryKind; amount: number; at: string }[] | null;
  labels: Record<string, string> | null;
};

/** One statement, by keys alone: how long the log is makes no difference to it. */
export function createReadReceipt(database: Database): ReadReceipt {
  return (tenantId, turnId) =>
    forTenant(database, tenantId, async (tx) => {
      const [row] = await tx.$queryRaw<Row[]>(receiptSql(tenantId, turnId));
      return row ? toReceipt(tenantId, row) : null;
    });
}

export const receiptSql = (tenantId: string, turnId: string): Prisma.Sql => Prisma.sql`
  SELECT t.id, t.account_id AS "accountId", t.outcome, t.reason, t.rule_id AS "ruleId",
    t.response_kind AS "responseKind", t.matched_by AS "matchedBy", t.attempts, t.sent_twice AS "sentTwice",
    t.message_count AS "messageCount", t.failure_code AS "failureCode", t.handed_over AS "handedOver",
    t.released_at AS "releasedAt", t.credit, t.opened_at AS "openedAt", t.closed_at AS "closedAt",
    t.owner_told_at AS "ownerToldAt", a.channel, a.display_name AS "displayName",
    a.display_address AS "displayAddress", a.disconnected_at AS "disconnectedAt", a.enabled,
    a.confirmed_at AS "confirmedAt", a.broken_reason AS "brokenReason", a.broken_by AS "brokenBy",
    a.access_token IS NOT NULL AS "hasToken",
    (SELECT jsonb_agg(to_jsonb(m) ORDER BY m."sentAt", m."createdAt") FROM (
      SELECT direction, kind, CASE direction WHEN 'inbound' THEN sender_id ELSE recipient_id END AS customer,
        inbound_id AS "inboundId", outbound_id AS "outboundId", attempt, state, error_code AS "errorCode",
        sent_at AS "sentAt", created_at AS "createdAt", state_at AS "stateAt"
      FROM messages WHERE tenant_id = ${tenantId} AND turn_id = ${turnId}
      LIMIT ${MOST_MESSAGES}::int) m) AS messages,
    (SELECT jsonb_agg(jsonb_build_object('kind', kind, 'amount', amount, 'at', created_at) ORDER BY id)
      FROM credit_entries WHERE tenant_id = ${tenantId} AND kind IN ('reserve', 'settle', 'restore')
        AND reference = ${turnId}) AS entries,
    (SELECT jsonb_object_agg(rule_id, label) FROM reply_rules r
      WHERE r.tenant_id = ${tenantId} AND r.account_id = t.account_id
        AND (r.rule_id = t.rule_id OR r.rule_id IN (SELECT near ->> 'rule' FROM jsonb_array_elements(
          CASE jsonb_typeof(t.matched_by -> 'near') WHEN 'array' THEN t.matched_by -> 'near' ELSE '[]' END) near))
    ) AS labels
  FROM turns t JOIN accounts a ON a.tenant_id = t.tenant_id AND a.id = t.account_id
  WHERE t.tenant_id = ${tenantId} AND t.id = ${turnId}`;

function toReceipt(tenantId: string, row: Row): Receipt {
  const labels = new Map(Object.entries(row.labels ?? {}));
  const rows = row.messages ?? [];
  const inbound = rows.filter(({ direction }) => direction === "inbound");
  const known = labels.get(row.ruleId ?? "");
  return {
    ...readTurnFacts(row, known ?? null),
    tenantId,
    channel: row.channel as Channel,
    number: {
      accountId: row.accountId,
      name: row.displayName,
      displayAddress: row.displayAddress,
      connected: row.disconnectedAt === null,
    },
    customer: (inbound[0] ?? rows[0])?.customer ?? null,
    openedAt: row.openedAt,
    closedAt: row.closedAt,
    responseKind: row.responseKind,
    match: readMatch(row.matchedBy, labels),
    messages: inbound.map(({ kind, inboundId, sentAt, createdAt }) => ({
      providerId: inboundId,
      kind: MESSAGE_KINDS.find((one) => one === kind) ?? "unknown",
      sentAt: new Date(sentAt),
      receivedAt: new Date(createdAt),
    })),
    sends: rows.filter(({ direction }) => direction === "outbound").map(toAttempt),
    credit: {
      state: row.credit,
      entries: (row.entries ?? []).map(({ kind, amount, at }) => ({ kind, amount, at: new Date(at) })),
    },
    ownerToldAt: row.ownerToldAt,
    account: {
      isConfirmed: row.confirmedAt !== null,
      isEnabled: row.enabled,
      brokenReason: row.brokenReason,
      brokenBy: row.brokenBy === "tenant" || row.brokenBy === "operator" ? row.brokenBy : null,
      tokenOwner: row.hasToken ? "tenant" : "operator",
    },
  };
}

const toAttempt = ({ attempt, state, createdAt, stateAt, outboundId, errorCode }: MessageRow) => ({
  attempt: attempt ?? 1,
  state: (state ?? "sending") as AttemptState,
  begunAt: new Date(createdAt),
  stateAt: stateAt === null ? null : new Date(stateAt),
  providerId: outboundId,
  errorCode,
});
