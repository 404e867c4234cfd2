-- One owner's way through Meta's Embedded Signup, a row for each time they came back from its window. The token is sealed for
-- the signup's own id, which is also that of the account that it makes, and goes from here once an account has it.
CREATE TABLE "whatsapp_signups" (
  "tenant_id" TEXT NOT NULL,
  "id" TEXT NOT NULL,
  "account_id" TEXT NOT NULL,
  "version" INTEGER NOT NULL DEFAULT 1,
  "state" JSONB NOT NULL,
  "hinted_waba_id" TEXT,
  "hinted_number_id" TEXT,
  "waba_id" TEXT,
  "number_id" TEXT,
  "access_token" TEXT,
  "name_in_review" BOOLEAN NOT NULL DEFAULT false,
  "created_at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "whatsapp_signups_pkey" PRIMARY KEY ("tenant_id", "id"),
  CONSTRAINT "whatsapp_signups_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE INDEX "whatsapp_signups_tenant_id_created_at_idx" ON "whatsapp_signups"("tenant_id", "created_at");

ALTER TABLE "whatsapp_signups" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON "whatsapp_signups" TO concierge_tenant USING ("tenant_id" = current_setting('app.tenant', true));
CREATE POLICY platform ON "whatsapp_signups" FOR SELECT TO concierge_platform USING (true);
CREATE POLICY owner_reads ON "whatsapp_signups" FOR SELECT TO CURRENT_USER USING (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON "whatsapp_signups" TO concierge_tenant;
GRANT SELECT ON "whatsapp_signups" TO concierge_platform;

-- What Meta tells of a number beside its quality, when its token ends, and the two-step PIN that we have given it, sealed. A
-- number that was registered before keeps the PIN it had, though Meta accepts ours: until a registration shows it, ours is
-- not proven.
ALTER TABLE "whatsapp_accounts"
  ADD COLUMN "name_status" TEXT,
  ADD COLUMN "number_status" TEXT,
  ADD COLUMN "on_business_app" BOOLEAN NOT NULL DEFAULT false,
  ADD COLUMN "token_expires_at" TIMESTAMPTZ(3),
  ADD COLUMN "pin" TEXT,
  ADD COLUMN "pin_proven" BOOLEAN NOT NULL DEFAULT false;
