-- For an installation whose log has outgrown one table: cuts "messages" and "turns" into 16 partitions by the hash of the
-- tenant's id. Every key of theirs begins with it, so nothing else changes: names of columns, keys, indexes, policies and
-- grants stay, and every statement that names its tenant touches one partition.
--
--   psql "$MIGRATE_DATABASE_URL" -v ON_ERROR_STOP=1 -f prisma/scale/partition-log.sql
--
-- Stop the app first: both tables are locked and copied in one transaction, and need their size once more on the disk. Run it
-- as their owner. Later migrations work as before. Back up before; a second run changes nothing.
DO $$
DECLARE
  parts CONSTANT INT := 16;
  name TEXT;
  one RECORD;
  statements TEXT[];
  after TEXT[] := '{}';
  is_cut BOOLEAN;
BEGIN
  SELECT relkind = 'p' INTO is_cut FROM pg_class WHERE oid = to_regclass('messages');
  IF is_cut THEN
    RETURN;
  END IF;
  LOCK TABLE "turns", "messages" IN ACCESS EXCLUSIVE MODE;

  -- What refers to both comes last, once both are there again: messages refer to turns.
  FOREACH name IN ARRAY ARRAY['turns', 'messages'] LOOP
    FOR one IN
      SELECT conname, conrelid::regclass AS on_table, pg_get_constraintdef(oid) AS definition, contype
      FROM pg_constraint WHERE conrelid = name::regclass OR confrelid = name::regclass
    LOOP
      IF one.contype = 'f' THEN
        after := after || format('ALTER TABLE %s ADD CONSTRAINT %I %s', one.on_table, one.conname, one.definition);
      END IF;
    END LOOP;
  END LOOP;
  SELECT array_agg(DISTINCT statement) INTO after FROM unnest(after) AS statement;

  FOREACH name IN ARRAY ARRAY['messages', 'turns'] LOOP
    statements := '{}';
    FOR one IN
      SELECT conname, pg_get_constraintdef(oid) AS definition FROM pg_constraint
      WHERE conrelid = name::regclass AND contype IN ('p', 'u', 'c') ORDER BY contype DESC
    LOOP
      statements := statements || format('ALTER TABLE %I ADD CONSTRAINT %I %s', name, one.conname, one.definition);
    END LOOP;
    FOR one IN
      SELECT pg_get_indexdef(i.indexrelid) AS definition FROM pg_index i
      WHERE i.indrelid = name::regclass AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid AND c.contype IN ('p', 'u'))
    LOOP
      statements := statements || one.definition;
    END LOOP;
    FOR one IN SELECT * FROM pg_policies WHERE schemaname = current_schema() AND tablename = name LOOP
      statements := statements || format('CREATE POLICY %I ON %I AS %s FOR %s TO %s%s%s', one.policyname, name, one.permissive,
        one.cmd, (SELECT string_agg(quote_ident(r), ', ') FROM unnest(one.roles) r),
        ' USING (' || one.qual || ')', ' WITH CHECK (' || one.with_check || ')');
    END LOOP;
    FOR one IN
      SELECT a.privilege_type, a.grantee::regrole AS grantee, NULL AS column_name
      FROM pg_class c, aclexplode(c.relacl) a WHERE c.oid = name::regclass AND a.grantee <> c.relowner AND a.grantee <> 0
      UNION ALL
      SELECT a.privilege_type, a.grantee::regrole, t.attname
      FROM pg_attribute t, aclexplode(t.attacl) a WHERE t.attrelid = name::regclass AND a.grantee <> 0
    LOOP
      statements := statements || format('GRANT %s%s ON %I TO %s', one.privilege_type,
        ' (' || quote_ident(one.column_name) || ')', name, one.grantee);
    END LOOP;

    EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING DEFAULTS INCLUDING GENERATED INCLUDING STORAGE) PARTITION BY HASH ("tenant_id")', name || '_cut', name);
    FOR part IN 0 .. parts - 1 LOOP
      EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES WITH (MODULUS %s, REMAINDER %s)',
        name || '_' || lpad(part::text, 2, '0'), name || '_cut', parts, part);
      -- Nobody but the owner has it by itself, and the policies of the whole do not bind whoever asks a part.
      EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', name || '_' || lpad(part::text, 2, '0'));
    END LOOP;
    EXECUTE format('ALTER TABLE %I NO FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('INSERT INTO %I SELECT * FROM %I', name || '_cut', name);
    EXECUTE format('DROP TABLE %I CASCADE', name);
    EXECUTE format('ALTER TABLE %I RENAME TO %I', name || '_cut', name);
    FOR part IN 1 .. array_length(statements, 1) LOOP
      EXECUTE statements[part];
    END LOOP;
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', name);
  END LOOP;

  FOR part IN 1 .. array_length(after, 1) LOOP
    EXECUTE after[part];
  END LOOP;
END
$$;
