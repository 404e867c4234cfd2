-- The vectors of the lines that are nobody's intent, by which automatic rules draw theirs. Of no tenant: each model has
-- them once. Plain numbers, for nothing is searched for by them, and a model may have any count.
CREATE TABLE "nobodys_vectors" (
  "model" TEXT NOT NULL,
  "pooling" TEXT NOT NULL,
  "line" TEXT NOT NULL,
  "vector" REAL[] NOT NULL,
  CONSTRAINT "nobodys_vectors_pkey" PRIMARY KEY ("model", "pooling", "line")
);
GRANT SELECT, INSERT ON "nobodys_vectors" TO concierge_app;
GRANT SELECT ON "nobodys_vectors" TO concierge_tenant;

-- Whether anybody has an automatic rule is asked in every round.
CREATE INDEX "reply_rules_automatic_idx" ON "reply_rules"("tenant_id")
  WHERE "matcher" ->> 'kind' = 'prompt' AND NOT ("matcher" ? 'threshold');
