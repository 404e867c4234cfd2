-- How the first AI reply to a customer says that an assistant writes, in the owner's words; null: in ours.
ALTER TABLE "tenants" ADD COLUMN "assistant_line" TEXT,
  ADD CONSTRAINT "tenants_assistant_line_check" CHECK (btrim("assistant_line") <> '' AND char_length("assistant_line") <= 200);

-- Of a ready voice only the name that was put into it is judged from now on: what was approved of one stays approved.
ALTER TABLE "prompt_checks" NO FORCE ROW LEVEL SECURITY;
INSERT INTO "prompt_checks" ("tenant_id", "hash", "kind", "classifier", "text", "status", "checked_at", "created_at")
SELECT "tenant_id", encode(sha256(convert_to("name", 'UTF8')), 'hex'), 'name', "classifier", "name", 'approved', max("checked_at"), min("created_at")
FROM (
  SELECT *, substring("text" FROM '^You answer for ([^\n]+)\.\nVoice: [^\n]*$') AS "name" FROM "prompt_checks"
  WHERE "kind" = 'persona' AND "status" = 'approved'
) AS "voices"
WHERE "name" IS NOT NULL
GROUP BY "tenant_id", "classifier", "name"
ON CONFLICT DO NOTHING;
ALTER TABLE "prompt_checks" FORCE ROW LEVEL SECURITY;
