import type { AccountKey } from "@/lib/accounts/account";
import type { Channel } from "@/lib/channels/inbound-message";
import type { Clock } from "@/lib/core/clock";
import { AppError } from "@/lib/core/errors";
import type { IdSource } from "@/lib/core/ids";
import { newAccountConfig, type ReplyConfig, type StoredConfig } from "@/lib/rules/config/reply-config";
import { bringCustomers, takeUpRules } from "../accounts/former-account";
import { closeIncidents, MENDED } from "../accounts/incident-records";
import { ADD_ROW_BESIDE } from "../accounts/row-beside";
import { grantLiveCredits, grantSignUpCredits } from "../credits/grant-credits";
import { Prisma } from "../generated/client";
import { readSavedPersona } from "../persona/persona-records";
import { externalIdOf, readConfig, type StoredAccount, WITH_RULES } from "../rules/stored-config";
import { type ConfigModels, configColumns, writeConfig } from "../rules/write-config";
import type { Database } from "../shared/database";
import { asPlatform, forTenant } from "../shared/tenant-scope";

export type AccountSummary = {
  id: string;
  tenant: string;
  channel: string;
  external_id: string;
  display_address: string;
  /** The two above as they were called when there was one channel. */
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
  /** How it came to that rule: its matcher's kind, `follow_up`, or what the customer asked for before any rule. */
  matched_by: string | null;
  /** What came of asking the AI between automatic rules that were hard to tell apart; null: it was not asked. */
  close_call: string | null;
  attempts: number;
  messages: number;
  sent_twice: boolean;
  failure_code: number | null;
  /** Why a person was wanted. */
  handed_over: string | null;
  opened_at: string;
  released_at: string;
  closed_at: string | null;
};

/** `providerName`: what the channel's provider calls it. */
export type NewAccount = { externalId: string; displayAddress: string; providerName?: string };

/** `phone_number_id`: `external_id`, as it was called when there was one channel. */
export type Assignment = { tenant: string; channel: string; external_id: string; phone_number_id: string };

/** `unreadable`: accounts whose token was sealed by a key that is gone; their owners have to enter it again. */
export type ResealReport = { resealed: number; unreadable: string[] };

/** What the operator's commands need; they act across tenants. */
export type OperatorRecords = ReturnType<typeof createOperatorRecords>;

type ResealOne = (accountId: string, sealed: string) => string | null;
export type Reseal = { token: ResealOne; pin: ResealOne };

async function resealPins(database: Database, reseal: ResealOne, report: ResealReport): Promise<void> {
  const rows = await asPlatform(database, (tx) => tx.whatsappAccount.findMany({ where: { pin: { not: null } } }));
  for (const { tenantId, accountId, pin } of rows) {
    if (pin === null) continue;
    const sealed = reseal(accountId, pin);
    if (sealed === null) report.unreadable.push(accountId);
    else {
      const change = { where: { tenantId, accountId, pin }, data: { pin: sealed } };
      report.resealed += (await forTenant(database, tenantId, (tx) => tx.whatsappAccount.updateMany(change))).count;
    }
  }
}

/** Signups that wait for their owner; one whose token no key opens asks for a new one by itself. */
async function resealSignups(database: Database, reseal: ResealOne, report: ResealReport): Promise<void> {
  const rows = await asPlatform(database, (tx) =>
    tx.whatsappSignup.findMany({ where: { accessToken: { not: null } } }),
  );
  for (const { tenantId, id, accessToken } of rows) {
    const sealed = accessToken === null ? null : reseal(id, accessToken);
    if (sealed === null) continue;
    const change = { where: { tenantId, id, accessToken }, data: { accessToken: sealed } };
    report.resealed += (await forTenant(database, tenantId, (tx) => tx.whatsappSignup.updateMany(change))).count;
  }
}

