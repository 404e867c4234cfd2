-- Each incoming message asks whether its sender is one of the connected numbers, which are written with blanks and a plus:
-- two of them would answer each other without end.
CREATE INDEX "own_numbers" ON "whatsapp_accounts"(regexp_replace("display_phone", '[^0-9]', '', 'g'))
  WHERE "phone_number_id" IS NOT NULL;
