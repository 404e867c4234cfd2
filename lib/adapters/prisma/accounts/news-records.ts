import {
  type DatedEvent,
  type NewsAccount,
  type NewsRecords,
  takesPlaceOf,
  tellTroubleAt,
  WARNING_LIFE_MS,
} from "@/lib/accounts/incidents/apply-news";
import { throttledForProbe } from "@/lib/accounts/incidents/incident";
import { type AccountEvent, TROUBLES, type Trouble, warningCause } from "@/lib/channels/account-news";
import type { IdSource } from "@/lib/core/ids";
import type { Incident } from "../generated/client";
import type { Database } from "../shared/database";
import { asPlatform, forTenant, type TenantTx } from "../shared/tenant-scope";
import { breakNumber, closeIncidents, lockAccount, MENDED, type OpenIncident, tellOnce } from "./incident-records";
import { askForFacts } from "./whatsapp/facts-records";

export function createNewsRecords(database: Database, ids: IdSource): NewsRecords {
  return {
    findNewsAccounts: (channel, { groupIds, externalIds, platformGroup }) =>
      asPlatform(
        database,
        (tx) => tx.$queryRaw<NewsAccount[]>`
          SELECT a.tenant_id AS "tenantId", a.id AS "accountId", a.external_id AS "externalId", w.waba_id AS "groupId",
            regexp_replace(a.display_address, '\\D', '', 'g') AS address, w.on_business_app AS "onBusinessApp"
          FROM accounts a JOIN whatsapp_accounts w ON w.tenant_id = a.tenant_id AND w.account_id = a.id
          WHERE a.channel = ${channel} AND a.external_id IS NOT NULL AND a.disconnected_at IS NULL
            AND (w.waba_id = ANY (${[...groupIds]}::text[]) OR (w.waba_id IS NULL AND ${platformGroup}::boolean)
              OR a.external_id = ANY (${[...externalIds]}::text[]))`,
      ),

    noteNews: (ref, events, by, now) =>
      forTenant(database, ref.tenantId, async (tx) => {
        const { tenantId, accountId } = ref;
        if (!(await lockAccount(tx, tenantId, accountId))) return { broke: null };
        const { createdAt } = await tx.account.findFirstOrThrow({ where: { id: accountId, tenantId } });
        const noted = { tx, ...ref, mendedBy: by, newId: ids.newId, now };
        let broke: Trouble | null = null;
        for (const one of events) {
          if (one.at < createdAt) continue;
          broke = (await noteEvent(noted, one)) ?? broke;
        }
        return { broke };
      }),
  };
}

type Noting = {
  tx: TenantTx;
  tenantId: string;
  accountId: string;
  mendedBy: string;
  newId: IdSource["newId"];
  now: Date;
};

/** The trouble that broke the account, if this one did. */
async function noteEvent(noting: Noting, { at, event }: DatedEvent): Promise<Trouble | null> {
  const { tx, tenantId, accountId, now } = noting;
  switch (event.kind) {
    case "trouble":
      return noteTrouble(noting, event, at);
    case "suspicion":
      if ((await isPast(noting, event.trouble, at)) || (await findOpen(noting)) !== null) return null;
      await openIncident(noting, event.trouble, at, {});
      return null;
    case "recovery":
      await tx.incident.updateMany({
        where: { tenantId, accountId, healedAt: null, warns: false, cause: event.trouble },
        data: { nextTryAt: now, attempts: 0 },
      });
      return null;
    case "warning":
      await noteWarning(noting, event, at);
      return null;
    case "over": {
      const told = { cause: { in: [...event.causes] }, lastFailureAt: { lte: at } };
      await closeIncidents(tx, tenantId, accountId, at, { ...told, warns: true });
      const mended = await closeIncidents(tx, tenantId, accountId, at, { ...told, warns: false });
      if (mended > 0) await tx.account.update({ where: { id: accountId, tenantId }, data: MENDED });
      else await noteEnds(noting, event.causes, at);
      return null;
    }
    case "changed":
      await askForFacts(tx, { tenantId, accountId }, now);
      return null;
    case "pin_changed":
      // Ours may still be the one: only a registration shows it.
      await tx.whatsappAccount.updateMany({ where: { tenantId, accountId }, data: { pinProven: false } });
      return null;
  }
}

