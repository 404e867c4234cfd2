-- The sweep looks for inbound messages that wait for a turn. Those that never get one (reactions, system messages) keep
-- their reason for ever: the index holds only what may still be waiting, so that the look stays cheap however long the log.
DROP INDEX "messages_direction_turn_id_created_at_idx";
CREATE INDEX "messages_unbound_idx" ON "messages"("created_at")
  WHERE "direction" = 'in' AND "turn_id" IS NULL AND "reason" IS NULL;