export function createOperatorRecords(database: Database, ids: IdSource, clock: Clock, models: ConfigModels) {
  const findAccount = async (key: AccountKey) => {
    const row = await asPlatform(database, (tx) =>
      tx.account.findUnique({ where: { channel_externalId: key }, include: { ...WITH_RULES, tenant: true } }),
    );
    if (!row) throw new AppError("not_found", `--external-id ${key.externalId}: no such account on ${key.channel}`);
    return row;
  };

  return {
    /** Creates the tenant, with the free credits of a new one, unless its slug exists. */
    async ensureTenant(slug: string, name: string): Promise<void> {
      await forTenant(database, ids.newId(), async (tx, id) => {
        const { count } = await tx.tenant.createMany({ data: [{ id, slug, name }], skipDuplicates: true });
        if (count === 0) return;
        await grantSignUpCredits(tx, ids, id, clock.now());
        // Its persona begins to wait for a verdict now, not with the first customer.
        await readSavedPersona(tx, id, models.classifier);
      });
    },
    /** Makes a person the owner of a tenant; somebody who has one already stays there. */
    async ensureOwner(slug: string, email: string): Promise<void> {
      const { id: tenantId } = await asPlatform(database, (tx) => tx.tenant.findUniqueOrThrow({ where: { slug } }));
      const data = [{ id: ids.newId(), email, tenantId }];
      await forTenant(database, tenantId, (tx) => tx.person.createMany({ data, skipDuplicates: true }));
    },

    /**
     * Adds all accounts or none. Without a config each begins with the rules and settings that it had when the tenant last
     * disconnected it, or with a new account's. One that is taken is a conflict: the database decides, also in
     * a race.
     */
    async addAccounts(
      tenantRef: string,
      channel: Channel,
      accounts: readonly NewAccount[],
      given: ReplyConfig | null,
    ): Promise<AccountSummary[]> {
      const config = given ?? newAccountConfig();
      const tenant = await findTenant(database, tenantRef);
      try {
        await forTenant(database, tenant.id, async (tx) => {
          for (const { externalId, displayAddress, providerName = null } of accounts) {
            const whose = { id: ids.newId(), tenantId: tenant.id };
            const named = { channel, externalId, displayAddress, confirmedAt: clock.now() };
            await tx.account.create({ data: { ...whose, ...named, ...configColumns(config) } });
            await ADD_ROW_BESIDE[channel](tx, { tenantId: tenant.id, accountId: whose.id, providerName });
            const ref = { tenantId: tenant.id, accountId: whose.id };
            await writeConfig(tx, ref, config, models);
            await bringCustomers(tx, ref);
            if (given === null) await takeUpRules(tx, ref, models);
            await grantLiveCredits(tx, ids, tenant.id, { channel, externalId }, clock.now());
          }
        });
      } catch (error) {
        if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === "P2002") {
          throw new AppError("conflict", "--external-id: one of these belongs to an account already");
        }
        throw error;
      }
      const wanted = new Set(accounts.map(({ externalId }) => externalId));
      return (await this.listAccounts()).filter((one) => one.channel === channel && wanted.has(one.external_id));
    },
    /** Lets a tenant connect an account that the platform's token reaches. Moved from another tenant if assigned before. */
    async assignAccount(tenantRef: string, key: AccountKey): Promise<Assignment> {
      const tenant = await findTenant(database, tenantRef);
      const where = { channel_externalId: key };
      const [taken, before] = await asPlatform(database, async (tx) => [
        await tx.account.findUnique({ where }),
        await tx.accountAssignment.findUnique({ where }),
      ]);
      if (taken) throw new AppError("conflict", `--external-id ${key.externalId}: belongs to an account already`);
      if (before && before.tenantId !== tenant.id) {
        const old = { ...key, tenantId: before.tenantId };
        await forTenant(database, before.tenantId, (tx) => tx.accountAssignment.deleteMany({ where: old }));
      }
      const data = [{ ...key, tenantId: tenant.id }];
      await forTenant(database, tenant.id, async (tx) => {
        const { count } = await tx.accountAssignment.createMany({ data, skipDuplicates: true });
        if (count > 0 || (await tx.accountAssignment.count({ where: data[0] })) > 0) return;
        throw new AppError("conflict", `--external-id ${key.externalId}: was just assigned to another tenant`);
      });
      const { channel, externalId } = key;
      return { tenant: tenant.slug, channel, external_id: externalId, phone_number_id: externalId };
    },

    /** Every stored token and PIN through `reseal`, which gives null for one that it can't open. */
    async resealTokens({ token, pin }: Reseal): Promise<ResealReport> {
      const rows = await asPlatform(database, (tx) => tx.account.findMany({ where: { accessToken: { not: null } } }));
      const report: ResealReport = { resealed: 0, unreadable: [] };
      for (const { id, tenantId, accessToken, externalId } of rows) {
        if (accessToken === null) continue;
        const sealed = token(id, accessToken);
        if (sealed === null) report.unreadable.push(externalId ?? id);
        // Compared, because the owner may have replaced the token since it was read.
        else {
          const where = { id, tenantId, accessToken };
          const data = { accessToken: sealed };
          const { count } = await forTenant(database, tenantId, (tx) => tx.account.updateMany({ where, data }));
          report.resealed += count;
        }
      }
      await resealPins(database, pin, report);
      await resealSignups(database, token, report);
      return report;
    },

    async listAccounts(): Promise<AccountSummary[]> {
      const rows = await asPlatform(database, (tx) =>
        tx.account.findMany({ include: { tenant: true }, orderBy: { createdAt: "asc" } }),
      );
      return rows.map(summarise);
    },
    async showAccount(key: AccountKey): Promise<AccountSummary & { config: StoredConfig }> {
      const row = await findAccount(key);
      return { ...summarise(row), config: readConfig(row) };
    },
    async replaceConfig(key: AccountKey, config: ReplyConfig): Promise<void> {
      const { id, tenantId } = await findAccount(key);
      await forTenant(database, tenantId, (tx) => writeConfig(tx, { tenantId, accountId: id }, config, models));
    },
    /** Takes the mark of a broken account away, after the cause was mended. */
    async repairAccount(key: AccountKey): Promise<void> {
      const { id, tenantId } = await findAccount(key);
      await forTenant(database, tenantId, async (tx) => {
        await tx.account.update({ where: { id, tenantId }, data: MENDED });
        await closeIncidents(tx, tenantId, id, new Date());
      });
    },
    /** The newest turns first. */
    async lastTurns(count: number): Promise<TurnSummary[]> {
      const rows = await asPlatform(database, (tx) =>
        tx.turn.findMany({
          orderBy: [{ releasedAt: "desc" }, { id: "desc" }],
          take: count,
          include: { account: { select: { externalId: true, formerExternalId: true } } },
        }),
      );
      return rows.map(summariseTurn);
    },
    /** The turn that holds an inbound message; null while it waits in the buffer. */
    async turnOfMessage(key: AccountKey, messageId: string): Promise<TurnSummary | null> {
      const { id: accountId, tenantId } = await findAccount(key);
      const row = await forTenant(database, tenantId, (tx) =>
        tx.message.findFirst({
          where: { tenantId, accountId, inboundId: messageId },
          include: { turn: { include: { account: { select: { externalId: true, formerExternalId: true } } } } },
        }),
      );
      return row?.turn ? summariseTurn(row.turn) : null;
    },
  };
}

