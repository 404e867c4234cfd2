import { createHash } from "node:crypto";
import type { AccountRef } from "@/lib/accounts/account";
import type { StoredConfig } from "@/lib/rules/config/reply-config";
import type { PendingPhrase, PhraseRecords, StoredPhrase } from "@/lib/rules/intent/embed-waiting-phrases";
import { type EmbeddingModel, normaliseVector, phrasesByRule } from "@/lib/rules/intent/intent-vectors";
import { Prisma } from "../generated/client";
import type { Database } from "../shared/database";
import { asPlatform, forTenant, type TenantTx } from "../shared/tenant-scope";
import { backOffWaiting, claimWaiting, type WaitingRows } from "../shared/waiting-rows";
import { readConfig, WITH_RULES } from "./stored-config";

/** A phrase that was refused is asked about again so much later: models and their services change. */
const ASK_AGAIN_MS = 7 * 86_400_000;

/** Accounts are gone through for the model in force so often, for those that another process served by another one. */
const ADOPT_EVERY_MS = 600_000;

/** A claimed phrase belongs to its worker for so long; after it somebody else tries. */
const CLAIM_MS = 60_000;

/** Between two tries of one phrase. */
const FIRST_PAUSE_SECONDS = 5;
const LONGEST_PAUSE_SECONDS = 600;

type StoredRow = {
  phrase: string;
  embedding: string | null;
  refused: boolean;
  model: string;
  pooling: EmbeddingModel["pooling"];
};

const hash = (phrase: string): string => createHash("sha256").update(phrase).digest("hex");

/**
 * Brings an account's phrases into line with its config: new ones wait to be embedded, those that no rule uses any more
 * go. A phrase that stays keeps its vectors, whatever rule it moved to; those of another model until the account has all
 * of the model in force.
 */
export async function syncPhrases(
  tx: TenantTx,
  { tenantId, accountId }: AccountRef,
  config: StoredConfig,
  model: EmbeddingModel,
): Promise<void> {
  const phrases = [...new Set([...phrasesByRule(config).values()].flat())];
  const hashes = phrases.map(hash);
  await tx.ruleEmbedding.deleteMany({ where: { tenantId, accountId, phraseHash: { notIn: hashes } } });
  if (phrases.length === 0) return;
  await tx.$executeRaw`
    INSERT INTO rule_embeddings (tenant_id, account_id, phrase_hash, model, pooling, phrase, next_try_at)
    SELECT ${tenantId}, ${accountId}, phrase_hash, ${model.name}, ${model.pooling}, phrase, now()
    FROM unnest(${hashes}::text[], ${phrases}::text[]) AS new (phrase_hash, phrase)
    ON CONFLICT DO NOTHING`;
}

/**
 * Drops vectors of earlier models where an account has all of this one: of every phrase that it has under any model, made
 * or refused. A model is earlier if the account began with it before: two processes with different models, while one
 * version replaces another, must not take each other's.
 */
async function dropReplaced(
  tx: TenantTx,
  tenantId: string,
  accountIds: readonly string[],
  { name, pooling }: EmbeddingModel,
): Promise<void> {
  // Grouped, so that the work grows with the phrases also where the planner knows nothing of the table.
  await tx.$executeRaw`
    WITH stored AS MATERIALIZED (
      SELECT account_id, phrase_hash, model, pooling, created_at, model = ${name} AND pooling = ${pooling} AS own,
             embedding IS NOT NULL AS made, embedding IS NOT NULL OR refused_at IS NOT NULL AS done
      FROM rule_embeddings
      WHERE tenant_id = ${tenantId} AND account_id = ANY(${[...new Set(accountIds)]}::text[])
    ), phrases AS MATERIALIZED (
      SELECT account_id, phrase_hash, coalesce(bool_or(done) FILTER (WHERE own), false) AS done,
             coalesce(bool_or(made) FILTER (WHERE own), false) AS made
      FROM stored GROUP BY account_id, phrase_hash
    ), whole AS MATERIALIZED (
      SELECT account_id, (SELECT min(s.created_at) FROM stored s WHERE s.account_id = p.account_id AND s.own) AS begun
      FROM phrases p GROUP BY account_id HAVING bool_and(done)
    ), earlier AS MATERIALIZED (
      SELECT s.account_id, s.model, s.pooling FROM stored s JOIN whole w USING (account_id) WHERE NOT s.own
      GROUP BY s.account_id, s.model, s.pooling, w.begun HAVING min(s.created_at) < w.begun
    )
    DELETE FROM rule_embeddings
    WHERE tenant_id = ${tenantId} AND (account_id, phrase_hash, model, pooling) IN (
      SELECT e.account_id, p.phrase_hash, e.model, e.pooling
      FROM earlier e JOIN phrases p USING (account_id) WHERE p.made)`;
}

type MadeVector = PendingPhrase & { vector: Iterable<number> };

async function storeOwn(
  tx: TenantTx,
  tenantId: string,
  made: readonly MadeVector[],
  model: EmbeddingModel,
): Promise<void> {
  await tx.$executeRaw`
    UPDATE rule_embeddings w SET embedding = made.vector::vector, next_try_at = NULL, refused_at = NULL
    FROM unnest(
      ${made.map(({ accountId }) => accountId)}::text[],
      ${made.map(({ phraseHash }) => phraseHash)}::text[],
      ${made.map(({ vector }) => `[${[...vector].join(",")}]`)}::text[]) AS made (account_id, phrase_hash, vector)
    WHERE w.tenant_id = ${tenantId} AND w.account_id = made.account_id AND w.phrase_hash = made.phrase_hash
      AND w.model = ${model.name} AND w.pooling = ${model.pooling}`;
  const accountIds = made.map(({ accountId }) => accountId);
  await dropReplaced(tx, tenantId, accountIds, model);
}

