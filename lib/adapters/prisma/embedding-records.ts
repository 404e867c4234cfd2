import { createHash } from "node:crypto";
import type { PendingPhrase, PhraseRecords, StoredPhrase } from "../../pipeline/embed-phrases";
import type { EmbeddingModel } from "../../rules/embedding-model";
import { phrasesByRule } from "../../rules/intent-phrases";
import { normaliseVector } from "../../rules/intent-vectors";
import type { ReplyConfig } from "../../rules/reply-config";
import type { Database, Transaction } from "./database";
import { Prisma } from "./generated/client";
import { readConfig, WITH_RULES } from "./stored-config";

/** A claimed phrase belongs to its worker for so long; after it somebody else tries. */
const CLAIM_SECONDS = 30;

const hash = (phrase: string): string => createHash("sha256").update(phrase).digest("hex");

/**
 * Brings an account's phrases into line with its config: new ones wait to be embedded, those that no rule uses any more
 * go, and so do vectors of another model. A phrase that stays keeps its vector, whatever rule it moved to.
 */
export async function syncPhrases(
  tx: Transaction,
  accountId: string,
  config: ReplyConfig,
  model: EmbeddingModel,
): Promise<void> {
  const phrases = [...new Set([...phrasesByRule(config).values()].flat())];
  const hashes = phrases.map(hash);
  await tx.ruleEmbedding.deleteMany({
    where: {
      accountId,
      NOT: { phraseHash: { in: hashes }, model: model.name, pooling: model.pooling },
    },
  });
  if (phrases.length === 0) return;
  await tx.$executeRaw`
    INSERT INTO rule_embeddings (account_id, phrase_hash, model, pooling, phrase, next_try_at)
    SELECT ${accountId}, phrase_hash, ${model.name}, ${model.pooling}, phrase, now()
    FROM unnest(${hashes}::text[], ${phrases}::text[]) AS new (phrase_hash, phrase)
    ON CONFLICT DO NOTHING`;
}

/** The records behind embedding in the background; they look across tenants, as the sweep does. */
export function createEmbeddingRecords(asPlatform: Database, model: EmbeddingModel): PhraseRecords {
  return {
    async loadPhrases(accountId, among) {
      const these = among ? Prisma.sql`AND phrase_hash = ANY(${among.map(hash)})` : Prisma.empty;
      const rows = await asPlatform.$queryRaw<{ phrase: string; embedding: string | null }[]>`
        SELECT phrase, embedding::text AS embedding FROM rule_embeddings
        WHERE account_id = ${accountId} AND model = ${model.name} AND pooling = ${model.pooling} ${these}`;
      return rows.map(
        ({ phrase, embedding }): StoredPhrase => ({
          phrase,
          vector: embedding === null ? null : normaliseVector(JSON.parse(embedding) as number[]),
        }),
      );
    },
    async claimPhrases(now, limit) {
      return asPlatform.$queryRaw<PendingPhrase[]>`
        UPDATE rule_embeddings SET attempts = attempts + 1,
          next_try_at = ${now}::timestamptz + make_interval(secs => ${CLAIM_SECONDS})
        WHERE (account_id, phrase_hash, model, pooling) IN (
          SELECT account_id, phrase_hash, model, pooling FROM rule_embeddings
          WHERE embedding IS NULL AND next_try_at <= ${now} AND model = ${model.name} AND pooling = ${model.pooling}
          ORDER BY next_try_at LIMIT ${limit} FOR UPDATE SKIP LOCKED)
        RETURNING account_id AS "accountId", phrase_hash AS "phraseHash", phrase, attempts`;
    },
    async storeVector({ accountId, phraseHash }, vector) {
      await asPlatform.$executeRaw`
        UPDATE rule_embeddings SET embedding = ${`[${vector.join(",")}]`}::vector, next_try_at = NULL
        WHERE account_id = ${accountId} AND phrase_hash = ${phraseHash}
          AND model = ${model.name} AND pooling = ${model.pooling}`;
    },
    async putOffPhrases(phrases, until) {
      const keys = Prisma.join(phrases.map(({ accountId, phraseHash }) => Prisma.sql`(${accountId}, ${phraseHash})`));
      await asPlatform.$executeRaw`
        UPDATE rule_embeddings SET next_try_at = ${until}
        WHERE embedding IS NULL AND (account_id, phrase_hash) IN (${keys})`;
    },
    async adoptModel(limit) {
      const accounts = await asPlatform.whatsappAccount.findMany({
        where: {
          rules: { some: { matcher: { path: ["kind"], equals: "prompt" } } },
          embeddings: { none: { model: model.name, pooling: model.pooling } },
        },
        include: WITH_RULES,
        take: limit,
      });
      for (const account of accounts) {
        await asPlatform.$transaction((tx) => syncPhrases(tx, account.id, readConfig(account), model));
      }
      return accounts.length;
    },
  };
}
