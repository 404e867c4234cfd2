-- Needs the earlier version stopped.
-- The tenant's id leads the keys of every table that may grow, so that no row can name one tenant and another's account or
-- turn, and so that Postgres can partition the log by it. A key over two columns refuses what a key over one let through.

-- The log says in which direction a message went by the words of the plan, and always who wrote to whom.
DROP INDEX "messages_unbound_idx";
UPDATE "messages" SET
  "direction" = CASE "direction" WHEN 'in' THEN 'inbound' WHEN 'out' THEN 'outbound' ELSE "direction" END,
  "sender_id" = coalesce("sender_id", 'unknown'),
  "recipient_id" = coalesce("recipient_id", 'unknown');
ALTER TABLE "messages"
  ALTER COLUMN "sender_id" SET NOT NULL,
  ALTER COLUMN "recipient_id" SET NOT NULL,
  ADD CONSTRAINT "messages_direction_check" CHECK ("direction" IN ('inbound', 'outbound'));

CREATE UNIQUE INDEX "accounts_tenant_id_id_key" ON "accounts"("tenant_id", "id");
DROP INDEX "accounts_tenant_id_idx";

ALTER TABLE "messages"
  DROP CONSTRAINT "messages_turn_id_fkey",
  DROP CONSTRAINT "messages_account_id_fkey",
  DROP CONSTRAINT "messages_tenant_id_fkey",
  DROP CONSTRAINT "messages_pkey",
  ADD CONSTRAINT "messages_pkey" PRIMARY KEY ("tenant_id", "id");
ALTER TABLE "turns"
  DROP CONSTRAINT "turns_account_id_fkey",
  DROP CONSTRAINT "turns_tenant_id_fkey",
  DROP CONSTRAINT "turns_pkey",
  ADD CONSTRAINT "turns_pkey" PRIMARY KEY ("tenant_id", "id"),
  ADD CONSTRAINT "turns_account_fkey" FOREIGN KEY ("tenant_id", "account_id") REFERENCES "accounts"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "messages"
  ADD CONSTRAINT "messages_account_fkey" FOREIGN KEY ("tenant_id", "account_id") REFERENCES "accounts"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE,
  ADD CONSTRAINT "messages_turn_fkey" FOREIGN KEY ("tenant_id", "turn_id") REFERENCES "turns"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

DROP INDEX "messages_account_id_inbound_id_key";
CREATE UNIQUE INDEX "messages_tenant_id_account_id_inbound_id_key" ON "messages"("tenant_id", "account_id", "inbound_id");
DROP INDEX "messages_turn_id_attempt_key";
CREATE UNIQUE INDEX "messages_tenant_id_turn_id_attempt_key" ON "messages"("tenant_id", "turn_id", "attempt");
DROP INDEX "messages_outbound_id_idx";
CREATE INDEX "messages_tenant_id_outbound_id_idx" ON "messages"("tenant_id", "outbound_id");
DROP INDEX "messages_account_id_recipient_id_created_at_idx";
CREATE INDEX "messages_tenant_id_account_id_recipient_id_created_at_idx" ON "messages"("tenant_id", "account_id", "recipient_id", "created_at");
-- What may still wait for a turn, for the sweep, and for whoever asks which of a customer's messages wait.
CREATE INDEX "messages_unbound_idx" ON "messages"("tenant_id", "account_id", "sender_id", "created_at")
  WHERE "direction" = 'inbound' AND "turn_id" IS NULL AND "reason" IS NULL;

