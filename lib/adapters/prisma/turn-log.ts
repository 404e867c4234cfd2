import { AppError } from "../../core/errors";
import { SILENT_REASONS, type SilentReason } from "../../pipeline/silent-reason";
import type { TurnLog, TurnLogEntry, TurnLogQuery, TurnOutcome } from "../../pipeline/turn-log";
import type { Database, Transaction } from "./database";
import type { Prisma } from "./generated/client";
import { forTenant } from "./tenant-scope";

const MAX_PAGE = 200;

const WITH_SHOWN = {
  account: { select: { name: true, displayPhone: true, rules: { select: { ruleId: true, label: true } } } },
  messages: { where: { direction: "in" }, select: { senderId: true }, take: 1 },
} as const satisfies Prisma.TurnInclude;

type Row = Prisma.TurnGetPayload<{ include: typeof WITH_SHOWN }>;

export function createTurnLog(database: Database): TurnLog {
  return {
    listTurns: (tenantId, query) =>
      forTenant(database, tenantId, async (tx) => {
        const { limit } = query;
        if (!Number.isInteger(limit) || limit < 1 || limit > MAX_PAGE) {
          throw new AppError("invalid_input", `limit: expected a whole number, 1 to ${MAX_PAGE}`);
        }
        const where = await filterOf(tx, tenantId, query);
        if (where === null) return [];
        const orderBy = [{ releasedAt: "desc" as const }, { id: "desc" as const }];
        const rows = await tx.turn.findMany({ where, orderBy, take: limit, include: WITH_SHOWN });
        return rows.map(readEntry);
      }),
  };
}

async function filterOf(
  tx: Transaction,
  tenantId: string,
  { accountId, outcome, after }: TurnLogQuery,
): Promise<Prisma.TurnWhereInput | null> {
  const where: Prisma.TurnWhereInput = {
    tenantId,
    ...(accountId === undefined ? {} : { accountId }),
    ...(outcome === undefined ? {} : { outcome: outcome === "open" ? null : outcome }),
  };
  if (after === undefined) return where;
  const last = await tx.turn.findFirst({ where: { id: after, tenantId }, select: { releasedAt: true } });
  if (!last) return null;
  const { releasedAt } = last;
  return { ...where, OR: [{ releasedAt: { lt: releasedAt } }, { releasedAt, id: { lt: after } }] };
}

function readEntry({ account, messages, matchedBy, ...row }: Row): TurnLogEntry {
  const label = account.rules.find(({ ruleId }) => ruleId === row.ruleId)?.label ?? null;
  return {
    id: row.id,
    at: row.releasedAt,
    number: { name: account.name, displayPhone: account.displayPhone },
    customer: messages[0]?.senderId ?? null,
    outcome: (row.outcome as TurnOutcome | null) ?? "open",
    reason: readReason(row.reason),
    heldBack:
      typeof matchedBy === "object" && matchedBy && "blocked" in matchedBy ? readReason(matchedBy.blocked) : null,
    failureCode: row.failureCode,
    rule: row.ruleId === null ? null : { id: row.ruleId, label },
    byAi: row.responseKind === "prompt",
    messageCount: row.messageCount,
    attempts: row.attempts,
    sentTwice: row.sentTwice,
  };
}

function readReason(value: unknown): SilentReason | null {
  return SILENT_REASONS.find((reason) => reason === value) ?? null;
}
