import type { AccountRef } from "@/lib/accounts/account";
import { REPLY_CONFIG_LIMITS, type StoredConfig } from "@/lib/rules/config/reply-config";
import type { RulePhrases } from "@/lib/rules/editing/rule-list";
import type { TenantTx } from "../shared/tenant-scope";

/** Phrases of a rule that is gone stay so long: it may come back by an undo, or from a file. */
const KEPT_MS = 24 * 3_600_000;

/** Of so many rules that are gone, the latest: an import that is undone brings back a full list at most. */
const KEPT_RULES = REPLY_CONFIG_LIMITS.rules;

/** The phrases of an account's rules, by rule id; those of rules that are gone among them. */
export async function readPhrases(
  tx: TenantTx,
  { tenantId, accountId }: AccountRef,
): Promise<Record<string, RulePhrases>> {
  // A map: an id may be any word, also one that every object answers to.
  const found = new Map<string, RulePhrases>();
  const rows = await tx.rulePhrase.findMany({ where: { tenantId, accountId }, orderBy: { position: "asc" } });
  for (const { ruleId, shouldMatch, phrase } of rows) {
    const phrases = found.get(ruleId) ?? { should: [], shouldNot: [] };
    phrases[shouldMatch ? "should" : "shouldNot"].push(phrase);
    found.set(ruleId, phrases);
  }
  return Object.fromEntries(found);
}

/** Replaces one rule's phrases. */
export async function writePhrases(
  tx: TenantTx,
  { tenantId, accountId }: AccountRef,
  { ruleId, should, shouldNot }: RulePhrases & { ruleId: string },
): Promise<void> {
  const rowsOf = (phrases: readonly string[], shouldMatch: boolean) =>
    phrases.map((phrase, position) => ({ tenantId, accountId, ruleId, shouldMatch, position, phrase }));
  await tx.rulePhrase.deleteMany({ where: { tenantId, accountId, ruleId } });
  await tx.rulePhrase.createMany({ data: [...rowsOf(should, true), ...rowsOf(shouldNot, false)] });
}

/** Notes whose rule is gone from the list and whose is back, and lets go of what was kept long enough. */
export async function forgetPhrases(
  tx: TenantTx,
  { tenantId, accountId }: AccountRef,
  { rules }: StoredConfig,
  now: Date,
): Promise<void> {
  const ids = rules.map(({ id }) => id);
  const before = new Date(now.getTime() - KEPT_MS);
  await tx.$executeRaw`
    UPDATE rule_phrases SET gone_at = CASE WHEN rule_id = ANY(${ids}) THEN NULL ELSE ${now}::timestamptz END
    WHERE tenant_id = ${tenantId} AND account_id = ${accountId} AND (rule_id = ANY(${ids})) = (gone_at IS NOT NULL)`;
  await tx.$executeRaw`
    DELETE FROM rule_phrases
    WHERE tenant_id = ${tenantId} AND account_id = ${accountId} AND gone_at IS NOT NULL AND (gone_at < ${before} OR rule_id NOT IN (
      SELECT rule_id FROM rule_phrases WHERE tenant_id = ${tenantId} AND account_id = ${accountId} AND gone_at IS NOT NULL
      GROUP BY rule_id ORDER BY max(gone_at) DESC, rule_id LIMIT ${KEPT_RULES}))`;
}