ALTER TABLE "whatsapp_accounts"
  DROP CONSTRAINT "whatsapp_accounts_account_id_fkey",
  DROP CONSTRAINT "whatsapp_accounts_tenant_id_fkey",
  DROP CONSTRAINT "whatsapp_accounts_pkey",
  ADD CONSTRAINT "whatsapp_accounts_pkey" PRIMARY KEY ("tenant_id", "account_id"),
  ADD CONSTRAINT "whatsapp_accounts_account_fkey" FOREIGN KEY ("tenant_id", "account_id") REFERENCES "accounts"("tenant_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;
DROP INDEX "whatsapp_accounts_tenant_id_idx";

ALTER TABLE "incident_notices"
  DROP CONSTRAINT "incident_notices_incident_id_fkey",
  DROP CONSTRAINT "incident_notices_tenant_id_fkey",
  DROP CONSTRAINT "incident_notices_pkey";
ALTER TABLE "incidents"
  DROP CONSTRAINT "incidents_account_id_fkey",
  DROP CONSTRAINT "incidents_tenant_id_fkey",
  DROP CONSTRAINT "incidents_pkey",
  ADD CONSTRAINT "incidents_pkey" PRIMARY KEY ("tenant_id", "id"),
  ADD CONSTRAINT "incidents_account_fkey" FOREIGN KEY ("tenant_id", "account_id") REFERENCES "accounts"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "incident_notices"
  ADD CONSTRAINT "incident_notices_pkey" PRIMARY KEY ("tenant_id", "incident_id"),
  ADD CONSTRAINT "incident_notices_incident_fkey" FOREIGN KEY ("tenant_id", "incident_id") REFERENCES "incidents"("tenant_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;
DROP INDEX "incidents_account_id_healed_at_idx";
CREATE INDEX "incidents_tenant_id_account_id_healed_at_idx" ON "incidents"("tenant_id", "account_id", "healed_at");

ALTER TABLE "left_alone"
  DROP CONSTRAINT "left_alone_account_id_fkey",
  DROP CONSTRAINT "left_alone_tenant_id_fkey",
  ADD CONSTRAINT "left_alone_account_fkey" FOREIGN KEY ("tenant_id", "account_id") REFERENCES "accounts"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- Rules, their vectors and their phrases name their tenant too: what has no tenant can't be kept from another's eyes.
ALTER TABLE "reply_rules" ADD COLUMN "tenant_id" TEXT;
UPDATE "reply_rules" r SET "tenant_id" = a."tenant_id" FROM "accounts" a WHERE a."id" = r."account_id";
ALTER TABLE "reply_rules"
  ALTER COLUMN "tenant_id" SET NOT NULL,
  DROP CONSTRAINT "reply_rules_account_id_fkey",
  DROP CONSTRAINT "reply_rules_pkey",
  ADD CONSTRAINT "reply_rules_pkey" PRIMARY KEY ("tenant_id", "account_id", "rule_id"),
  ADD CONSTRAINT "reply_rules_account_fkey" FOREIGN KEY ("tenant_id", "account_id") REFERENCES "accounts"("tenant_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;
DROP INDEX "reply_rules_account_id_position_idx";
CREATE INDEX "reply_rules_tenant_id_account_id_position_idx" ON "reply_rules"("tenant_id", "account_id", "position");

ALTER TABLE "rule_embeddings" ADD COLUMN "tenant_id" TEXT;
UPDATE "rule_embeddings" r SET "tenant_id" = a."tenant_id" FROM "accounts" a WHERE a."id" = r."account_id";
ALTER TABLE "rule_embeddings"
  ALTER COLUMN "tenant_id" SET NOT NULL,
  DROP CONSTRAINT "rule_embeddings_account_id_fkey",
  DROP CONSTRAINT "rule_embeddings_pkey",
  ADD CONSTRAINT "rule_embeddings_pkey" PRIMARY KEY ("tenant_id", "account_id", "phrase_hash", "model", "pooling"),
  ADD CONSTRAINT "rule_embeddings_account_fkey" FOREIGN KEY ("tenant_id", "account_id") REFERENCES "accounts"("tenant_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "rule_phrases" ADD COLUMN "tenant_id" TEXT;
UPDATE "rule_phrases" r SET "tenant_id" = a."tenant_id" FROM "accounts" a WHERE a."id" = r."account_id";
ALTER TABLE "rule_phrases"
  ALTER COLUMN "tenant_id" SET NOT NULL,
  DROP CONSTRAINT "rule_phrases_account_id_fkey",
  DROP CONSTRAINT "rule_phrases_pkey",
  ADD CONSTRAINT "rule_phrases_pkey" PRIMARY KEY ("tenant_id", "account_id", "rule_id", "should_match", "position"),
  ADD CONSTRAINT "rule_phrases_account_fkey" FOREIGN KEY ("tenant_id", "account_id") REFERENCES "accounts"("tenant_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;
DROP INDEX "rule_phrases_account_id_rule_id_should_match_phrase_key";
CREATE UNIQUE INDEX "rule_phrases_tenant_id_account_id_rule_id_should_match_phra_key" ON "rule_phrases"("tenant_id", "account_id", "rule_id", "should_match", "phrase");
