import { AppError } from "@/lib/core/errors";
import type { TurnLog, TurnLogEntry, TurnLogQuery } from "@/lib/pipeline/turn-log.port";
import { type AccountAddress, readSpellings } from "../accounts/customer-addresses";
import type { Prisma } from "../generated/client";
import type { Database } from "../shared/database";
import { forTenant, type TenantTx } from "../shared/tenant-scope";
import { readTurnFacts } from "./receipts/turn-facts";

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
        const isLeftAlone = await findLeftAlone(tx, tenantId, rows);
        return rows.map((row) => readEntry(row, isLeftAlone));
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

/** Tells of the rows' customers who are never answered, by whichever of their addresses they are on the list. */
async function findLeftAlone(tx: TenantTx, tenantId: string, rows: readonly Row[]): Promise<IsLeftAlone> {
  const customers = rows.flatMap(({ accountId, messages: [first] }) =>
    first ? [{ accountId, address: first.senderId }] : [],
  );
  const spellings = await readSpellings(tx, tenantId, customers);
  const where = {
    tenantId,
    accountId: { in: [...new Set(customers.map(({ accountId }) => accountId))] },
    address: { in: [...new Set(customers.flatMap(spellings))] },
  };
  const found = await tx.leftAlone.findMany({ where, select: { accountId: true, address: true } });
  const listed = new Set(found.map(({ accountId, address }) => `${accountId} ${address}`));
  return (customer) => spellings(customer).some((one) => listed.has(`${customer.accountId} ${one}`));
}

type IsLeftAlone = (customer: AccountAddress) => boolean;

function readEntry(row: Row, isLeftAlone: IsLeftAlone): TurnLogEntry {
  const { account, messages } = row;
  const customer = messages[0]?.senderId ?? null;
  const label = account.rules.find(({ ruleId }) => ruleId === row.ruleId)?.label ?? null;
  return {
    ...readTurnFacts(row, label),
    number: {
      accountId: row.accountId,
      name: account.displayName,
      displayAddress: account.displayAddress,
      connected: account.disconnectedAt === null,
    },
    customer,
    leftAlone: customer !== null && isLeftAlone({ accountId: row.accountId, address: customer }),
  };
}
