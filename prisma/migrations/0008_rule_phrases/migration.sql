-- Messages that the owner thought up to place a rule's threshold by. Of the rule by its id, and not by a foreign key: the
-- list is written anew with every change, and a deleted rule may come back by an undo.
CREATE TABLE "rule_phrases" (
  "account_id" TEXT NOT NULL,
  "rule_id" TEXT NOT NULL,
  "should_match" BOOLEAN NOT NULL,
  "position" INTEGER NOT NULL,
  "phrase" TEXT NOT NULL,
  "gone_at" TIMESTAMPTZ(3),
  CONSTRAINT "rule_phrases_pkey" PRIMARY KEY ("account_id", "rule_id", "should_match", "position"),
  CONSTRAINT "rule_phrases_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "whatsapp_accounts"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE UNIQUE INDEX "rule_phrases_account_id_rule_id_should_match_phrase_key" ON "rule_phrases"("account_id", "rule_id", "should_match", "phrase");
