-- When the owner got the mail that a person is wanted: whoever hardly rests asks whether that is news, and of a hand-over
-- that is done nothing else is kept.
ALTER TABLE "turns" ADD COLUMN "owner_told_at" TIMESTAMPTZ(3);
