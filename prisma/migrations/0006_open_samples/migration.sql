-- Sample answers under way: a row is there exactly as long as its credit is reserved.
CREATE TABLE "open_samples" (
  "id" TEXT NOT NULL,
  "tenant_id" TEXT NOT NULL,
  "created_at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "open_samples_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "open_samples_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE INDEX "open_samples_created_at_idx" ON "open_samples"("created_at");
CREATE INDEX "open_samples_tenant_id_idx" ON "open_samples"("tenant_id");