/** An end that comes before its beginning: once that comes, it is known to be past. */
async function noteEnds(noting: Noting, causes: readonly string[], at: Date): Promise<void> {
  const { tx, tenantId } = noting;
  for (const cause of TROUBLES.filter((trouble) => causes.includes(trouble))) {
    if (await isPast(noting, cause, at)) continue;
    const { id } = await openIncident(noting, cause, at, {});
    await tx.incident.update({ where: { tenantId_id: { tenantId, id } }, data: { healedAt: at } });
  }
}

/** What comes late: the same cause has come to its end since. */
async function isPast({ tx, tenantId, accountId }: Noting, cause: string, at: Date): Promise<boolean> {
  return (await tx.incident.count({ where: { tenantId, accountId, cause, healedAt: { gte: at } } })) > 0;
}

const findOpen = ({ tx, tenantId, accountId }: Noting): Promise<Incident | null> =>
  tx.incident.findFirst({ where: { tenantId, accountId, healedAt: null, warns: false } });

type Told = { warns?: boolean; detail?: string | null; endsAt?: Date | null; nextTryAt?: Date };

async function openIncident(
  { tx, tenantId, accountId, mendedBy, newId, now }: Noting,
  cause: string,
  at: Date,
  told: Told,
): Promise<OpenIncident> {
  const row = { id: newId(), tenantId, accountId, cause, code: null, mendedBy, openedAt: at };
  await tx.incident.create({ data: { ...row, lastFailureAt: at, nextTryAt: now, ...told } });
  return row;
}

async function noteTrouble(
  noting: Noting,
  { trouble, detail, endsAt }: Extract<AccountEvent, { kind: "trouble" }>,
  at: Date,
): Promise<Trouble | null> {
  const { tx, tenantId, accountId, now } = noting;
  if (await isPast(noting, trouble, at)) return null;
  const open = await findOpen(noting);
  const isShown = open?.cause === trouble && open.shownBy !== null;
  if (open && !isShown && open.cause !== trouble && !takesPlaceOf(trouble, open.cause)) return null;
  const nextTryAt = endsAt !== null && endsAt > now ? endsAt : now;
  if (open && isShown) {
    // Late news: what came later says until when.
    if (at < open.lastFailureAt) return null;
    const where = { tenantId_id: { tenantId, id: open.id } };
    await tx.incident.update({ where, data: { detail, endsAt, lastFailureAt: at, nextTryAt } });
  } else {
    // Another trouble is another incident, with a mail and an end of its own.
    if (open) await closeIncidents(tx, tenantId, accountId, now);
    const incident = await openIncident(noting, trouble, at, { detail, endsAt, nextTryAt });
    // A look at the phone's state tells at once; what else the channel told, its books may follow.
    const shownBy = trouble === "offboarded" ? "probe" : "news";
    await breakNumber(tx, incident, shownBy, now, tellTroubleAt(trouble, now));
    if (trouble === "banned") {
      await closeIncidents(tx, tenantId, accountId, now, { warns: true, cause: "ban_scheduled" });
    }
  }
  const throttledUntil = throttledForProbe(nextTryAt, now);
  await tx.account.update({ where: { id: accountId, tenantId }, data: { throttledUntil } });
  return isShown ? null : trouble;
}

async function noteWarning(
  noting: Noting,
  { cause: told, detail, endsAt, mail }: Extract<AccountEvent, { kind: "warning" }>,
  at: Date,
): Promise<void> {
  const { tx, tenantId, accountId, now } = noting;
  const cause = warningCause(told);
  if (await isPast(noting, cause, at)) return;
  const ends = endsAt ?? new Date(at.getTime() + WARNING_LIFE_MS);
  const shown = { detail, endsAt: ends, nextTryAt: ends };
  const open = await tx.incident.findFirst({ where: { tenantId, accountId, cause, healedAt: null, warns: true } });
  if (open) {
    if (at < open.lastFailureAt) return;
    const where = { tenantId_id: { tenantId, id: open.id } };
    await tx.incident.update({ where, data: { ...shown, lastFailureAt: at } });
  }
  const incident = open ?? (await openIncident(noting, cause, at, { warns: true, ...shown }));
  // Also of one that became worth a mail since.
  if (mail) await tellOnce(tx, incident, now);
}
