-- What a tenant is at Stripe, and whether credits are bought by themselves. `agreed_*`: the pack and price that the owner
-- said yes to. A row waits for the sweep while its card is to be looked at, or while its balance is below the line.
CREATE TABLE "billing_accounts" (
  "tenant_id" TEXT NOT NULL,
  "customer_id" TEXT,
  "customer_round" INTEGER NOT NULL DEFAULT 1,
  "payment_method_id" TEXT,
  "auto_top_up" BOOLEAN NOT NULL DEFAULT false,
  "top_up_below" INTEGER NOT NULL DEFAULT 0,
  "agreed_credits" INTEGER,
  "agreed_price_minor" INTEGER,
  "agreed_currency" TEXT,
  "monthly_limit_minor" INTEGER,
  "declines" INTEGER NOT NULL DEFAULT 0,
  "off_reason" TEXT,
  "limit_told_at" TIMESTAMPTZ(3),
  "look_at_card" BOOLEAN NOT NULL DEFAULT false,
  "attempts" INTEGER NOT NULL DEFAULT 0,
  "next_try_at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "billing_accounts_pkey" PRIMARY KEY ("tenant_id"),
  CONSTRAINT "billing_accounts_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE RESTRICT ON UPDATE CASCADE,
  CONSTRAINT "billing_accounts_agreed_check" CHECK (
    NOT "auto_top_up" OR ("agreed_credits" > "top_up_below" AND "agreed_price_minor" > 0 AND "agreed_currency" IS NOT NULL
      AND "monthly_limit_minor" >= "agreed_price_minor"))
);
CREATE UNIQUE INDEX "billing_accounts_customer_id_key" ON "billing_accounts"("customer_id");
CREATE INDEX "billing_accounts_payment_method_id_idx" ON "billing_accounts"("payment_method_id");

-- One purchase: made before Stripe is asked, with everything that is sent, so that the same request can be sent again.
-- `parameters` is json, not jsonb: a repeated request must have its fields in the same order. `version` counts changes;
-- `moves` the entries that followed refunds and disputes.
CREATE TABLE "orders" (
  "id" TEXT NOT NULL,
  "tenant_id" TEXT NOT NULL,
  "kind" TEXT NOT NULL,
  "state" TEXT NOT NULL,
  "credits" INTEGER NOT NULL,
  "price_minor" INTEGER NOT NULL,
  "currency" TEXT NOT NULL,
  "customer_id" TEXT NOT NULL,
  "saves_card" BOOLEAN NOT NULL DEFAULT false,
  "parameters" JSON NOT NULL,
  "object_id" TEXT,
  "payment_intent_id" TEXT,
  "paid_minor" INTEGER,
  "taken_credits" INTEGER NOT NULL DEFAULT 0,
  "moves" INTEGER NOT NULL DEFAULT 0,
  "dispute_open" BOOLEAN NOT NULL DEFAULT false,
  "receipt_url" TEXT,
  "failure" TEXT,
  "version" INTEGER NOT NULL DEFAULT 1,
  "attempts" INTEGER NOT NULL DEFAULT 0,
  "next_try_at" TIMESTAMPTZ(3),
  "created_at" TIMESTAMPTZ(3) NOT NULL,
  "expires_at" TIMESTAMPTZ(3),
  "paid_at" TIMESTAMPTZ(3),
  CONSTRAINT "orders_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "orders_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE RESTRICT ON UPDATE CASCADE,
  CONSTRAINT "orders_kind_check" CHECK ("kind" IN ('checkout', 'top_up')),
  CONSTRAINT "orders_state_check" CHECK ("state" IN ('open', 'paying', 'paid', 'expired', 'failed', 'mismatch')),
  CONSTRAINT "orders_amounts_check" CHECK (
    "credits" > 0 AND "price_minor" > 0 AND "taken_credits" BETWEEN 0 AND "credits"
    AND ("state" <> 'paid' OR "paid_minor" > 0))
);
CREATE UNIQUE INDEX "orders_object_id_key" ON "orders"("object_id");
CREATE UNIQUE INDEX "orders_payment_intent_id_key" ON "orders"("payment_intent_id");
CREATE INDEX "orders_tenant_id_created_at_idx" ON "orders"("tenant_id", "created_at");
CREATE INDEX "orders_next_try_at_idx" ON "orders"("next_try_at");
-- Two clicks make one open Checkout, and fifty turns one top-up.
CREATE UNIQUE INDEX "orders_open_checkout_idx" ON "orders"("tenant_id") WHERE "kind" = 'checkout' AND "state" = 'open';
CREATE UNIQUE INDEX "orders_live_top_up_idx" ON "orders"("tenant_id") WHERE "kind" = 'top_up' AND "state" IN ('open', 'paying');

-- What Stripe's webhook said, as a hint where to look: ids only. Without `resolved_at` its order is not known yet.
CREATE TABLE "stripe_events" (
  "id" TEXT NOT NULL,
  "type" TEXT NOT NULL,
  "object_id" TEXT NOT NULL,
  "order_id" TEXT,
  "payment_intent_id" TEXT,
  "received_at" TIMESTAMPTZ(3) NOT NULL,
  "resolved_at" TIMESTAMPTZ(3),
  CONSTRAINT "stripe_events_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "stripe_events_resolved_at_received_at_idx" ON "stripe_events"("resolved_at", "received_at");

-- Credits come back when a refund failed or a dispute was won.
ALTER TABLE "credit_entries" DROP CONSTRAINT "credit_entries_amount_check";
ALTER TABLE "credit_entries" ADD CONSTRAINT "credit_entries_amount_check" CHECK (
  CASE "kind"
    WHEN 'grant' THEN "amount" > 0
    WHEN 'purchase' THEN "amount" > 0
    WHEN 'reserve' THEN "amount" = -1
    WHEN 'settle' THEN "amount" = 0
    WHEN 'restore' THEN "amount" = 1
    WHEN 'refund' THEN "amount" < 0
    WHEN 'reversal' THEN "amount" > 0
    WHEN 'adjustment' THEN "amount" <> 0
    ELSE false
  END
);
