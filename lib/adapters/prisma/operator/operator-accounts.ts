import type { Clock } from "@/lib/core/clock";
import { AppError } from "@/lib/core/errors";
import type { IdSource } from "@/lib/core/ids";
import type { ReplyConfig, StoredConfig } from "@/lib/rules/config/reply-config";
import { closeIncidents, MENDED } from "../accounts/incident-records";
import { grantLiveCredits, grantSignUpCredits } from "../credits/grant-credits";
import { Prisma } from "../generated/client";
import { readPersonaInForce } from "../persona/persona-records";
import { numberIdOf, readConfig, type StoredAccount, WITH_RULES } from "../rules/stored-config";
import { type ConfigModels, configColumns, writeConfig } from "../rules/write-config";
import type { Database } from "../shared/database";

export type AccountSummary = {
  id: string;
  tenant: string;
  phone_number_id: string;
  display_phone: string;
  enabled: boolean;
  /** False until the owner has confirmed the default reply, and after disconnecting. */
  live: boolean;
  broken: { reason: string; by: string | null; at: string | null } | null;
};

export type TurnSummary = {
  id: string;
  account: string;
  outcome: string | null;
  reason: string | null;
  rule: string | null;
  attempts: number;
  messages: number;
  sent_twice: boolean;
  failure_code: number | null;
  opened_at: string;
  released_at: string;
  closed_at: string | null;
};

export type NewNumber = { phoneNumberId: string; displayPhone: string; verifiedName?: string };

export type NumberAssignment = { tenant: string; phone_number_id: string };

/** `unreadable`: numbers whose token was sealed by a key that is gone; their owners have to enter it again. */
export type ResealReport = { resealed: number; unreadable: string[] };

/** What the operator's commands need; they act across tenants. */
export type OperatorRecords = ReturnType<typeof createOperatorRecords>;

