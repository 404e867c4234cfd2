import { createHash } from "node:crypto";
import type { CheckRecords, PendingCheck } from "../../persona/check-prompts";
import type { CheckedKind, SafetyState } from "../../persona/safety-check";
import type { ReplyConfig } from "../../rules/reply-config";
import type { Database, Transaction } from "./database";

/** A claimed text belongs to its worker for so long; after it somebody else asks. */
const CLAIM_SECONDS = 60;

/** SHA-256 of the exact text: a verdict is for these bytes and no others. */
export const hashPrompt = (text: string): string => createHash("sha256").update(text).digest("hex");

/** Lets texts wait for their verdict unless this classifier has one. Harmless to repeat. */
export async function requestChecks(
  tx: Transaction,
  tenantId: string,
  kind: CheckedKind,
  texts: readonly string[],
  classifier: string,
): Promise<void> {
  const unique = [...new Set(texts)];
  if (unique.length === 0) return;
  await tx.promptCheck.createMany({
    data: unique.map((text) => ({ tenantId, kind, classifier, text, hash: hashPrompt(text), nextTryAt: new Date(0) })),
    skipDuplicates: true,
  });
}

/** Every instruction to the AI that a config holds, the default rule's too. */
export function rulePrompts(config: ReplyConfig): string[] {
  return [...config.rules, config.default_rule].flatMap(({ response }) =>
    response?.kind === "prompt" && typeof response.text === "string" ? [response.text] : [],
  );
}

/** The state of one text; null when nobody asked for a verdict yet. */
export async function readCheck(
  tx: Transaction,
  tenantId: string,
  kind: CheckedKind,
  text: string,
  classifier: string,
): Promise<SafetyState | null> {
  const row = await tx.promptCheck.findUnique({
    where: { tenantId_hash_kind_classifier: { tenantId, kind, classifier, hash: hashPrompt(text) } },
  });
  if (!row) return null;
  if (row.status === "approved") return { status: "approved" };
  if (row.status === "rejected") return { status: "rejected", reason: row.reason ?? "" };
  return { status: "pending", attempts: row.attempts };
}

/** Asks again now: the owner's "check again", for a text that waits. A verdict stays as it is. */
export async function hurryChecks(tx: Transaction, tenantId: string): Promise<void> {
  await tx.promptCheck.updateMany({ where: { tenantId, status: "pending" }, data: { nextTryAt: new Date(0) } });
}

/** The records behind the check in the background; they look across tenants, as the sweep does. */
export function createCheckRecords(asPlatform: Database, classifier: string): CheckRecords {
  return {
    async claimCheck(now) {
      const rows = await asPlatform.$queryRaw<PendingCheck[]>`
        UPDATE prompt_checks SET attempts = attempts + 1,
          next_try_at = ${now}::timestamptz + make_interval(secs => ${CLAIM_SECONDS})
        WHERE (tenant_id, hash, kind, classifier) IN (
          SELECT tenant_id, hash, kind, classifier FROM prompt_checks
          WHERE status = 'pending' AND next_try_at <= ${now} AND classifier = ${classifier}
          ORDER BY next_try_at LIMIT 1 FOR UPDATE SKIP LOCKED)
        RETURNING tenant_id AS "tenantId", hash, kind, text, attempts`;
      return rows[0] ?? null;
    },
    async storeVerdict({ tenantId, hash, kind }, verdict, now) {
      await asPlatform.promptCheck.updateMany({
        where: { tenantId, hash, kind, classifier, status: "pending" },
        data: {
          status: verdict.status,
          reason: verdict.status === "rejected" ? verdict.reason : null,
          checkedAt: now,
          nextTryAt: null,
        },
      });
    },
    async putOffCheck({ tenantId, hash, kind }, until) {
      await asPlatform.promptCheck.updateMany({
        where: { tenantId, hash, kind, classifier, status: "pending" },
        data: { nextTryAt: until },
      });
    },
    async adoptClassifier() {
      return asPlatform.$executeRaw`
        INSERT INTO prompt_checks (tenant_id, hash, kind, classifier, text, next_try_at)
        SELECT DISTINCT tenant_id, hash, kind, ${classifier}, text, 'epoch'::timestamptz FROM prompt_checks old
        WHERE classifier <> ${classifier}
        ON CONFLICT DO NOTHING`;
    },
  };
}
