CREATE EXTENSION IF NOT EXISTS vector;

ALTER TABLE "whatsapp_accounts" ADD COLUMN "intent_languages" TEXT;

CREATE TABLE "rule_embeddings" (
  "account_id" TEXT NOT NULL,
  "phrase_hash" TEXT NOT NULL,
  "model" TEXT NOT NULL,
  "pooling" TEXT NOT NULL,
  "phrase" TEXT NOT NULL,
  "embedding" vector(768),
  "attempts" INTEGER NOT NULL DEFAULT 0,
  "next_try_at" TIMESTAMPTZ(3),
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT "rule_embeddings_pkey" PRIMARY KEY ("account_id", "phrase_hash", "model", "pooling"),
  CONSTRAINT "rule_embeddings_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "whatsapp_accounts"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX "rule_embeddings_next_try_at_idx" ON "rule_embeddings"("next_try_at");
