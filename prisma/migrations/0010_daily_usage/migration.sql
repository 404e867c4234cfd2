-- What was asked of paid services for a tenant on a day (UTC), counted before each call. The last time says whose turn
-- is next: of those who wait, the one served longest ago.
CREATE TABLE "daily_usage" (
  "tenant_id" TEXT NOT NULL,
  "day" DATE NOT NULL,
  "call" TEXT NOT NULL,
  "used_by" TEXT NOT NULL,
  "count" INTEGER NOT NULL,
  "last_at" TIMESTAMPTZ(6) NOT NULL DEFAULT clock_timestamp(),
  CONSTRAINT "daily_usage_pkey" PRIMARY KEY ("tenant_id", "day", "call", "used_by"),
  CONSTRAINT "daily_usage_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE INDEX "daily_usage_day_idx" ON "daily_usage"("day");

-- From now on only what is in force waits for a verdict. What was left waiting by texts that are gone is dropped.
DELETE FROM "prompt_checks" c
WHERE c."status" = 'pending' AND c."kind" = 'persona'
  AND EXISTS (SELECT FROM "personas" p WHERE p."tenant_id" = c."tenant_id" AND p."hash" <> c."hash");
DELETE FROM "prompt_checks" c
WHERE c."status" = 'pending' AND c."kind" = 'rule'
  AND NOT EXISTS (
    SELECT FROM "whatsapp_accounts" a LEFT JOIN "reply_rules" r ON r."account_id" = a."id"
    WHERE a."tenant_id" = c."tenant_id" AND a."disconnected_at" IS NULL
      AND c."text" IN (a."default_rule" -> 'response' ->> 'text', r."response" ->> 'text'));
DELETE FROM "rule_embeddings" e USING "whatsapp_accounts" a
WHERE a."id" = e."account_id" AND a."disconnected_at" IS NOT NULL;
