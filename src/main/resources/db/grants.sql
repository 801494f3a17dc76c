-- What the server's role may do, given by the schema's owner after every migration: read and write
-- the rows of all tables, but of the audit trail only append and read. It owns nothing, so it can
-- not switch off a trigger either. The role's name is in the setting antrean.server. What is
-- granted already is not granted again: a start of one node among many changes nothing.
DO $$
DECLARE
  server name := current_setting('antrean.server');
  append_only regclass := 'audit_entry';
  one regclass;
BEGIN
  -- Nodes that start together take turns.
  PERFORM pg_advisory_xact_lock(hashtext('antrean grants'));
  EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I', current_schema(), server);
  FOR one IN
    SELECT oid FROM pg_class
     WHERE relnamespace = current_schema()::regnamespace
       AND oid <> append_only AND relname <> 'flyway_schema_history'
       -- In this order: PostgreSQL may ask for privileges first, of an index too.
       AND CASE WHEN relkind IN ('r', 'p', 'v', 'm') THEN
             NOT (has_table_privilege(server, oid, 'SELECT')
               AND has_table_privilege(server, oid, 'INSERT')
               AND has_table_privilege(server, oid, 'UPDATE')
               AND has_table_privilege(server, oid, 'DELETE')) END
     ORDER BY oid
  LOOP
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO %I', one, server);
  END LOOP;
  FOR one IN
    SELECT oid FROM pg_class
     WHERE relnamespace = current_schema()::regnamespace
       AND CASE WHEN relkind = 'S' THEN NOT has_sequence_privilege(server, oid, 'USAGE') END
     ORDER BY oid
  LOOP
    EXECUTE format('GRANT USAGE, SELECT ON %s TO %I', one, server);
  END LOOP;
  -- So that a node that does not know the owner sees that there is nothing to migrate.
  IF NOT has_table_privilege(server, 'flyway_schema_history', 'SELECT') THEN
    EXECUTE format('GRANT SELECT ON flyway_schema_history TO %I', server);
  END IF;
  IF has_table_privilege(server, append_only, 'UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER') THEN
    EXECUTE format('REVOKE ALL ON %s FROM %I, PUBLIC', append_only, server);
  END IF;
  IF NOT has_table_privilege(server, append_only, 'SELECT') THEN
    EXECUTE format('GRANT SELECT ON %s TO %I', append_only, server);
  END IF;
  -- When, and in which order, is PostgreSQL's to say.
  IF NOT has_column_privilege(server, append_only, 'what', 'INSERT') THEN
    EXECUTE format('GRANT INSERT (actor, roles, what, office, object, before, after, request_id)'
      ' ON %s TO %I', append_only, server);
  END IF;
END $$
