-- Messages that an owner thought up, to see before a change of the rules what it changes.
ALTER TABLE "tenants" ADD COLUMN "sample_lines" TEXT[] NOT NULL DEFAULT '{}';