export function createOperatorRecords(asPlatform: Database, ids: IdSource, clock: Clock, models: ConfigModels) {
  const findAccount = async (phoneNumberId: string) => {
    const row = await asPlatform.whatsappAccount.findUnique({
      where: { phoneNumberId },
      include: { ...WITH_RULES, tenant: true },
    });
    if (!row) throw new AppError("not_found", `--phone-number-id ${phoneNumberId}: no such account`);
    return row;
  };

  return {
    /** Creates the tenant, with the free credits of a new one, unless its slug exists. */
    async ensureTenant(slug: string, name: string): Promise<void> {
      await asPlatform.$transaction(async (tx) => {
        const id = ids.newId();
        const { count } = await tx.tenant.createMany({ data: [{ id, slug, name }], skipDuplicates: true });
        if (count === 0) return;
        await grantSignUpCredits(tx, ids, id, clock.now());
        // Its persona begins to wait for a verdict now, not with the first customer.
        await readPersonaInForce(tx, id, models.classifier);
      });
    },
    /** Makes a person the owner of a tenant; somebody who has one already stays there. */
    async ensureOwner(slug: string, email: string): Promise<void> {
      const tenant = await asPlatform.tenant.findUniqueOrThrow({ where: { slug } });
      const person = { id: ids.newId(), email, tenantId: tenant.id };
      await asPlatform.person.createMany({ data: [person], skipDuplicates: true });
    },

    /** Adds all numbers or none. A number that is taken is a conflict: the database decides, also in a race. */
    async addAccounts(
      tenantRef: string,
      numbers: readonly NewNumber[],
      config: ReplyConfig,
    ): Promise<AccountSummary[]> {
      const tenant = await findTenant(asPlatform, tenantRef);
      try {
        await asPlatform.$transaction(async (tx) => {
          for (const number of numbers) {
            const id = ids.newId();
            await tx.whatsappAccount.create({
              data: { id, tenantId: tenant.id, ...number, confirmedAt: clock.now(), ...configColumns(config) },
            });
            await writeConfig(tx, id, config, models);
            await grantLiveCredits(tx, ids, tenant.id, number.phoneNumberId, clock.now());
          }
        });
      } catch (error) {
        if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === "P2002") {
          throw new AppError("conflict", "--phone-number-id: one of these numbers belongs to an account already");
        }
        throw error;
      }
      const wanted = new Set(numbers.map((number) => number.phoneNumberId));
      return (await this.listAccounts()).filter((account) => wanted.has(account.phone_number_id));
    },
    /** Lets a tenant connect a number of the platform's WABA. Moved from another tenant if it was assigned before. */
    async assignNumber(tenantRef: string, phoneNumberId: string): Promise<NumberAssignment> {
      const tenant = await findTenant(asPlatform, tenantRef);
      const taken = await asPlatform.whatsappAccount.findUnique({ where: { phoneNumberId } });
      if (taken) throw new AppError("conflict", `--phone-number-id ${phoneNumberId}: belongs to an account already`);
      const row = { phoneNumberId, tenantId: tenant.id };
      await asPlatform.numberAssignment.upsert({ where: { phoneNumberId }, create: row, update: row });
      return { tenant: tenant.slug, phone_number_id: phoneNumberId };
    },

    /** Every stored token through `reseal`, which gives null for one that it can't open. */
    async resealTokens(reseal: (accountId: string, sealed: string) => string | null): Promise<ResealReport> {
      const rows = await asPlatform.whatsappAccount.findMany({ where: { accessToken: { not: null } } });
      const report: ResealReport = { resealed: 0, unreadable: [] };
      for (const { id, accessToken, phoneNumberId } of rows) {
        if (accessToken === null) continue;
        const sealed = reseal(id, accessToken);
        if (sealed === null) report.unreadable.push(phoneNumberId ?? id);
        // Compared, because the owner may have replaced the token since it was read.
        else
          report.resealed += (
            await asPlatform.whatsappAccount.updateMany({
              where: { id, accessToken },
              data: { accessToken: sealed },
            })
          ).count;
      }
      return report;
    },

    async listAccounts(): Promise<AccountSummary[]> {
      const rows = await asPlatform.whatsappAccount.findMany({
        include: { tenant: true },
        orderBy: { createdAt: "asc" },
      });
      return rows.map(summarise);
    },
    async showAccount(phoneNumberId: string): Promise<AccountSummary & { config: StoredConfig }> {
      const row = await findAccount(phoneNumberId);
      return { ...summarise(row), config: readConfig(row) };
    },
    async replaceConfig(phoneNumberId: string, config: ReplyConfig): Promise<void> {
      const { id } = await findAccount(phoneNumberId);
      await asPlatform.$transaction((tx) => writeConfig(tx, id, config, models));
    },
    /** Takes the mark of a broken account away, after the cause was mended. */
    async repairAccount(phoneNumberId: string): Promise<void> {
      const { id, tenantId } = await findAccount(phoneNumberId);
      await asPlatform.$transaction(async (tx) => {
        await tx.whatsappAccount.update({ where: { id }, data: MENDED });
        await closeIncidents(tx, tenantId, id, new Date());
      });
    },
    /** The newest turns first. */
    async lastTurns(count: number): Promise<TurnSummary[]> {
      const rows = await asPlatform.turn.findMany({
        orderBy: [{ releasedAt: "desc" }, { id: "desc" }],
        take: count,
        include: { account: { select: { phoneNumberId: true, formerNumberId: true } } },
      });
      return rows.map(summariseTurn);
    },
    /** The turn that holds an inbound message; null while it waits in the buffer. */
    async turnOfMessage(phoneNumberId: string, messageId: string): Promise<TurnSummary | null> {
      const row = await asPlatform.message.findFirst({
        where: { inboundId: messageId, account: { phoneNumberId } },
        include: { turn: { include: { account: { select: { phoneNumberId: true, formerNumberId: true } } } } },
      });
      return row?.turn ? summariseTurn(row.turn) : null;
    },
  };
}

/** By slug, id, or the address of somebody who belongs to it: the owner of a new tenant knows no slug. */
async function findTenant(asPlatform: Database, ref: string): Promise<{ id: string; slug: string }> {
  const person = { some: { email: ref.toLowerCase() } };
  const tenant = await asPlatform.tenant.findFirst({ where: { OR: [{ slug: ref }, { id: ref }, { people: person }] } });
  if (!tenant) throw new AppError("not_found", `--tenant ${ref}: no such tenant`);
  return tenant;
}

function summarise(row: Omit<StoredAccount, "rules"> & { tenant: { slug: string } }): AccountSummary {
  const { brokenReason, brokenBy, brokenAt } = row;
  return {
    id: row.id,
    tenant: row.tenant.slug,
    phone_number_id: numberIdOf(row),
    display_phone: row.displayPhone,
    enabled: row.enabled,
    live: row.confirmedAt !== null && row.disconnectedAt === null,
    broken: brokenReason === null ? null : { reason: brokenReason, by: brokenBy, at: brokenAt?.toISOString() ?? null },
  };
}

type TurnRow = Prisma.TurnGetPayload<{
  include: { account: { select: { phoneNumberId: true; formerNumberId: true } } };
}>;

function summariseTurn(row: TurnRow): TurnSummary {
  return {
    id: row.id,
    account: numberIdOf(row.account),
    outcome: row.outcome,
    reason: row.reason,
    rule: row.ruleId,
    attempts: row.attempts,
    messages: row.messageCount,
    sent_twice: row.sentTwice,
    failure_code: row.failureCode,
    opened_at: row.openedAt.toISOString(),
    released_at: row.releasedAt.toISOString(),
    closed_at: row.closedAt?.toISOString() ?? null,
  };
}
