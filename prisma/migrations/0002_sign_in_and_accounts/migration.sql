CREATE TABLE "people" (
  "id" TEXT NOT NULL,
  "email" TEXT NOT NULL,
  "name" TEXT,
  "image" TEXT,
  "email_verified" TIMESTAMPTZ(3),
  "tenant_id" TEXT,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT "people_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "people_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE SET NULL ON UPDATE CASCADE
);
CREATE UNIQUE INDEX "people_email_key" ON "people"("email");
CREATE INDEX "people_tenant_id_idx" ON "people"("tenant_id");

CREATE TABLE "auth_accounts" (
  "user_id" TEXT NOT NULL,
  "type" TEXT NOT NULL,
  "provider" TEXT NOT NULL,
  "provider_account_id" TEXT NOT NULL,
  CONSTRAINT "auth_accounts_pkey" PRIMARY KEY ("provider", "provider_account_id"),
  CONSTRAINT "auth_accounts_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "people"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX "auth_accounts_user_id_idx" ON "auth_accounts"("user_id");

CREATE TABLE "sessions" (
  "id" TEXT NOT NULL,
  "session_token" TEXT NOT NULL,
  "user_id" TEXT NOT NULL,
  "expires" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "sessions_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "sessions_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "people"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE UNIQUE INDEX "sessions_session_token_key" ON "sessions"("session_token");
CREATE INDEX "sessions_user_id_idx" ON "sessions"("user_id");

CREATE TABLE "verification_tokens" (
  "identifier" TEXT NOT NULL,
  "token" TEXT NOT NULL,
  "expires" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "verification_tokens_pkey" PRIMARY KEY ("identifier", "token")
);

CREATE TABLE "audit_log" (
  "id" TEXT NOT NULL,
  "tenant_id" TEXT NOT NULL,
  "person_id" TEXT,
  "action" TEXT NOT NULL,
  "target_id" TEXT,
  "details" JSONB NOT NULL DEFAULT '{}',
  "at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "audit_log_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "audit_log_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE INDEX "audit_log_tenant_id_at_idx" ON "audit_log"("tenant_id", "at");

CREATE TABLE "number_assignments" (
  "phone_number_id" TEXT NOT NULL,
  "tenant_id" TEXT NOT NULL,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT "number_assignments_pkey" PRIMARY KEY ("phone_number_id"),
  CONSTRAINT "number_assignments_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX "number_assignments_tenant_id_idx" ON "number_assignments"("tenant_id");

-- A disconnected account gives its number free and keeps a copy of the id, so that its log stays readable.
ALTER TABLE "whatsapp_accounts"
  ALTER COLUMN "phone_number_id" DROP NOT NULL,
  ADD COLUMN "former_number_id" TEXT,
  ADD COLUMN "name" TEXT,
  ADD COLUMN "verified_name" TEXT,
  ADD COLUMN "quality_rating" TEXT,
  ADD COLUMN "waba_id" TEXT,
  ADD COLUMN "access_token" TEXT,
  ADD COLUMN "self_test_at" TIMESTAMPTZ(3),
  ADD COLUMN "health" JSONB,
  ADD COLUMN "confirmed_at" TIMESTAMPTZ(3),
  ADD COLUMN "disconnected_at" TIMESTAMPTZ(3);

-- Numbers from before were added by the operator, whose word counts as the owner's confirmation.
UPDATE "whatsapp_accounts" SET "confirmed_at" = "created_at";

CREATE INDEX "whatsapp_accounts_waba_id_idx" ON "whatsapp_accounts"("waba_id");
