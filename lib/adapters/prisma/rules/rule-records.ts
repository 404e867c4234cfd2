import type { AccountRef } from "@/lib/accounts/account";
import type { AuditStamp } from "@/lib/core/audit-stamp";
import type { IdSource } from "@/lib/core/ids";
import { isAutomatic, REPLY_CONFIG_LIMITS, type StoredConfig } from "@/lib/rules/config/reply-config";
import { applyEdit, type EditClash, type RuleEdit } from "@/lib/rules/editing/rule-edit";
import type { RuleList } from "@/lib/rules/editing/rule-list";
import { sameValue } from "@/lib/rules/editing/same-value";
import { vectorsInForce } from "@/lib/rules/intent/embed-waiting-phrases";
import { type EmbeddingModel, isMultilingual, phrasesByRule } from "@/lib/rules/intent/intent-vectors";
import type { SafetyState } from "@/lib/safety/safety-check";
import { readFactsInForce } from "../facts/facts-records";
import { readChecks, rulePrompts } from "../safety/check-records";
import { writeAudit } from "../shared/audit-row";
import type { Database } from "../shared/database";
import { forTenant, type TenantTx } from "../shared/tenant-scope";
import { hasBackground } from "./background-records";
import { forgetPhrases, readPhrases, writePhrases } from "./rule-phrases";
import { readConfig, WITH_RULES } from "./stored-config";
import { type ConfigModels, writeConfig } from "./write-config";

export type SavedRules =
  | { kind: "saved"; list: RuleList; clash: EditClash | null }
  /** The list is newer than the version that was edited; nothing was written. */
  | { kind: "conflict"; list: RuleList }
  | { kind: "too_many"; list: RuleList };

export type RuleStore = ReturnType<typeof createRuleStore>;

/** A tenant's rule lists, of connected numbers. A foreign, an unknown and a disconnected id are all null. */
export function createRuleStore(database: Database, ids: IdSource, models: ConfigModels) {
  return {
    readRules: (tenantId: string, accountId: string): Promise<RuleList | null> =>
      forTenant(database, tenantId, (tx) => readList(tx, tenantId, accountId, models)),

    /**
     * Applies one edit to the list that its author saw. The row's lock makes edits of one list take turns, so that none
     * is lost and every rule stays exactly once. Phrases alone make no newer list: nobody who is editing it need care.
     */
    saveEdit: (stamp: AuditStamp, accountId: string, version: number, edit: RuleEdit): Promise<SavedRules | null> =>
      forTenant(database, stamp.tenantId, async (tx, tenantId) => {
        const [row] = await tx.$queryRaw<{ version: number }[]>`
          SELECT config_version AS version FROM accounts
          WHERE id = ${accountId} AND tenant_id = ${tenantId} AND disconnected_at IS NULL FOR UPDATE`;
        const before = row ? await readList(tx, tenantId, accountId, models) : null;
        if (!before) return null;
        if (row?.version !== version) return { kind: "conflict", list: before };
        const { config, clash } = applyEdit(before.config, edit);
        if (config.rules.length > REPLY_CONFIG_LIMITS.rules) return { kind: "too_many", list: before };
        const phrases = edit.kind === "put" && edit.phrases ? { ...edit.phrases, ruleId: edit.rule.id } : null;
        const account = { tenantId, accountId };
        if (!phrases || !sameValue(config, before.config)) await writeConfig(tx, account, config, models);
        if (phrases) await writePhrases(tx, account, phrases);
        await forgetPhrases(tx, account, config, stamp.at);
        await writeAudit(tx, ids, stamp, accountId, { edit: edit.kind, rules: config.rules.length });
        const list = await readList(tx, tenantId, accountId, models);
        return list && { kind: "saved", list, clash };
      }),

    setAnyLanguage: (stamp: AuditStamp, accountId: string, anyLanguage: boolean): Promise<RuleList | null> =>
      forTenant(database, stamp.tenantId, async (tx, tenantId) => {
        const { count } = await tx.account.updateMany({
          where: { id: accountId, tenantId, disconnectedAt: null },
          data: { intentLanguages: anyLanguage ? "any" : null },
        });
        if (count === 0) return null;
        await writeAudit(tx, ids, stamp, accountId, { anyLanguage });
        return readList(tx, tenantId, accountId, models);
      }),

    setCloseCalls: (stamp: AuditStamp, accountId: string, asks: boolean): Promise<RuleList | null> =>
      forTenant(database, stamp.tenantId, async (tx, tenantId) => {
        const { count } = await tx.account.updateMany({
          where: { id: accountId, tenantId, disconnectedAt: null },
          data: { asksCloseCalls: asks },
        });
        if (count === 0) return null;
        await writeAudit(tx, ids, stamp, accountId, { asks });
        return readList(tx, tenantId, accountId, models);
      }),

    /** Keeps the lines that changes of any of the tenant's lists are tried on. */
    keepSampleLines: (stamp: AuditStamp, lines: readonly string[]): Promise<void> =>
      forTenant(database, stamp.tenantId, async (tx, tenantId) => {
        await tx.tenant.update({ where: { id: tenantId }, data: { sampleLines: [...lines] } });
        await writeAudit(tx, ids, stamp, tenantId, { lines: lines.length });
      }),

    /** Verdicts on instructions to the AI, by text; without one where nobody asked. Asks for none itself. */
    readVerdicts: (tenantId: string, texts: readonly string[]): Promise<Map<string, SafetyState>> =>
      forTenant(database, tenantId, (tx) => readChecks(tx, tenantId, "rule", texts, models.classifier)),
  };
}

