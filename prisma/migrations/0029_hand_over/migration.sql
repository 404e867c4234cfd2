-- A customer may put themselves on the list: then no person of the tenant did, and "stopped_at" says when.
ALTER TABLE "left_alone" ALTER COLUMN "person_id" DROP NOT NULL,
  ADD COLUMN "stopped_at" TIMESTAMPTZ(3),
  ADD CONSTRAINT "left_alone_by_check" CHECK ("person_id" IS NOT NULL OR "stopped_at" IS NOT NULL);

-- What an owner added to the words that customers can always use, and what the mail about a hand-over may say.
ALTER TABLE "accounts" ADD COLUMN "own_words" JSONB,
  ADD COLUMN "hand_over_whole_number" BOOLEAN NOT NULL DEFAULT false,
  ADD COLUMN "hand_over_words" BOOLEAN NOT NULL DEFAULT false;

-- Why a person was wanted, beside whatever became of the turn.
ALTER TABLE "turns" ADD COLUMN "handed_over" TEXT,
  ADD CONSTRAINT "turns_handed_over_check" CHECK ("handed_over" IN ('rule', 'asked', 'ai', 'guard'));

-- What a hand-over has still to do: to let the bot rest for its customer, and to tell the owner. Ordered while its turn is
-- open ("next_try_at" empty), due from the turn's end on, gone when it is done.
CREATE TABLE "hand_overs" (
  "tenant_id" TEXT NOT NULL,
  "turn_id" TEXT NOT NULL,
  "account_id" TEXT NOT NULL,
  "customer" TEXT NOT NULL,
  "cause" TEXT NOT NULL,
  "notify" BOOLEAN NOT NULL,
  "pause_minutes" INTEGER NOT NULL,
  "asked_at" TIMESTAMPTZ(3),
  "paused" BOOLEAN NOT NULL DEFAULT false,
  "attempts" INTEGER NOT NULL DEFAULT 0,
  "next_try_at" TIMESTAMPTZ(3),
  CONSTRAINT "hand_overs_pkey" PRIMARY KEY ("tenant_id", "turn_id"),
  CONSTRAINT "hand_overs_cause_check" CHECK ("cause" IN ('rule', 'asked', 'ai', 'guard')),
  CONSTRAINT "hand_overs_account_fkey" FOREIGN KEY ("tenant_id", "account_id") REFERENCES "accounts"("tenant_id", "id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX "hand_overs_next_try_at_idx" ON "hand_overs"("next_try_at");

ALTER TABLE "hand_overs" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON "hand_overs" TO concierge_tenant USING ("tenant_id" = current_setting('app.tenant', true));
CREATE POLICY platform ON "hand_overs" FOR SELECT TO concierge_platform USING (true);
CREATE POLICY owner_reads ON "hand_overs" FOR SELECT TO CURRENT_USER USING (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON "hand_overs" TO concierge_tenant;
GRANT SELECT ON "hand_overs" TO concierge_platform;
