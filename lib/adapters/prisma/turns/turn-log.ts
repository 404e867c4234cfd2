import { phoneSpellings } from "@/lib/accounts/phone-spellings";
import { AppError } from "@/lib/core/errors";
import { SILENT_REASONS, type SilentReason } from "@/lib/pipeline/turn";
import type { TurnLog, TurnLogEntry, TurnLogQuery, TurnOutcome } from "@/lib/pipeline/turn-log.port";
import type { Prisma } from "../generated/client";
import type { Database } from "../shared/database";
import { forTenant, type TenantTx } from "../shared/tenant-scope";

const MAX_PAGE = 200;

const WITH_SHOWN = {
  account: {
    select: {
      displayName: true,
      displayAddress: true,
      disconnectedAt: true,
      rules: { select: { ruleId: true, label: true } },
    },
  },
  messages: { where: { direction: "inbound" }, select: { senderId: true }, take: 1 },
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
        const leftAlone = await findLeftAlone(tx, tenantId, rows);
        return rows.map((row) => readEntry(row, leftAlone));
      }),
  };
}

async function filterOf(
  tx: TenantTx,
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

/** Those of the rows' customers who are never answered, each by its number and address. */
async function findLeftAlone(tx: TenantTx, tenantId: string, rows: readonly Row[]): Promise<ReadonlySet<string>> {
  const accountIds = new Set(rows.map(({ accountId }) => accountId));
  const addresses = new Set(rows.flatMap(({ messages }) => messages[0]?.senderId ?? []));
  const where = {
    tenantId,
    accountId: { in: [...accountIds] },
    address: { in: [...addresses].flatMap(phoneSpellings) },
  };
  const found = await tx.leftAlone.findMany({ where, select: { accountId: true, address: true } });
  return new Set(
    found.flatMap(({ accountId, address }) => phoneSpellings(address).map((one) => `${accountId} ${one}`)),
  );
}

function readEntry(row: Row, leftAlone: ReadonlySet<string>): TurnLogEntry {
  const { account, messages, matchedBy } = row;
  const customer = messages[0]?.senderId ?? null;
  const label = account.rules.find(({ ruleId }) => ruleId === row.ruleId)?.label ?? null;
  return {
    id: row.id,
    at: row.releasedAt,
    number: {
      accountId: row.accountId,
      name: account.displayName,
      displayAddress: account.displayAddress,
      connected: account.disconnectedAt === null,
    },
    customer,
    leftAlone: leftAlone.has(`${row.accountId} ${customer}`),
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
