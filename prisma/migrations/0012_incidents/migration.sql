-- What stops a number for more than one turn: probed again until it has passed, and told to whoever can mend it once.
CREATE TABLE "incidents" (
  "id" TEXT NOT NULL,
  "tenant_id" TEXT NOT NULL,
  "account_id" TEXT NOT NULL,
  "cause" TEXT NOT NULL,
  "code" INTEGER,
  "mended_by" TEXT NOT NULL,
  "opened_at" TIMESTAMPTZ(3) NOT NULL,
  "last_failure_at" TIMESTAMPTZ(3) NOT NULL,
  "broken_at" TIMESTAMPTZ(3),
  "shown_by" TEXT,
  "healed_at" TIMESTAMPTZ(3),
  "attempts" INTEGER NOT NULL DEFAULT 0,
  "next_try_at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "incidents_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "incidents_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE RESTRICT ON UPDATE CASCADE,
  CONSTRAINT "incidents_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "whatsapp_accounts"("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE INDEX "incidents_account_id_healed_at_idx" ON "incidents"("account_id", "healed_at");
CREATE INDEX "incidents_healed_at_next_try_at_idx" ON "incidents"("healed_at", "next_try_at");

CREATE TABLE "incident_notices" (
  "incident_id" TEXT NOT NULL,
  "tenant_id" TEXT NOT NULL,
  "state" TEXT NOT NULL DEFAULT 'pending',
  "attempts" INTEGER NOT NULL DEFAULT 0,
  "next_try_at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "incident_notices_pkey" PRIMARY KEY ("incident_id"),
  CONSTRAINT "incident_notices_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE RESTRICT ON UPDATE CASCADE,
  CONSTRAINT "incident_notices_incident_id_fkey" FOREIGN KEY ("incident_id") REFERENCES "incidents"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX "incident_notices_state_next_try_at_idx" ON "incident_notices"("state", "next_try_at");

-- Numbers that were broken for good until now are probed like any other.
INSERT INTO "incidents" ("id", "tenant_id", "account_id", "cause", "code", "mended_by", "opened_at", "last_failure_at", "broken_at", "shown_by", "next_try_at")
SELECT "id", "tenant_id", "id", split_part("broken_reason", '_', 1), substring("broken_reason" FROM '_([0-9]{1,9})$')::int,
  COALESCE("broken_by", 'tenant'), COALESCE("broken_at", CURRENT_TIMESTAMP), COALESCE("broken_at", CURRENT_TIMESTAMP),
  COALESCE("broken_at", CURRENT_TIMESTAMP), 'probe', CURRENT_TIMESTAMP
FROM "whatsapp_accounts" WHERE "broken_reason" IS NOT NULL AND "disconnected_at" IS NULL;