/** The records behind embedding in the background; they look across tenants, as the sweep does. */
export function createEmbeddingRecords(database: Database, model: EmbeddingModel, textsPerDay: number): PhraseRecords {
  const rows: WaitingRows = {
    table: Prisma.sql`rule_embeddings`,
    waits: Prisma.sql`w.embedding IS NULL AND w.model = ${model.name} AND w.pooling = ${model.pooling}`,
    rank: Prisma.sql`1`,
    columns: Prisma.sql`w.tenant_id AS "tenantId", w.account_id AS "accountId", w.phrase_hash AS "phraseHash",
      w.phrase, w.attempts`,
    call: "embed",
  };
  let adoptedUpTo = "";
  let adoptAgainAt = 0;
  return {
    async loadPhrases({ id, tenantId }, among) {
      const these = among ? Prisma.sql`AND phrase_hash = ANY(${among.map(hash)})` : Prisma.empty;
      const rows = await forTenant(
        database,
        tenantId,
        (tx) => tx.$queryRaw<StoredRow[]>`
        SELECT phrase, embedding::text AS embedding, refused_at IS NOT NULL AS refused, model, pooling
        FROM rule_embeddings WHERE tenant_id = ${tenantId} AND account_id = ${id} ${these}`,
      );
      return rows.map(
        ({ phrase, embedding, refused, model: name, pooling }): StoredPhrase => ({
          phrase,
          vector: embedding === null ? null : normaliseVector(JSON.parse(embedding) as number[]),
          refused,
          earlier: name === model.name && pooling === model.pooling ? null : { name, pooling },
        }),
      );
    },
    claimPhrases: (now, limit, except) =>
      claimWaiting<PendingPhrase>(database, rows, {
        now,
        until: new Date(now.getTime() + CLAIM_MS),
        limit,
        except,
        budget: { limit: textsPerDay, keptForFirst: 0 },
      }),
    async storeVectors(phrases, vectors) {
      const made = phrases.map((phrase, index) => ({ ...phrase, vector: vectors[index] ?? [] }));
      for (const tenantId of new Set(phrases.map((phrase) => phrase.tenantId))) {
        const own = made.filter((phrase) => phrase.tenantId === tenantId);
        await forTenant(database, tenantId, (tx) => storeOwn(tx, tenantId, own, model));
      }
    },
    refusePhrase: ({ tenantId, accountId, phraseHash }, now) =>
      forTenant(database, tenantId, async (tx) => {
        await tx.ruleEmbedding.updateMany({
          where: { tenantId, accountId, phraseHash, model: model.name, pooling: model.pooling },
          data: { refusedAt: now, nextTryAt: new Date(now.getTime() + ASK_AGAIN_MS) },
        });
        await dropReplaced(tx, tenantId, [accountId], model);
      }),
    async putOffPhrases(tenantId, phrases, now) {
      const keys = Prisma.join(phrases.map(({ accountId, phraseHash }) => Prisma.sql`(${accountId}, ${phraseHash})`));
      const these = Prisma.sql`(w.account_id, w.phrase_hash) IN (${keys})`;
      const pauses = { firstSeconds: FIRST_PAUSE_SECONDS, longestSeconds: LONGEST_PAUSE_SECONDS };
      await backOffWaiting(database, rows, { tenantId, these, failed: true }, { now, ...pauses });
    },
    async adoptModel(limit, now) {
      if (adoptedUpTo === "" && now.getTime() < adoptAgainAt) return;
      // By a phrase that has no row of this model: what was saved for another one, or is of the one before.
      const accounts = await asPlatform(
        database,
        (tx) => tx.$queryRaw<{ id: string; tenantId: string }[]>`
        SELECT a.id, a.tenant_id AS "tenantId" FROM accounts a
        WHERE a.id > ${adoptedUpTo} AND a.disconnected_at IS NULL AND EXISTS (
          SELECT FROM rule_embeddings other WHERE other.tenant_id = a.tenant_id AND other.account_id = a.id AND NOT EXISTS (
            SELECT FROM rule_embeddings own
            WHERE own.tenant_id = a.tenant_id AND own.account_id = a.id AND own.phrase_hash = other.phrase_hash
              AND own.model = ${model.name} AND own.pooling = ${model.pooling}))
        ORDER BY a.id LIMIT ${limit}`,
      );
      for (const { id, tenantId } of accounts) {
        await forTenant(database, tenantId, async (tx) => {
          // As it is now, and until this is through: a list that is saved meanwhile has other phrases.
          await tx.$queryRaw`SELECT FROM accounts WHERE id = ${id} AND tenant_id = ${tenantId} FOR UPDATE`;
          const account = await tx.account.findUnique({ where: { id, tenantId }, include: WITH_RULES });
          if (account) await syncPhrases(tx, { tenantId, accountId: id }, readConfig(account), model);
        });
      }
      adoptedUpTo = accounts.length < limit ? "" : (accounts.at(-1)?.id ?? "");
      if (adoptedUpTo === "") adoptAgainAt = now.getTime() + ADOPT_EVERY_MS;
    },
  };
}
