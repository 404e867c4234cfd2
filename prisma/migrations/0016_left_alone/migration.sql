-- Customers whom a number never answers. An address as messages.sender_id has it; the note is the owner's own.
CREATE TABLE "left_alone" (
  "tenant_id" TEXT NOT NULL,
  "account_id" TEXT NOT NULL,
  "address" TEXT NOT NULL,
  "note" TEXT,
  "created_at" TIMESTAMPTZ(3) NOT NULL,
  "person_id" TEXT NOT NULL,
  CONSTRAINT "left_alone_pkey" PRIMARY KEY ("tenant_id", "account_id", "address"),
  CONSTRAINT "left_alone_note_check" CHECK (char_length("note") <= 200),
  CONSTRAINT "left_alone_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE RESTRICT ON UPDATE CASCADE,
  CONSTRAINT "left_alone_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "whatsapp_accounts"("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
