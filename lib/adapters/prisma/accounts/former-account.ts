import type { AccountRef } from "@/lib/accounts/account";
import { Prisma, type ReplyRule, type RulePhrase } from "../generated/client";
import { syncPhrases } from "../rules/embedding-records";
import { ACCOUNT_COLUMNS, readConfig, WITH_RULES } from "../rules/stored-config";
import type { ConfigModels } from "../rules/write-config";
import { syncChecks } from "../safety/check-records";
import type { TenantTx } from "../shared/tenant-scope";

/**
 * Which of an account's columns a number has again when it is connected again. Not whether it answers: whoever connects it
 * wants it to, once they have confirmed what it says. Nothing that a provider says of it, and nothing of its log.
 */
const COMES_BACK = {
  id: false,
  tenantId: false,
  channel: false,
  externalId: false,
  formerExternalId: false,
  displayName: true,
  displayAddress: false,
  accessToken: false,
  selfTestAt: false,
  confirmedAt: false,
  disconnectedAt: false,
  enabled: false,
  waitSeconds: true,
  onAiBlocked: true,
  defaultRule: true,
  configVersion: false,
  brokenReason: false,
  brokenBy: false,
  brokenAt: false,
  throttledUntil: false,
  createdAt: false,
  intentLanguages: true,
  humanPauseMinutes: true,
  followUpMinutes: true,
  followUpEndsOnThanks: true,
  ownWords: true,
  handOverWholeNumber: true,
  handOverWords: true,
  asksCloseCalls: true,
  defaultPauseMinutes: true,
  firstMessageAt: false,
  lastMessageAt: false,
} as const satisfies Record<keyof typeof ACCOUNT_COLUMNS, boolean>;

type OfAccount = "tenantId" | "accountId";

const RULE_COLUMNS = columns({
  ruleId: "rule_id",
  position: "position",
  label: "label",
  enabled: "enabled",
  appliesWhen: "applies_when",
  matcher: "matcher",
  response: "response",
  handoff: "handoff",
} satisfies Record<Exclude<keyof ReplyRule, OfAccount>, string>);

const PHRASE_COLUMNS = columns({
  ruleId: "rule_id",
  shouldMatch: "should_match",
  position: "position",
  phrase: "phrase",
  goneAt: "gone_at",
} satisfies Record<Exclude<keyof RulePhrase, OfAccount>, string>);

function columns(names: Readonly<Record<string, string>>): Prisma.Sql {
  return Prisma.raw(Object.values(names).join(", "));
}

const NAMES = Object.entries(COMES_BACK).flatMap(([name, comesBack]) =>
  comesBack ? [ACCOUNT_COLUMNS[name as keyof typeof ACCOUNT_COLUMNS]] : [],
);
const SETTINGS = Prisma.raw(NAMES.map((name) => `${name} = former.${name}`).join(", "));

/**
 * The tenant's own disconnected accounts that were this one's number, the latest first: the channel's id was the same, or,
 * where the channel has given the number another, its address is.
 */
