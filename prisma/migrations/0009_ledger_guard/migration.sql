-- Why credits were granted is told by the audit log, which goes with its tenant; the entries stay, and hold no words.
INSERT INTO "audit_log" ("id", "tenant_id", "action", "target_id", "details", "at")
SELECT gen_random_uuid()::text, e."tenant_id", 'credits.grant', e."reference",
       jsonb_build_object('amount', e."amount", 'reason', e."reason", 'balance', e."balance_after"), e."created_at"
FROM "credit_entries" e
WHERE e."kind" = 'grant' AND NOT EXISTS (
  SELECT FROM "audit_log" a
  WHERE a."tenant_id" = e."tenant_id" AND a."action" = 'credits.grant' AND a."target_id" = e."reference");
UPDATE "credit_entries" SET "reason" = NULL WHERE "kind" = 'grant';
UPDATE "credit_entries" SET "reason" = 'answered_free' WHERE "reason" = 'answered without AI';
UPDATE "credit_entries" SET "reason" = 'left_open' WHERE "reason" = 'found open by the sweep';
UPDATE "credit_entries" SET "reason" = NULL WHERE "reason" !~ '^[a-z][a-z_]{0,39}$';
ALTER TABLE "credit_entries" ADD CONSTRAINT "credit_entries_reason_check" CHECK ("reason" ~ '^[a-z][a-z_]{0,39}$');
CREATE INDEX "audit_log_tenant_id_action_target_id_idx" ON "audit_log"("tenant_id", "action", "target_id");

-- What spends never takes a balance below zero, whoever writes it. What takes back may: the credits may be used by then.
ALTER TABLE "credit_entries" ADD CONSTRAINT "credit_entries_overdraw_check" CHECK (
  "balance_after" >= 0 OR "amount" >= 0 OR "kind" IN ('refund', 'adjustment')
);

-- Always, so that no role and no replication setting walks round them. A mistake is mended by another entry.
CREATE FUNCTION "refuse_ledger_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'credit_entries is append-only: % is refused', TG_OP USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER "credit_entries_append_only" BEFORE UPDATE OR DELETE ON "credit_entries"
  FOR EACH ROW EXECUTE FUNCTION "refuse_ledger_change"();
CREATE TRIGGER "credit_entries_not_truncated" BEFORE TRUNCATE ON "credit_entries"
  FOR EACH STATEMENT EXECUTE FUNCTION "refuse_ledger_change"();
ALTER TABLE "credit_entries" ENABLE ALWAYS TRIGGER "credit_entries_append_only";
ALTER TABLE "credit_entries" ENABLE ALWAYS TRIGGER "credit_entries_not_truncated";
