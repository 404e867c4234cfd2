-- What is true of a business: one record a tenant, and the versions that can be brought back. "text" is what the safety
-- check judges, "hash" its SHA-256; customers get the newest version whose text was approved.
CREATE TABLE "facts" (
  "tenant_id" TEXT NOT NULL,
  "content" JSONB NOT NULL,
  "text" TEXT NOT NULL,
  "hash" TEXT NOT NULL,
  "version" INTEGER NOT NULL DEFAULT 1,
  "updated_at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "facts_pkey" PRIMARY KEY ("tenant_id"),
  CONSTRAINT "facts_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

CREATE TABLE "facts_versions" (
  "tenant_id" TEXT NOT NULL,
  "version" INTEGER NOT NULL,
  "content" JSONB NOT NULL,
  "text" TEXT NOT NULL,
  "hash" TEXT NOT NULL,
  "created_at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "facts_versions_pkey" PRIMARY KEY ("tenant_id", "version"),
  CONSTRAINT "facts_versions_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

ALTER TABLE "facts" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON "facts" TO concierge_tenant USING ("tenant_id" = current_setting('app.tenant', true));
CREATE POLICY platform ON "facts" FOR SELECT TO concierge_platform USING (true);
CREATE POLICY owner_reads ON "facts" FOR SELECT TO CURRENT_USER USING (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON "facts" TO concierge_tenant;
GRANT SELECT ON "facts" TO concierge_platform;

ALTER TABLE "facts_versions" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON "facts_versions" TO concierge_tenant USING ("tenant_id" = current_setting('app.tenant', true));
CREATE POLICY platform ON "facts_versions" FOR SELECT TO concierge_platform USING (true);
CREATE POLICY owner_reads ON "facts_versions" FOR SELECT TO CURRENT_USER USING (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON "facts_versions" TO concierge_tenant;
GRANT SELECT ON "facts_versions" TO concierge_platform;
