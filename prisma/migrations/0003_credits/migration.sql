ALTER TABLE "tenants" ADD COLUMN "low_credit_threshold" INTEGER NOT NULL DEFAULT 20;

-- What became of the credit of an AI turn: reserved, settled or restored; empty where none was reserved.
ALTER TABLE "turns" ADD COLUMN "credit" TEXT;
CREATE INDEX "turns_credit_closed_at_idx" ON "turns"("credit", "closed_at");

CREATE TABLE "credit_balances" (
  "tenant_id" TEXT NOT NULL,
  "balance" INTEGER NOT NULL DEFAULT 0,
  "low_told_at" TIMESTAMPTZ(3),
  "zero_told_at" TIMESTAMPTZ(3),
  CONSTRAINT "credit_balances_pkey" PRIMARY KEY ("tenant_id"),
  CONSTRAINT "credit_balances_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- Numbered in the order in which the balance moved: whoever writes an entry holds the tenant's balance row.
CREATE TABLE "credit_entries" (
  "id" BIGSERIAL NOT NULL,
  "tenant_id" TEXT NOT NULL,
  "kind" TEXT NOT NULL,
  "amount" INTEGER NOT NULL,
  "balance_after" INTEGER NOT NULL,
  "reference" TEXT NOT NULL,
  "reason" TEXT,
  "created_at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "credit_entries_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "credit_entries_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE RESTRICT ON UPDATE CASCADE,
  CONSTRAINT "credit_entries_amount_check" CHECK (
    CASE "kind"
      WHEN 'grant' THEN "amount" > 0
      WHEN 'purchase' THEN "amount" > 0
      WHEN 'reserve' THEN "amount" = -1
      WHEN 'settle' THEN "amount" = 0
      WHEN 'restore' THEN "amount" = 1
      WHEN 'refund' THEN "amount" < 0
      WHEN 'adjustment' THEN "amount" <> 0
      ELSE false
    END
  )
);
CREATE UNIQUE INDEX "credit_entries_tenant_id_kind_reference_key" ON "credit_entries"("tenant_id", "kind", "reference");
CREATE INDEX "credit_entries_tenant_id_id_idx" ON "credit_entries"("tenant_id", "id");
CREATE INDEX "credit_entries_tenant_id_kind_created_at_idx" ON "credit_entries"("tenant_id", "kind", "created_at");

-- A number that has earned free credits earns them for nobody else, even after it has moved on.
CREATE TABLE "free_credit_numbers" (
  "phone_number_id" TEXT NOT NULL,
  "tenant_id" TEXT NOT NULL,
  "created_at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "free_credit_numbers_pkey" PRIMARY KEY ("phone_number_id"),
  CONSTRAINT "free_credit_numbers_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

CREATE TABLE "credit_notices" (
  "id" BIGSERIAL NOT NULL,
  "tenant_id" TEXT NOT NULL,
  "kind" TEXT NOT NULL,
  "state" TEXT NOT NULL DEFAULT 'pending',
  "attempts" INTEGER NOT NULL DEFAULT 0,
  "next_try_at" TIMESTAMPTZ(3) NOT NULL,
  "created_at" TIMESTAMPTZ(3) NOT NULL,
  "ended_at" TIMESTAMPTZ(3),
  CONSTRAINT "credit_notices_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "credit_notices_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE INDEX "credit_notices_state_next_try_at_idx" ON "credit_notices"("state", "next_try_at");

-- Tenants from before get what a new one gets: 10 credits, and 90 more where a number is live.
INSERT INTO "credit_entries" ("tenant_id", "kind", "amount", "balance_after", "reference", "reason", "created_at")
SELECT "id", 'grant', 10, 10, 'sign-up', 'free credits at sign-up', CURRENT_TIMESTAMP FROM "tenants";

INSERT INTO "free_credit_numbers" ("phone_number_id", "tenant_id", "created_at")
SELECT DISTINCT ON ("tenant_id") "phone_number_id", "tenant_id", CURRENT_TIMESTAMP
FROM "whatsapp_accounts" WHERE "phone_number_id" IS NOT NULL ORDER BY "tenant_id", "created_at", "id";

INSERT INTO "credit_entries" ("tenant_id", "kind", "amount", "balance_after", "reference", "reason", "created_at")
SELECT "tenant_id", 'grant', 90, 100, 'first-number', 'free credits for the first number', CURRENT_TIMESTAMP FROM "free_credit_numbers";

INSERT INTO "credit_balances" ("tenant_id", "balance")
SELECT "tenant_id", sum("amount") FROM "credit_entries" GROUP BY "tenant_id";
