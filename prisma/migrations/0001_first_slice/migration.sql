CREATE TABLE "tenants" (
  "id" TEXT NOT NULL,
  "slug" TEXT NOT NULL,
  "name" TEXT NOT NULL,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT "tenants_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "tenants_slug_key" ON "tenants"("slug");

CREATE TABLE "whatsapp_accounts" (
  "id" TEXT NOT NULL,
  "tenant_id" TEXT NOT NULL,
  "phone_number_id" TEXT NOT NULL,
  "display_phone" TEXT NOT NULL,
  "enabled" BOOLEAN NOT NULL DEFAULT true,
  "wait_seconds" INTEGER NOT NULL DEFAULT 5,
  "on_ai_blocked" TEXT,
  "default_rule" JSONB NOT NULL,
  "config_version" INTEGER NOT NULL DEFAULT 1,
  "broken_reason" TEXT,
  "broken_by" TEXT,
  "broken_at" TIMESTAMPTZ(3),
  "paused_until" TIMESTAMPTZ(3),
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT "whatsapp_accounts_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "whatsapp_accounts_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE UNIQUE INDEX "whatsapp_accounts_phone_number_id_key" ON "whatsapp_accounts"("phone_number_id");
CREATE INDEX "whatsapp_accounts_tenant_id_idx" ON "whatsapp_accounts"("tenant_id");

CREATE TABLE "reply_rules" (
  "account_id" TEXT NOT NULL,
  "rule_id" TEXT NOT NULL,
  "position" INTEGER NOT NULL,
  "label" TEXT NOT NULL,
  "enabled" BOOLEAN,
  "matcher" JSONB NOT NULL,
  "response" JSONB NOT NULL,
  CONSTRAINT "reply_rules_pkey" PRIMARY KEY ("account_id", "rule_id"),
  CONSTRAINT "reply_rules_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "whatsapp_accounts"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX "reply_rules_account_id_position_idx" ON "reply_rules"("account_id", "position");

CREATE TABLE "turns" (
  "id" TEXT NOT NULL,
  "tenant_id" TEXT NOT NULL,
  "account_id" TEXT NOT NULL,
  "conversation" TEXT NOT NULL,
  "outcome" TEXT,
  "reason" TEXT,
  "rule_id" TEXT,
  "response_kind" TEXT,
  "matched_by" JSONB,
  "attempts" INTEGER NOT NULL DEFAULT 0,
  "sent_twice" BOOLEAN NOT NULL DEFAULT false,
  "message_count" INTEGER NOT NULL DEFAULT 0,
  "failure_code" INTEGER,
  "opened_at" TIMESTAMPTZ(3) NOT NULL,
  "released_at" TIMESTAMPTZ(3) NOT NULL,
  "closed_at" TIMESTAMPTZ(3),
  CONSTRAINT "turns_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "turns_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE RESTRICT ON UPDATE CASCADE,
  CONSTRAINT "turns_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "whatsapp_accounts"("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE INDEX "turns_tenant_id_released_at_idx" ON "turns"("tenant_id", "released_at");
CREATE INDEX "turns_closed_at_released_at_idx" ON "turns"("closed_at", "released_at");

CREATE TABLE "messages" (
  "id" TEXT NOT NULL,
  "tenant_id" TEXT NOT NULL,
  "account_id" TEXT NOT NULL,
  "channel" TEXT NOT NULL,
  "direction" TEXT NOT NULL,
  "sender_id" TEXT,
  "recipient_id" TEXT,
  "kind" TEXT NOT NULL,
  "inbound_id" TEXT,
  "outbound_id" TEXT,
  "turn_id" TEXT,
  "attempt" INTEGER,
  "state" TEXT,
  "reason" TEXT,
  "error_code" INTEGER,
  "pricing" JSONB,
  "sent_at" TIMESTAMPTZ(3) NOT NULL,
  "created_at" TIMESTAMPTZ(3) NOT NULL,
  "state_at" TIMESTAMPTZ(3),
  CONSTRAINT "messages_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "messages_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE RESTRICT ON UPDATE CASCADE,
  CONSTRAINT "messages_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "whatsapp_accounts"("id") ON DELETE RESTRICT ON UPDATE CASCADE,
  CONSTRAINT "messages_turn_id_fkey" FOREIGN KEY ("turn_id") REFERENCES "turns"("id") ON DELETE SET NULL ON UPDATE CASCADE
);
CREATE UNIQUE INDEX "messages_account_id_inbound_id_key" ON "messages"("account_id", "inbound_id");
CREATE UNIQUE INDEX "messages_turn_id_attempt_key" ON "messages"("turn_id", "attempt");
CREATE INDEX "messages_outbound_id_idx" ON "messages"("outbound_id");
CREATE INDEX "messages_tenant_id_created_at_idx" ON "messages"("tenant_id", "created_at");
CREATE INDEX "messages_account_id_recipient_id_created_at_idx" ON "messages"("account_id", "recipient_id", "created_at");
CREATE INDEX "messages_direction_turn_id_created_at_idx" ON "messages"("direction", "turn_id", "created_at");
