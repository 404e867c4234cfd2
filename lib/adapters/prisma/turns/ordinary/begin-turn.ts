import type { AccountWithConfig } from "@/lib/accounts/account";
import type { OpenedTurn, TurnOpening, TurnRecords } from "@/lib/pipeline/release/release-turn";
import type { StoredConfig } from "@/lib/rules/config/reply-config";
import { type Business, businessSql } from "../../facts/facts-records";
import { Prisma } from "../../generated/client";
import type { KeptConfigs } from "../../rules/kept-configs";
import { ACCOUNT_ROW, readBesideConfig, type StoredAccount } from "../../rules/stored-config";
import type { Database } from "../../shared/database";
import { type Statement, statement } from "../../shared/statement-batch";
import { batchForTenant } from "../../shared/tenant-scope";
import { readConsentWord } from "../receipts/consent-word";
import { IS_OPEN, lastUnknown } from "../turn-records";
import { type Counted, countSql, readCounts } from "./count-replies";

/** What `beginTurn` falls back on, and is measured by. */
type Steps = Pick<TurnRecords, "openTurn" | "loadAccount" | "countReplies">;

type MadeTurn = { closed_at: Date | null; released_at: Date; matched_by: unknown };
type HeldMessage = {
  direction: string;
  inbound_id: string | null;
  attempt: number | null;
  state: string | null;
  state_at: Date | null;
};
type AccountRow = Omit<StoredAccount, "rules"> & Business;

/**
 * `openTurn`, `loadAccount` and `countReplies` in one round trip, which every turn begins with. What the ordinary turn does
 * not have goes the way of these steps: a list whose version is not kept, nothing to bind, addresses to look for on a list.
 */
export function createTurnBeginning(
  database: Database,
  steps: Steps,
  kept: KeptConfigs,
  classifier: string,
): Pick<TurnRecords, "beginTurn"> {
  return {
    async beginTurn(opening) {
      const { tenantId, accountId, recipientId, now } = opening;
      const [[made], messages, [counted], [row]] = await batchForTenant(database, tenantId, [
        makeTurn(opening),
        bindMessages(opening),
        statement<Counted>("count_replies", countSql(tenantId, accountId, recipientId, now)),
        readOwner(tenantId, accountId, classifier),
      ]);
      const opened = readOpened(made, messages);
      if (opened.kind === "closed") return opened;
      const turn = opened.kind === "empty" ? await steps.openTurn(opening) : opened;
      if (turn.kind !== "open") return turn;
      const config = row ? kept.find(accountId, row.configVersion) : null;
      const owner = row && config ? withConfig(row, config) : await steps.loadAccount(tenantId, accountId);
      const isWhole = counted && (counted.addresses.length === 1 || !counted.lists_anybody);
      const counts = isWhole
        ? readCounts(counted, [])
        : await steps.countReplies(tenantId, accountId, recipientId, now);
      return { ...turn, owner, counts };
    },
  };
}

function withConfig({ facts, shortMemory, ...row }: AccountRow, config: StoredConfig): AccountWithConfig {
  return { ...readBesideConfig(row), config, facts, shortMemory };
}

function readOpened(made: MadeTurn | undefined, rows: readonly HeldMessage[]): OpenedTurn {
  if (!made) throw new Error("a turn that was just made is gone");
  if (made.closed_at !== null) return { kind: "closed" };
  const bound = rows.filter(({ direction }) => direction === "inbound");
  if (bound.length === 0) return { kind: "empty" };
  const attempts = rows.map(({ attempt, state, state_at: stateAt }) => ({ attempt, state, stateAt }));
  return {
    kind: "open",
    messageIds: new Set(bound.flatMap(({ inbound_id }) => (inbound_id === null ? [] : [inbound_id]))),
    releasedAt: made.released_at,
    sendingSince: lastUnknown(attempts, 1)?.since ?? null,
    heeded: readConsentWord(made.matched_by),
  };
}

/** Makes the turn or finds it, and locks it: what follows in the transaction sees what others did to it before. */
const makeTurn = ({ turnId, tenantId, accountId, conversation, now }: TurnOpening): Statement<MadeTurn> =>
  statement(
    "make_turn",
    Prisma.sql`
      INSERT INTO turns (id, tenant_id, account_id, conversation, opened_at, released_at)
      VALUES (${turnId}, ${tenantId}, ${accountId}, ${conversation}, ${now}::timestamptz, ${now}::timestamptz)
      ON CONFLICT (tenant_id, id) DO UPDATE SET id = EXCLUDED.id
      RETURNING closed_at, released_at, matched_by`,
  );

/** Binds the messages to the open turn, and answers all that it holds. One that another turn holds is left out. */
const bindMessages = ({ turnId, tenantId, accountId, messageIds }: TurnOpening): Statement<HeldMessage> =>
  statement(
    "bind_messages",
    Prisma.sql`
      WITH bound AS (
        UPDATE messages SET turn_id = ${turnId}
        WHERE tenant_id = ${tenantId} AND account_id = ${accountId} AND inbound_id = ANY (${[...messageIds]}::text[])
          AND (turn_id IS NULL) IS TRUE AND reason IS NULL
          AND (SELECT closed_at FROM turns WHERE tenant_id = ${tenantId} AND id = ${turnId}) IS NULL
        RETURNING direction, inbound_id, attempt, state, state_at, created_at),
      held AS (
        SELECT direction, inbound_id, attempt, state, state_at, created_at FROM messages
        WHERE tenant_id = ${tenantId} AND turn_id = ${turnId}
        UNION ALL SELECT * FROM bound),
      counted AS (
        UPDATE turns SET message_count = inbound.n, opened_at = inbound.first
        FROM (SELECT count(*)::int AS n, min(created_at) AS first FROM held WHERE direction = 'inbound') inbound
        WHERE tenant_id = ${tenantId} AND id = ${turnId} AND ${IS_OPEN} AND inbound.n > 0)
      SELECT direction, inbound_id, attempt, state, state_at FROM held`,
  );

const readOwner = (tenantId: string, accountId: string, classifier: string): Statement<AccountRow> =>
  statement(
    "read_owner",
    Prisma.sql`
      SELECT ${ACCOUNT_ROW}, business.*
      FROM accounts a JOIN (${businessSql(tenantId, classifier)}) business ON true
      WHERE a.tenant_id = ${tenantId} AND a.id = ${accountId}`,
  );
