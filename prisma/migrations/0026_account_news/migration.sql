-- Incidents that only warn: of these an account may have several, one per cause. "ends_at": when it is over by itself;
-- "detail": what the channel says about it, in its own words.
ALTER TABLE "incidents" ADD COLUMN "warns" BOOLEAN NOT NULL DEFAULT false,
  ADD COLUMN "ends_at" TIMESTAMPTZ(3),
  ADD COLUMN "detail" TEXT;
