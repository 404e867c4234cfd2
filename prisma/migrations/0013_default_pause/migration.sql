-- For how long one customer is not sent the default reply again, in minutes. Empty: it is sent every time.
ALTER TABLE "whatsapp_accounts" ADD COLUMN "default_pause_minutes" INTEGER;
