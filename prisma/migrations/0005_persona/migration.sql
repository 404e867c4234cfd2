CREATE TABLE "personas" (
  "tenant_id" TEXT NOT NULL,
  "content" JSONB NOT NULL,
  "rendered" TEXT NOT NULL,
  "hash" TEXT NOT NULL,
  "version" INTEGER NOT NULL DEFAULT 1,
  "updated_at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "personas_pkey" PRIMARY KEY ("tenant_id"),
  CONSTRAINT "personas_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

CREATE TABLE "persona_versions" (
  "tenant_id" TEXT NOT NULL,
  "version" INTEGER NOT NULL,
  "content" JSONB NOT NULL,
  "hash" TEXT NOT NULL,
  "created_at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "persona_versions_pkey" PRIMARY KEY ("tenant_id", "version"),
  CONSTRAINT "persona_versions_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

CREATE TABLE "prompt_checks" (
  "tenant_id" TEXT NOT NULL,
  "hash" TEXT NOT NULL,
  "kind" TEXT NOT NULL,
  "classifier" TEXT NOT NULL,
  "text" TEXT NOT NULL,
  "status" TEXT NOT NULL DEFAULT 'pending',
  "reason" TEXT,
  "attempts" INTEGER NOT NULL DEFAULT 0,
  "next_try_at" TIMESTAMPTZ(3),
  "checked_at" TIMESTAMPTZ(3),
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT "prompt_checks_pkey" PRIMARY KEY ("tenant_id", "hash", "kind", "classifier"),
  CONSTRAINT "prompt_checks_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE INDEX "prompt_checks_status_next_try_at_idx" ON "prompt_checks"("status", "next_try_at");
