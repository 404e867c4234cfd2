-- WhatsApp names a person by phone number, by a user id, or by both. Once it has named both, they are one customer of that
-- account: one conversation, one limit, one entry among those who are never answered. There are rows only of customers with
-- two addresses; "customer" is the address under which the conversation is known, of whichever kind.
CREATE TABLE "customer_addresses" (
  "tenant_id" TEXT NOT NULL,
  "account_id" TEXT NOT NULL,
  "address" TEXT NOT NULL,
  "customer" TEXT NOT NULL,
  "seen_at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "customer_addresses_pkey" PRIMARY KEY ("tenant_id", "account_id", "address"),
  CONSTRAINT "customer_addresses_account_fkey" FOREIGN KEY ("tenant_id", "account_id") REFERENCES "accounts"("tenant_id", "id") ON DELETE CASCADE ON UPDATE CASCADE
);
-- By the customer first: a planner without statistics must not take it for the key.
CREATE INDEX "customer_addresses_customer_tenant_id_account_id_idx" ON "customer_addresses"("customer", "tenant_id", "account_id");
CREATE INDEX "customer_addresses_tenant_id_seen_at_idx" ON "customer_addresses"("tenant_id", "seen_at");

ALTER TABLE "customer_addresses" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON "customer_addresses" TO concierge_tenant USING ("tenant_id" = current_setting('app.tenant', true));
CREATE POLICY platform ON "customer_addresses" FOR SELECT TO concierge_platform USING (true);
CREATE POLICY owner_reads ON "customer_addresses" FOR SELECT TO CURRENT_USER USING (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON "customer_addresses" TO concierge_tenant;
GRANT SELECT ON "customer_addresses" TO concierge_platform;

-- The webhook learns which addresses are one customer, of the accounts that the signed request writes to, and sees which of
-- them has messages that still wait for their answer.
GRANT SELECT, INSERT, UPDATE ("customer", "seen_at") ON "customer_addresses" TO concierge_webhook;
CREATE POLICY webhook ON "customer_addresses" TO concierge_webhook USING (
  ("tenant_id", "account_id") IN (
    SELECT a."tenant_id", a."id" FROM "accounts" a
    WHERE a."external_id" = ANY (ARRAY(SELECT unnest(nullif(current_setting('app.external_ids', true), '')::text[]))))
);
GRANT SELECT ("direction", "sender_id", "created_at") ON "messages" TO concierge_webhook;
GRANT SELECT ("tenant_id", "id", "account_id", "released_at", "closed_at") ON "turns" TO concierge_webhook;
CREATE POLICY webhook ON "turns" FOR SELECT TO concierge_webhook USING (
  "closed_at" IS NULL AND "account_id" IN (
    SELECT a."id" FROM "accounts" a
    WHERE a."external_id" = ANY (ARRAY(SELECT unnest(nullif(current_setting('app.external_ids', true), '')::text[]))))
);