/** By slug, id, or the address of somebody who belongs to it: the owner of a new tenant knows no slug. */
export async function findTenant(database: Database, ref: string): Promise<{ id: string; slug: string }> {
  const person = { some: { email: ref.toLowerCase() } };
  const where = { OR: [{ slug: ref }, { id: ref }, { people: person }] };
  const tenant = await asPlatform(database, (tx) => tx.tenant.findFirst({ where }));
  if (!tenant) throw new AppError("not_found", `--tenant ${ref}: no such tenant`);
  return tenant;
}

function summarise(row: Omit<StoredAccount, "rules"> & { tenant: { slug: string } }): AccountSummary {
  const { brokenReason, brokenBy, brokenAt } = row;
  return {
    id: row.id,
    tenant: row.tenant.slug,
    channel: row.channel,
    external_id: externalIdOf(row),
    display_address: row.displayAddress,
    phone_number_id: externalIdOf(row),
    display_phone: row.displayAddress,
    enabled: row.enabled,
    live: row.confirmedAt !== null && row.disconnectedAt === null,
    broken: brokenReason === null ? null : { reason: brokenReason, by: brokenBy, at: brokenAt?.toISOString() ?? null },
  };
}

type TurnRow = Prisma.TurnGetPayload<{
  include: { account: { select: { externalId: true; formerExternalId: true } } };
}>;

function wordOf(matchedBy: unknown, field: "kind" | "close_call"): string | null {
  const found: { [name in typeof field]?: unknown } =
    typeof matchedBy === "object" && matchedBy !== null ? matchedBy : {};
  const word = found[field];
  return typeof word === "string" ? word : null;
}

function summariseTurn(row: TurnRow): TurnSummary {
  return {
    id: row.id,
    account: externalIdOf(row.account),
    outcome: row.outcome,
    reason: row.reason,
    rule: row.ruleId,
    matched_by: wordOf(row.matchedBy, "kind"),
    close_call: wordOf(row.matchedBy, "close_call"),
    attempts: row.attempts,
    messages: row.messageCount,
    sent_twice: row.sentTwice,
    failure_code: row.failureCode,
    handed_over: row.handedOver,
    opened_at: row.openedAt.toISOString(),
    released_at: row.releasedAt.toISOString(),
    closed_at: row.closedAt?.toISOString() ?? null,
  };
}
