-- When a rule applies and what it hands over; for how long an AI reply may be followed up; the tenant's short memory.
ALTER TABLE "reply_rules" ADD COLUMN "applies_when" JSONB, ADD COLUMN "handoff" JSONB;
ALTER TABLE "accounts"
  ADD COLUMN "follow_up_minutes" INTEGER NOT NULL DEFAULT 30,
  ADD COLUMN "follow_up_ends_on_thanks" BOOLEAN NOT NULL DEFAULT true;
ALTER TABLE "tenants" ADD COLUMN "short_memory" BOOLEAN NOT NULL DEFAULT false;
CREATE INDEX "messages_from_customers_idx" ON "messages"("tenant_id", "account_id", "sender_id", "created_at") WHERE "direction" = 'inbound';