async function readList(
  tx: TenantTx,
  tenantId: string,
  accountId: string,
  { embedding, classifier }: ConfigModels,
): Promise<RuleList | null> {
  const where = { id: accountId, tenantId, disconnectedAt: null };
  const row = await tx.account.findFirst({ where, include: WITH_RULES });
  if (!row) return null;
  const config = readConfig(row);
  const phrasesOfRules = [...phrasesByRule(config)];
  const { active, refused } = await readPhraseStates(tx, { tenantId, accountId }, config, embedding);
  return {
    accountId,
    config,
    facts: await readFactsInForce(tx, tenantId, classifier),
    sampleLines: await readSampleLines(tx, tenantId),
    version: row.configVersion,
    anyLanguage: row.intentLanguages === "any",
    asksCloseCalls: row.asksCloseCalls,
    isMultilingual: isMultilingual(embedding.name),
    // One that has nothing but refused phrases waits for nothing.
    notActive: phrasesOfRules.flatMap(([id, phrases]) =>
      active.has(id) || phrases.every((one) => refused.has(one)) ? [] : [id],
    ),
    refused: Object.fromEntries(
      phrasesOfRules.flatMap(([id, phrases]) => {
        const found = phrases.filter((one) => refused.has(one));
        return found.length > 0 ? [[id, found]] : [];
      }),
    ),
    safety: safetyByRule(config, await readChecks(tx, tenantId, "rule", rulePrompts(config), classifier)),
    phrases: await readPhrases(tx, { tenantId, accountId }),
  };
}

async function readSampleLines(tx: TenantTx, tenantId: string): Promise<string[]> {
  const tenant = await tx.tenant.findUnique({ where: { id: tenantId }, select: { sampleLines: true } });
  return tenant?.sampleLines ?? [];
}

type PhraseState = {
  phrase: string;
  made: boolean;
  refused: boolean;
  model: string;
  pooling: EmbeddingModel["pooling"];
};

/** The rules that match by meaning now, and the phrases that the model in force refuses. Reads no vectors. */
async function readPhraseStates(
  tx: TenantTx,
  { tenantId, accountId }: AccountRef,
  config: StoredConfig,
  { name, pooling }: EmbeddingModel,
): Promise<{ active: ReadonlySet<string>; refused: ReadonlySet<string> }> {
  const rows = await tx.$queryRaw<PhraseState[]>`
    SELECT phrase, embedding IS NOT NULL AS made, refused_at IS NOT NULL AS refused, model, pooling
    FROM rule_embeddings WHERE tenant_id = ${tenantId} AND account_id = ${accountId}`;
  const stored = rows.map(({ phrase, made, refused, ...model }) => ({
    phrase,
    refused,
    vector: made ? new Float32Array() : null,
    earlier: model.model === name && model.pooling === pooling ? null : { name: model.model, pooling: model.pooling },
  }));
  const { vectors, earlier } = vectorsInForce(config, stored);
  const rests = config.rules.some(isAutomatic) && !(await hasBackground(tx, earlier ?? { name, pooling }));
  const waiting = new Set(rests ? config.rules.filter(isAutomatic).map(({ id }) => id) : []);
  const refusedNow = stored.flatMap(({ phrase, refused, earlier }) => (refused && earlier === null ? [phrase] : []));
  return { active: new Set([...vectors.keys()].filter((id) => !waiting.has(id))), refused: new Set(refusedNow) };
}

function safetyByRule(config: StoredConfig, verdicts: ReadonlyMap<string, SafetyState>): RuleList["safety"] {
  return Object.fromEntries(
    [...config.rules, config.default_rule].flatMap(({ id, response }) =>
      response.kind === "prompt" ? [[id, verdicts.get(response.text) ?? { status: "pending", attempts: 0 }]] : [],
    ),
  );
}
