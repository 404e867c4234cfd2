-- How the first AI reply to a customer says that an assistant writes, in the owner's words; null: in ours.
ALTER TABLE "tenants" ADD COLUMN "assistant_line" TEXT,
  ADD CONSTRAINT "tenants_assistant_line_check" CHECK (btrim("assistant_line") <> '' AND char_length("assistant_line") <= 200);
