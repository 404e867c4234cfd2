-- Needs the earlier version stopped.
-- A pause is a person's: somebody answers by hand, one customer or all of an account, and the bot rests until a time. What
-- was called so before is the provider's wish that an account slow down.
ALTER TABLE "accounts" RENAME COLUMN "paused_until" TO "throttled_until";
-- For how long a customer is left to the person who answered on the phone; 0: the bot goes on.
ALTER TABLE "accounts" ADD COLUMN "human_pause_minutes" INTEGER NOT NULL DEFAULT 720,
  ADD CONSTRAINT "accounts_human_pause_minutes_check" CHECK ("human_pause_minutes" BETWEEN 0 AND 10080);

-- "customer" as in customer_addresses or messages.sender_id; empty: everybody who writes to the account.
CREATE TABLE "pauses" (
  "tenant_id" TEXT NOT NULL,
  "account_id" TEXT NOT NULL,
  "customer" TEXT NOT NULL,
  "until" TIMESTAMPTZ(3) NOT NULL,
  "cause" TEXT NOT NULL,
  "created_at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "pauses_pkey" PRIMARY KEY ("tenant_id", "account_id", "customer"),
  CONSTRAINT "pauses_cause_check" CHECK ("cause" IN ('owner', 'phone', 'hand_over')),
  CONSTRAINT "pauses_account_fkey" FOREIGN KEY ("tenant_id", "account_id") REFERENCES "accounts"("tenant_id", "id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX "pauses_tenant_id_until_idx" ON "pauses"("tenant_id", "until");

ALTER TABLE "pauses" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON "pauses" TO concierge_tenant USING ("tenant_id" = current_setting('app.tenant', true));
CREATE POLICY platform ON "pauses" FOR SELECT TO concierge_platform USING (true);
CREATE POLICY owner_reads ON "pauses" FOR SELECT TO CURRENT_USER USING (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON "pauses" TO concierge_tenant;
GRANT SELECT ON "pauses" TO concierge_platform;
