-- How many days a tenant's log is kept; null: 13 months. `log_deleted_before`: what ended before may be gone, so that a turn
-- that the ledger speaks of and that is not there can be told from one that never was.
ALTER TABLE "tenants" ADD COLUMN "retention_days" INTEGER,
  ADD COLUMN "log_deleted_before" TIMESTAMPTZ(3),
  ADD CONSTRAINT "tenants_retention_days_check" CHECK ("retention_days" BETWEEN 31 AND 3650);

-- When an account had its first and its last message of a customer, kept once the log no longer says so.
ALTER TABLE "accounts" ADD COLUMN "first_message_at" TIMESTAMPTZ(3), ADD COLUMN "last_message_at" TIMESTAMPTZ(3);

-- What was written down is never changed, and goes when its time is over.
GRANT DELETE ON "audit_log" TO concierge_tenant;

-- What is old of one tenant; messages, turns and the audit log have such an index.
CREATE INDEX "incidents_tenant_id_healed_at_idx" ON "incidents"("tenant_id", "healed_at");
CREATE INDEX "credit_notices_tenant_id_ended_at_idx" ON "credit_notices"("tenant_id", "ended_at");
