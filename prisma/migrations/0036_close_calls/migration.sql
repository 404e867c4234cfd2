-- Whether the AI is asked which automatic rule a message is about, where that is hard to tell.
ALTER TABLE "accounts" ADD COLUMN "asks_close_calls" BOOLEAN NOT NULL DEFAULT true;
