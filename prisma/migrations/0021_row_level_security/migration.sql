-- Needs the earlier version stopped.
-- The database itself keeps tenants apart. A connection acts as concierge_app, which has sign-in's tables and nothing else;
-- for one transaction at a time it steps into one of three roles (`lib/adapters/prisma/shared/tenant-scope.ts`):
--   concierge_tenant    the rows of the tenant that app.tenant names
--   concierge_platform  reads all tenants' rows, writes none
--   concierge_webhook   the accounts that a signed request names, and their inbound rows
-- Roles belong to the whole server, and other databases on it may be making them in this moment.
DO $$
DECLARE
  role TEXT;
BEGIN
  FOREACH role IN ARRAY ARRAY['concierge_app', 'concierge_tenant', 'concierge_platform', 'concierge_webhook'] LOOP
    BEGIN
      IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role) THEN
        EXECUTE format('CREATE ROLE %I NOLOGIN NOINHERIT', role);
      END IF;
    EXCEPTION WHEN duplicate_object OR unique_violation THEN
      NULL;
    END;
  END LOOP;
  IF NOT (
    pg_has_role('concierge_app', 'concierge_tenant', 'MEMBER') AND pg_has_role('concierge_app', 'concierge_platform', 'MEMBER')
    AND pg_has_role('concierge_app', 'concierge_webhook', 'MEMBER')
  ) THEN
    GRANT concierge_tenant, concierge_platform, concierge_webhook TO concierge_app;
  END IF;
  -- For an installation with one user: the app's connections step down from it. From Postgres 16 on, whoever made a role is
  -- its member and still may not step into it.
  IF NOT pg_has_role('concierge_app', CASE WHEN current_setting('server_version_num')::int < 160000 THEN 'MEMBER' ELSE 'SET' END) THEN
    EXECUTE format('GRANT concierge_app TO %I', current_user);
  END IF;
  EXECUTE format('GRANT USAGE ON SCHEMA %I TO concierge_app, concierge_tenant, concierge_platform, concierge_webhook', current_schema());
END
$$;

-- Each table of one tenant's: its own rows to the tenant, all to whoever only reads. FORCE: the owner's too.
DO $$
DECLARE
  name TEXT;
  key TEXT;
BEGIN
  FOREACH name IN ARRAY ARRAY[
    'tenants', 'people', 'account_assignments', 'accounts', 'whatsapp_accounts', 'reply_rules', 'rule_embeddings',
    'rule_phrases', 'personas', 'persona_versions', 'prompt_checks', 'incidents', 'incident_notices', 'left_alone',
    'messages', 'turns', 'audit_log', 'credit_balances', 'credit_entries', 'credit_notices', 'free_credit_accounts',
    'open_samples', 'daily_usage', 'billing_accounts', 'orders'
  ] LOOP
    key := CASE name WHEN 'tenants' THEN 'id' ELSE 'tenant_id' END;
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY tenant ON %I TO concierge_tenant USING (%I = current_setting(''app.tenant'', true))', name, key);
    EXECUTE format('CREATE POLICY platform ON %I FOR SELECT TO concierge_platform USING (true)', name);
    -- For backups: an owner whom FORCE binds would dump nothing. The app never acts as the owner, and he changes nothing by it.
    EXECUTE format('CREATE POLICY owner_reads ON %I FOR SELECT TO %I USING (true)', name, current_user);
    EXECUTE format('GRANT SELECT ON %I TO concierge_tenant, concierge_platform', name);
    IF name NOT IN ('credit_entries', 'audit_log', 'tenants', 'people') THEN
      EXECUTE format('GRANT INSERT, UPDATE, DELETE ON %I TO concierge_tenant', name);
    END IF;
  END LOOP;
END
$$;
-- Entries and the audit log are only added to; a tenant is never deleted by the app.
GRANT INSERT ON "credit_entries", "audit_log" TO concierge_tenant;
GRANT INSERT, UPDATE ON "tenants" TO concierge_tenant;
GRANT USAGE ON SEQUENCE "credit_entries_id_seq", "credit_notices_id_seq" TO concierge_tenant;

-- Sign-in comes before any tenant. Whom somebody belongs to, only the tenant says: the new one that is named beside its
-- founder's id.
GRANT INSERT, UPDATE ("tenant_id") ON "people" TO concierge_tenant;
CREATE POLICY founder ON "people" TO concierge_tenant
  USING ("tenant_id" IS NULL AND "id" = nullif(current_setting('app.person', true), ''))
  WITH CHECK ("tenant_id" = current_setting('app.tenant', true));
GRANT SELECT, DELETE ON "people" TO concierge_app;
GRANT INSERT ("id", "email", "name", "image", "email_verified", "created_at") ON "people" TO concierge_app;
GRANT UPDATE ("email", "name", "image", "email_verified") ON "people" TO concierge_app;
CREATE POLICY sign_in ON "people" TO concierge_app USING (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON "auth_accounts", "sessions", "verification_tokens" TO concierge_app;

-- The webhook: the accounts by what the signed request says of them (`ARRAY(SELECT …)`: taken apart once, not once a row), and inbound rows of those that it writes to. Also an
-- account from whose own address a message comes: two of ours must not answer each other.
GRANT SELECT ON "accounts", "reply_rules" TO concierge_webhook;
CREATE POLICY webhook ON "accounts" FOR SELECT TO concierge_webhook USING (
  "channel" = current_setting('app.channel', true) AND (
    "external_id" = ANY (ARRAY(SELECT unnest(nullif(current_setting('app.external_ids', true), '')::text[])))
    OR ("external_id" IS NOT NULL AND "sender_address" = ANY (ARRAY(SELECT unnest(nullif(current_setting('app.senders', true), '')::text[]))))
  )
);
CREATE POLICY webhook ON "reply_rules" FOR SELECT TO concierge_webhook USING (
  "account_id" IN (SELECT a."id" FROM "accounts" a)
);
GRANT SELECT ("tenant_id", "account_id", "inbound_id", "turn_id", "reason") ON "messages" TO concierge_webhook;
GRANT INSERT ("id", "tenant_id", "account_id", "channel", "direction", "sender_id", "thread_id", "recipient_id", "kind", "inbound_id", "reason", "sent_at", "created_at") ON "messages" TO concierge_webhook;
CREATE POLICY webhook_sees ON "messages" FOR SELECT TO concierge_webhook USING (
  "direction" = 'inbound' AND "account_id" IN (
    SELECT a."id" FROM "accounts" a
    WHERE a."external_id" = ANY (ARRAY(SELECT unnest(nullif(current_setting('app.external_ids', true), '')::text[]))))
);
CREATE POLICY webhook_adds ON "messages" FOR INSERT TO concierge_webhook WITH CHECK (
  "direction" = 'inbound' AND "turn_id" IS NULL AND EXISTS (
    SELECT FROM "accounts" a
    WHERE a."id" = "account_id" AND a."tenant_id" = "messages"."tenant_id" AND a."channel" = "messages"."channel" AND a."external_id" = "recipient_id"
      AND a."external_id" = ANY (ARRAY(SELECT unnest(nullif(current_setting('app.external_ids', true), '')::text[]))))
);

-- Stripe's events are ids without a tenant.
GRANT SELECT, INSERT, UPDATE, DELETE ON "stripe_events" TO concierge_webhook;
GRANT SELECT ON "stripe_events", "_prisma_migrations" TO concierge_platform;
