-- What Meta says of a number is asked for again by itself. Numbers that are there already are spread over the six hours
-- that lie between two reads; the default writes them, for row-level security shows this role no row to update.
ALTER TABLE "whatsapp_accounts"
  ADD COLUMN "messaging_limit" TEXT,
  ADD COLUMN "register_after" TIMESTAMPTZ(3),
  ADD COLUMN "facts_due_at" TIMESTAMPTZ(3) DEFAULT now() + random() * interval '6 hours',
  ADD COLUMN "facts_attempts" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "whatsapp_accounts" ALTER COLUMN "facts_due_at" SET DEFAULT CURRENT_TIMESTAMP;
CREATE INDEX "whatsapp_accounts_facts_due_at_idx" ON "whatsapp_accounts"("facts_due_at");