async function findFormer(tx: TenantTx, { tenantId, accountId }: AccountRef): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT former.id FROM accounts own JOIN accounts former
      ON former.tenant_id = own.tenant_id AND former.channel = own.channel AND former.disconnected_at IS NOT NULL
     AND (former.former_external_id = own.external_id
       OR own.sender_address <> '' AND former.sender_address = own.sender_address)
    WHERE own.tenant_id = ${tenantId} AND own.id = ${accountId} AND own.disconnected_at IS NULL
      AND former.tenant_id = ${tenantId}
    ORDER BY former.disconnected_at DESC, former.id DESC`;
  return rows.map(({ id }) => id);
}

/**
 * A number that comes back to its tenant has the rules and settings that it had last. They are copied: the log of its
 * earlier account still names rules by its own. Vectors are made anew, as they went when it was disconnected. Call it last in
 * the transaction that makes the account. Answers how many rules came back; 0 where the number is new to the tenant.
 */
export async function takeUpRules(tx: TenantTx, account: AccountRef, models: ConfigModels): Promise<number> {
  const { tenantId, accountId } = account;
  const [formerId] = await findFormer(tx, account);
  if (formerId === undefined) return 0;
  await tx.$executeRaw`
    UPDATE accounts own SET ${SETTINGS} FROM accounts former
    WHERE own.tenant_id = ${tenantId} AND own.id = ${accountId} AND former.tenant_id = ${tenantId} AND former.id = ${formerId}`;
  await tx.$executeRaw`
    INSERT INTO reply_rules (tenant_id, account_id, ${RULE_COLUMNS})
    SELECT tenant_id, ${accountId}, ${RULE_COLUMNS} FROM reply_rules
    WHERE tenant_id = ${tenantId} AND account_id = ${formerId}`;
  await tx.$executeRaw`
    INSERT INTO rule_phrases (tenant_id, account_id, ${PHRASE_COLUMNS})
    SELECT tenant_id, ${accountId}, ${PHRASE_COLUMNS} FROM rule_phrases
    WHERE tenant_id = ${tenantId} AND account_id = ${formerId}`;
  const row = await tx.account.findFirstOrThrow({ where: { id: accountId, tenantId }, include: WITH_RULES });
  await syncPhrases(tx, account, readConfig(row), models.embedding);
  await syncChecks(tx, tenantId, models.classifier);
  return row.rules.length;
}

/** How many of a connected account's rules the last earlier account of its number had too. */
export async function countRulesFromBefore(tx: TenantTx, account: AccountRef): Promise<number> {
  const { tenantId, accountId } = account;
  const [formerId] = await findFormer(tx, account);
  if (formerId === undefined) return 0;
  const had = await tx.replyRule.findMany({ where: { tenantId, accountId: formerId }, select: { ruleId: true } });
  const ruleId = { in: had.map((rule) => rule.ruleId) };
  return tx.replyRule.count({ where: { tenantId, accountId, ruleId } });
}

/**
 * A number that comes back to its tenant still never answers whom it never answered before, rests for whom it rested, and
 * knows which addresses are one customer's. Several disconnected accounts may have been the same number: whoever is on the
 * list of one stays on it, and of the rest what was last or lasts longest counts.
 */
export async function bringCustomers(tx: TenantTx, account: AccountRef): Promise<void> {
  const { tenantId, accountId } = account;
  const former = await findFormer(tx, account);
  if (former.length === 0) return;
  const theirs = Prisma.sql`tenant_id = ${tenantId} AND account_id = ANY (${former}::text[])`;
  await tx.$executeRaw`
    WITH brought AS (DELETE FROM left_alone WHERE ${theirs} RETURNING address, note, created_at, person_id, stopped_at)
    INSERT INTO left_alone (tenant_id, account_id, address, note, created_at, person_id, stopped_at)
    SELECT DISTINCT ON (address) ${tenantId}, ${accountId}, address, note, created_at, person_id,
      max(stopped_at) OVER (PARTITION BY address)
    FROM brought ORDER BY address, person_id IS NULL, created_at DESC`;
  await tx.$executeRaw`
    WITH brought AS (DELETE FROM customer_addresses WHERE ${theirs} RETURNING address, customer, seen_at)
    INSERT INTO customer_addresses (tenant_id, account_id, address, customer, seen_at)
    SELECT DISTINCT ON (address) ${tenantId}, ${accountId}, address, customer, seen_at
    FROM brought ORDER BY address, seen_at DESC`;
  await tx.$executeRaw`
    WITH brought AS (DELETE FROM pauses WHERE ${theirs} RETURNING customer, until, cause, created_at)
    INSERT INTO pauses (tenant_id, account_id, customer, until, cause, created_at)
    SELECT DISTINCT ON (customer) ${tenantId}, ${accountId}, customer, until, cause, created_at
    FROM brought ORDER BY customer, until DESC`;
}
