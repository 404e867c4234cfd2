-- Needs the earlier version stopped.
-- One account, whatever its channel: what only WhatsApp has moves into a table beside it. Tables and columns are renamed,
-- so that every row and whatever refers to it stays; the earlier version finds neither any more.
ALTER TABLE "whatsapp_accounts" RENAME TO "accounts";
ALTER TABLE "accounts" RENAME COLUMN "phone_number_id" TO "external_id";
ALTER TABLE "accounts" RENAME COLUMN "former_number_id" TO "former_external_id";
ALTER TABLE "accounts" RENAME COLUMN "name" TO "display_name";
ALTER TABLE "accounts" RENAME COLUMN "display_phone" TO "display_address";
ALTER TABLE "accounts" RENAME CONSTRAINT "whatsapp_accounts_pkey" TO "accounts_pkey";
ALTER TABLE "accounts" RENAME CONSTRAINT "whatsapp_accounts_tenant_id_fkey" TO "accounts_tenant_id_fkey";
ALTER INDEX "whatsapp_accounts_tenant_id_idx" RENAME TO "accounts_tenant_id_idx";

-- All accounts of before are on WhatsApp. The default goes again: whoever adds one says on which channel.
ALTER TABLE "accounts" ADD COLUMN "channel" TEXT NOT NULL DEFAULT 'whatsapp';
ALTER TABLE "accounts" ALTER COLUMN "channel" DROP DEFAULT;
DROP INDEX "whatsapp_accounts_phone_number_id_key";
CREATE UNIQUE INDEX "accounts_channel_external_id_key" ON "accounts"("channel", "external_id");

-- An account's own address as it stands in what the account itself writes: a phone number by its digits, any other in small
-- letters. Each incoming message asks by it whether its sender is one of the connected accounts.
DROP INDEX "own_numbers";
ALTER TABLE "accounts" ADD COLUMN "sender_address" TEXT NOT NULL GENERATED ALWAYS AS (
  CASE WHEN "display_address" ~ '[A-Za-z@]' THEN lower("display_address")
       ELSE regexp_replace("display_address", '[^0-9]', '', 'g') END
) STORED;
CREATE INDEX "own_addresses" ON "accounts"("channel", "sender_address") WHERE "external_id" IS NOT NULL;

CREATE TABLE "whatsapp_accounts" (
  "account_id" TEXT NOT NULL,
  "tenant_id" TEXT NOT NULL,
  "waba_id" TEXT,
  "verified_name" TEXT,
  "quality_rating" TEXT,
  "health" JSONB,
  CONSTRAINT "whatsapp_accounts_pkey" PRIMARY KEY ("account_id"),
  CONSTRAINT "whatsapp_accounts_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE RESTRICT ON UPDATE CASCADE,
  CONSTRAINT "whatsapp_accounts_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "accounts"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
INSERT INTO "whatsapp_accounts" ("account_id", "tenant_id", "waba_id", "verified_name", "quality_rating", "health")
SELECT "id", "tenant_id", "waba_id", "verified_name", "quality_rating", "health" FROM "accounts";
DROP INDEX "whatsapp_accounts_waba_id_idx";
CREATE INDEX "whatsapp_accounts_waba_id_idx" ON "whatsapp_accounts"("waba_id");
CREATE INDEX "whatsapp_accounts_tenant_id_idx" ON "whatsapp_accounts"("tenant_id");
ALTER TABLE "accounts"
  DROP COLUMN "waba_id",
  DROP COLUMN "verified_name",
  DROP COLUMN "quality_rating",
  DROP COLUMN "health";

-- The operator's assignments and the accounts that have earned free credits, likewise by channel.
ALTER TABLE "number_assignments" RENAME TO "account_assignments";
ALTER TABLE "account_assignments" RENAME COLUMN "phone_number_id" TO "external_id";
ALTER TABLE "account_assignments" ADD COLUMN "channel" TEXT NOT NULL DEFAULT 'whatsapp';
ALTER TABLE "account_assignments" ALTER COLUMN "channel" DROP DEFAULT;
ALTER TABLE "account_assignments" DROP CONSTRAINT "number_assignments_pkey";
ALTER TABLE "account_assignments" ADD CONSTRAINT "account_assignments_pkey" PRIMARY KEY ("channel", "external_id");
ALTER TABLE "account_assignments" RENAME CONSTRAINT "number_assignments_tenant_id_fkey" TO "account_assignments_tenant_id_fkey";
ALTER INDEX "number_assignments_tenant_id_idx" RENAME TO "account_assignments_tenant_id_idx";

ALTER TABLE "free_credit_numbers" RENAME TO "free_credit_accounts";
ALTER TABLE "free_credit_accounts" RENAME COLUMN "phone_number_id" TO "external_id";
ALTER TABLE "free_credit_accounts" ADD COLUMN "channel" TEXT NOT NULL DEFAULT 'whatsapp';
ALTER TABLE "free_credit_accounts" ALTER COLUMN "channel" DROP DEFAULT;
ALTER TABLE "free_credit_accounts" DROP CONSTRAINT "free_credit_numbers_pkey";
ALTER TABLE "free_credit_accounts" ADD CONSTRAINT "free_credit_accounts_pkey" PRIMARY KEY ("channel", "external_id");
ALTER TABLE "free_credit_accounts" RENAME CONSTRAINT "free_credit_numbers_tenant_id_fkey" TO "free_credit_accounts_tenant_id_fkey";

-- Which thread a message belongs to, on channels that have them; a conversation is one customer's in one thread.
ALTER TABLE "messages" ADD COLUMN "thread_id" TEXT;
