import type { ReplyConfig } from "../../rules/reply-config";
import type { RulePhrases } from "../../rules/rule-phrases";
import type { Transaction } from "./database";

/** Phrases of a rule that is gone stay so long: it may come back by an undo, or from a file. */
const KEPT_MS = 24 * 3_600_000;

/** The phrases of an account's rules, by rule id; those of rules that are gone among them. */
export async function readPhrases(tx: Transaction, accountId: string): Promise<Record<string, RulePhrases>> {
  const found: Record<string, RulePhrases> = {};
  const rows = await tx.rulePhrase.findMany({ where: { accountId }, orderBy: { position: "asc" } });
  for (const { ruleId, shouldMatch, phrase } of rows) {
    found[ruleId] ??= { should: [], shouldNot: [] };
    found[ruleId][shouldMatch ? "should" : "shouldNot"].push(phrase);
  }
  return found;
}

/** Replaces one rule's phrases, and lets go of those whose rule has long been gone from the list. */
export async function writePhrases(
  tx: Transaction,
  accountId: string,
  { ruleId, should, shouldNot }: RulePhrases & { ruleId: string },
  { rules }: ReplyConfig,
  now: Date,
): Promise<void> {
  const rowsOf = (phrases: readonly string[], shouldMatch: boolean) =>
    phrases.map((phrase, position) => ({ accountId, ruleId, shouldMatch, position, phrase }));
  await tx.rulePhrase.deleteMany({ where: { accountId, ruleId } });
  await tx.rulePhrase.createMany({ data: [...rowsOf(should, true), ...rowsOf(shouldNot, false)] });
  const ids = rules.map(({ id }) => id);
  const gone = { accountId, ruleId: { notIn: ids } };
  await tx.rulePhrase.updateMany({ where: { accountId, ruleId: { in: ids } }, data: { goneAt: null } });
  await tx.rulePhrase.updateMany({ where: { ...gone, goneAt: null }, data: { goneAt: now } });
  await tx.rulePhrase.deleteMany({ where: { ...gone, goneAt: { lt: new Date(now.getTime() - KEPT_MS) } } });
}
