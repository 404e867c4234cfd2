import type { DueHandOver, HandOverNotices, HandOverRef } from "@/lib/notices/tell-hand-overs";
import { Prisma } from "../generated/client";
import type { Database } from "../shared/database";
import { forTenant, type TenantTx } from "../shared/tenant-scope";
import { claimWaiting, type WaitingRows } from "../shared/waiting-rows";

/** One row for each hand-over whose owner is not told yet; a customer makes another only once the bot rests no more. */
const ROWS: WaitingRows = {
  table: Prisma.sql`hand_overs`,
  waits: Prisma.sql`w.paused`,
  rank: Prisma.sql`1`,
  columns: Prisma.sql`w.turn_id`,
  call: "mail",
};

type TimeZoneOf = (tenantId: string) => Promise<string | null>;

/** Where the bot rests for less than that, a customer who is handed over again so soon is no news. */
const NEWS_AFTER_MINUTES = 15;

/** `timeZoneOf`: of the business; its mails say times in it. */
export function createHandOverNotices(database: Database, timeZoneOf: TimeZoneOf): HandOverNotices {
  const readOne = async (ref: HandOverRef): Promise<DueHandOver | null> => {
    const facts = await forTenant(database, ref.tenantId, (tx) => readFacts(tx, ref));
    return facts && { ...ref, ...facts, timeZone: await timeZoneOf(ref.tenantId) };
  };
  const claimDue: HandOverNotices["claimDue"] = async (now, until) => {
    const claim = { now, until, limit: 1, except: [] };
    const [row] = await claimWaiting<{ tenant_id: string; turn_id: string }>(database, ROWS, claim);
    if (!row) return null;
    const ref = { tenantId: row.tenant_id, turnId: row.turn_id };
    const found = await readOne(ref);
    if (found) return found;
    await end(ref, null);
    return claimDue(now, until);
  };
  const end: HandOverNotices["end"] = ({ tenantId, turnId }, toldAt) =>
    forTenant(database, tenantId, async (tx) => {
      if (toldAt) await tx.turn.updateMany({ where: { tenantId, id: turnId }, data: { ownerToldAt: toldAt } });
      await tx.handOver.deleteMany({ where: { tenantId, turnId } });
    });
  return {
    async claimOwn(ref, until) {
      const { tenantId, turnId } = ref;
      const { count } = await forTenant(database, tenantId, (tx) =>
        tx.handOver.updateMany({
          where: { tenantId, turnId, paused: true, attempts: 0 },
          data: { attempts: 1, nextTryAt: until },
        }),
      );
      if (count === 0) return null;
      const found = await readOne(ref);
      if (found === null) await end(ref, null);
      return found;
    },
    claimDue,
    end,
    postpone: ({ tenantId, turnId }, nextTryAt) =>
      forTenant(database, tenantId, async (tx) => {
        await tx.handOver.updateMany({ where: { tenantId, turnId }, data: { nextTryAt } });
      }),
  };
}

/**
 * Null where nothing is told: an account that was disconnected since has nobody to answer from it, and the owner may have
 * been told of this customer a moment ago. Who asked for a person and was told that one knows is always told of.
 */
async function readFacts(
  tx: TenantTx,
  { tenantId, turnId }: HandOverRef,
): Promise<Omit<DueHandOver, "tenantId" | "turnId" | "timeZone"> | null> {
  const row = await tx.handOver.findFirst({
    where: { tenantId, turnId, account: { disconnectedAt: null } },
    include: { account: { include: { whatsapp: { select: { verifiedName: true } } } } },
  });
  if (row === null || row.askedAt === null) return null;
  const isNews = row.cause === "asked" || row.pauseMinutes >= NEWS_AFTER_MINUTES;
  if (!isNews && (await isToldOf(tx, { ...row, askedAt: row.askedAt }))) return null;
  const turn = await tx.turn.findFirst({ where: { tenantId, id: turnId }, select: { ruleId: true } });
  const named = { tenantId, accountId: row.accountId, ruleId: turn?.ruleId ?? "" };
  const rule = await tx.replyRule.findFirst({ where: named, select: { label: true } });
  const { account, accountId, customer, cause, askedAt, attempts, pauseMinutes } = row;
  return {
    ...{ accountId, customer, askedAt, attempts },
    accountName: account.displayName ?? account.whatsapp?.verifiedName ?? account.displayAddress,
    cause: cause as DueHandOver["cause"],
    ruleLabel: rule?.label ?? null,
    restsUntil: pauseMinutes === 0 ? null : new Date(askedAt.getTime() + pauseMinutes * 60_000),
    wholeNumber: account.handOverWholeNumber,
    wantsWords: account.handOverWords,
  };
}

type Asked = HandOverRef & { accountId: string; customer: string; askedAt: Date };

/** A mail is tried for three days; what was told since was released no longer ago. */
const TRIED_MS = 3 * 86_400_000;

/** Whether a mail about this customer went out shortly before this hand-over, or since. */
async function isToldOf(tx: TenantTx, { tenantId, turnId, accountId, customer, askedAt }: Asked): Promise<boolean> {
  const since = new Date(askedAt.getTime() - NEWS_AFTER_MINUTES * 60_000);
  const told = await tx.turn.findFirst({
    where: {
      ...{ tenantId, accountId, id: { not: turnId }, ownerToldAt: { gte: since } },
      releasedAt: { gte: new Date(since.getTime() - TRIED_MS) },
      messages: { some: { direction: "inbound", senderId: customer } },
    },
    select: { id: true },
  });
  return told !== null;
}
