import { createHash } from "node:crypto";
import type { StoredConfig } from "@/lib/rules/config/reply-config";
import type { PendingPhrase, PhraseRecords, StoredPhrase } from "@/lib/rules/intent/embed-waiting-phrases";
import { type EmbeddingModel, normaliseVector, phrasesByRule } from "@/lib/rules/intent/intent-vectors";
import { Prisma } from "../generated/client";
import type { Database } from "../shared/database";
import { forTenant, platformOf, type TenantTx } from "../shared/tenant-scope";
import { backOffWaiting, claimWaiting, type WaitingRows } from "../shared/waiting-rows";
import { readConfig, WITH_RULES } from "./stored-config";

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
  accountId: string,
  config: StoredConfig,
  model: EmbeddingModel,
): Promise<void> {
  const phrases = [...new Set([...phrasesByRule(config).values()].flat())];
  const hashes = phrases.map(hash);
  await tx.ruleEmbedding.deleteMany({ where: { accountId, phraseHash: { notIn: hashes } } });
  if (phrases.length === 0) return;
  await tx.$executeRaw`
    INSERT INTO rule_embeddings (account_id, phrase_hash, model, pooling, phrase, next_try_at)
    SELECT ${accountId}, phrase_hash, ${model.name}, ${model.pooling}, phrase, now()
    FROM unnest(${hashes}::text[], ${phrases}::text[]) AS new (phrase_hash, phrase)
    ON CONFLICT DO NOTHING`;
  await dropReplaced(tx, [accountId], model);
}

/** Drops vectors of other models where an account has all of the model in force. */
async function dropReplaced(
  tx: Pick<TenantTx, "$executeRaw">,
  accountIds: readonly string[],
  { name, pooling }: EmbeddingModel,
): Promise<void> {
  await tx.$executeRaw`
    DELETE FROM rule_embeddings old
    WHERE account_id = ANY(${[...new Set(accountIds)]}::text[]) AND NOT (model = ${name} AND pooling = ${pooling})
      AND NOT EXISTS (
        SELECT FROM rule_embeddings new
        WHERE new.account_id = old.account_id AND new.model = ${name} AND new.pooling = ${pooling}
          AND new.embedding IS NULL AND new.refused_at IS NULL)`;
}

/** The records behind embedding in the background; they look across tenants, as the sweep does. */
export function createEmbeddingRecords(database: Database, model: EmbeddingModel, textsPerDay: number): PhraseRecords {
  const asPlatform = platformOf(database);
  const rows: WaitingRows = {
    table: Prisma.sql`rule_embeddings`,
    from: Prisma.sql`rule_embeddings w JOIN accounts a ON a.id = w.account_id AND a.disconnected_at IS NULL`,
    tenantId: Prisma.sql`a.tenant_id`,
    waits: Prisma.sql`w.embedding IS NULL AND w.refused_at IS NULL
      AND w.model = ${model.name} AND w.pooling = ${model.pooling}`,
    rank: Prisma.sql`1`,
    columns: Prisma.sql`picked.tenant_id AS "tenantId", w.account_id AS "accountId", w.phrase_hash AS "phraseHash",
      w.phrase, w.attempts`,
    call: "embed",
  };
  let adoptedUpTo: string | null = "";
  return {
    async loadPhrases(accountId, among) {
      const these = among ? Prisma.sql`AND phrase_hash = ANY(${among.map(hash)})` : Prisma.empty;
      const rows = await asPlatform.$queryRaw<StoredRow[]>`
        SELECT phrase, embedding::text AS embedding, refused_at IS NOT NULL AS refused, model, pooling
        FROM rule_embeddings WHERE account_id = ${accountId} ${these}`;
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
      claimWaiting<PendingPhrase>(asPlatform, rows, {
        now,
        until: new Date(now.getTime() + CLAIM_MS),
        limit,
        except,
        budget: { limit: textsPerDay, keptForFirst: 0 },
      }),
    async storeVectors(phrases, vectors) {
      await asPlatform.$executeRaw`
        UPDATE rule_embeddings w SET embedding = made.vector::vector, next_try_at = NULL
        FROM unnest(
          ${phrases.map(({ accountId }) => accountId)}::text[],
          ${phrases.map(({ phraseHash }) => phraseHash)}::text[],
          ${vectors.map((vector) => `[${vector.join(",")}]`)}::text[]) AS made (account_id, phrase_hash, vector)
        WHERE w.account_id = made.account_id AND w.phrase_hash = made.phrase_hash
          AND w.model = ${model.name} AND w.pooling = ${model.pooling}`;
      await dropReplaced(
        asPlatform,
        phrases.map(({ accountId }) => accountId),
        model,
      );
    },
    async refusePhrase({ accountId, phraseHash }, now) {
      await asPlatform.ruleEmbedding.updateMany({
        where: { accountId, phraseHash, model: model.name, pooling: model.pooling },
        data: { refusedAt: now, nextTryAt: null },
      });
      await dropReplaced(asPlatform, [accountId], model);
    },
    async putOffPhrases(tenantId, phrases, now) {
      const keys = Prisma.join(phrases.map(({ accountId, phraseHash }) => Prisma.sql`(${accountId}, ${phraseHash})`));
      const these = Prisma.sql`(w.account_id, w.phrase_hash) IN (${keys})`;
      const pauses = { firstSeconds: FIRST_PAUSE_SECONDS, longestSeconds: LONGEST_PAUSE_SECONDS };
      await backOffWaiting(asPlatform, rows, { tenantId, these, failed: true }, { now, ...pauses });
    },
    async adoptModel(limit) {
      // Once a process, so many accounts a call: what is saved later is saved for this model.
      if (adoptedUpTo === null) return;
      const accounts = await asPlatform.account.findMany({
        where: {
          id: { gt: adoptedUpTo },
          disconnectedAt: null,
          rules: { some: { matcher: { path: ["kind"], equals: "prompt" } } },
          OR: [
            { embeddings: { none: { model: model.name, pooling: model.pooling } } },
            { embeddings: { some: { NOT: { model: model.name, pooling: model.pooling } } } },
          ],
        },
        include: WITH_RULES,
        orderBy: { id: "asc" },
        take: limit,
      });
      for (const account of accounts) {
        await forTenant(database, account.tenantId, (tx) => syncPhrases(tx, account.id, readConfig(account), model));
      }
      adoptedUpTo = accounts.length < limit ? null : (accounts.at(-1)?.id ?? null);
    },
  };
}
