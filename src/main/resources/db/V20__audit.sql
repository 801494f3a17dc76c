-- The audit trail: who changed what of the office's affairs, when, and what it was before. It is
-- only ever appended to. The server's role is not its owner (see grants.sql), so it can neither
-- rewrite it nor switch off the triggers that write it: a change that goes around the server's own
-- code with the server's own log-in is on record too, with nobody's name. office is null for what
-- concerns the whole installation; before and after say only what differs.
CREATE TABLE audit_entry (
  no bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at timestamptz NOT NULL DEFAULT date_trunc('milliseconds', transaction_timestamp()),
  actor uuid,
  roles text[] NOT NULL DEFAULT '{}',
  what text NOT NULL,
  office text,
  object text NOT NULL,
  before jsonb,
  after jsonb,
  request_id text
);
CREATE INDEX audit_entry_of_office ON audit_entry (office, no);
CREATE INDEX audit_entry_of_object ON audit_entry (object, no);
CREATE INDEX audit_entry_at ON audit_entry (at);

-- Writes down a change of a row, in its transaction. Its arguments: what the thing is called; the
-- columns that name it, the office first where it is named by one; the columns that are told, or ''
-- for all. Who asked is in the settings of the transaction. A change of nothing that is told is no
-- change.
CREATE FUNCTION audit_change() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
  was jsonb := CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) END;
  becomes jsonb := CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) END;
  line jsonb := coalesce(becomes, was);
  told text[] := string_to_array(nullif(TG_ARGV[2], ''), ',');
  old_values jsonb;
  new_values jsonb;
  name text;
BEGIN
  SELECT jsonb_object_agg(key, value) INTO old_values FROM jsonb_each(was)
   WHERE (told IS NULL OR key = ANY (told))
     AND (becomes IS NULL OR becomes -> key IS DISTINCT FROM value);
  SELECT jsonb_object_agg(key, value) INTO new_values FROM jsonb_each(becomes)
   WHERE (told IS NULL OR key = ANY (told)) AND (was IS NULL OR was -> key IS DISTINCT FROM value);
  IF old_values IS NULL AND new_values IS NULL THEN RETURN NULL; END IF;
  SELECT string_agg(line ->> part, '/' ORDER BY place) INTO name
    FROM unnest(string_to_array(TG_ARGV[1], ',')) WITH ORDINALITY AS parts (part, place);
  INSERT INTO audit_entry (actor, roles, what, office, object, before, after, request_id)
  VALUES (
    nullif(current_setting('antrean.actor', true), '')::uuid,
    coalesce(string_to_array(nullif(current_setting('antrean.roles', true), ''), ','), '{}'),
    TG_ARGV[0] || CASE TG_OP WHEN 'INSERT' THEN '.added' WHEN 'UPDATE' THEN '.changed'
                             ELSE '.removed' END,
    coalesce(
      CASE TG_TABLE_NAME WHEN 'office' THEN line ->> 'id' ELSE line ->> 'office' END,
      (SELECT s.office FROM service s WHERE s.no = (line ->> 'service_no')::integer),
      (SELECT s.office FROM release r JOIN service s ON s.no = r.service_no
        WHERE r.id = (line ->> 'release')::uuid)),
    name, old_values, new_values,
    nullif(current_setting('antrean.request', true), ''));
  RETURN NULL;
END $$;
-- Run as the owner: nobody's temporary table or function may stand in for ours.
DO $$
BEGIN
  EXECUTE format('ALTER FUNCTION audit_change() SET search_path = pg_catalog, %I, pg_temp',
    current_schema());
END $$;
ALTER FUNCTION audit_change() SET TimeZone = 'UTC';
REVOKE ALL ON FUNCTION audit_change() FROM PUBLIC;

CREATE TRIGGER office_on_record AFTER INSERT OR UPDATE OR DELETE ON office
  FOR EACH ROW EXECUTE FUNCTION audit_change('office', 'id', '');
CREATE TRIGGER service_on_record AFTER INSERT OR UPDATE OR DELETE ON service
  FOR EACH ROW EXECUTE FUNCTION audit_change('service', 'office,id', '');
CREATE TRIGGER counter_on_record AFTER INSERT OR UPDATE OR DELETE ON counter
  FOR EACH ROW EXECUTE FUNCTION audit_change('counter', 'office,id', '');
-- That a release is over for Redis is nobody's decision.
CREATE TRIGGER release_on_record AFTER INSERT OR DELETE OR UPDATE OF id, service_no, from_day,
    to_day, day_starts, day_ends, slot_minutes, capacity, opens_at, admission, last_slot_at,
    closed_at ON release
  FOR EACH ROW EXECUTE FUNCTION audit_change('release', 'id', '');
-- Failures are counted with every notice. An address may carry a secret, so it is not told.
CREATE TRIGGER webhook_on_record AFTER INSERT OR DELETE OR UPDATE OF id, office, url, kinds,
    disabled_at ON webhook
  FOR EACH ROW EXECUTE FUNCTION audit_change('webhook', 'id',
    'id,office,kinds,created_at,disabled_at,disabled_reason');
CREATE TRIGGER set_aside_on_record AFTER UPDATE OF resolution ON set_aside
  FOR EACH ROW EXECUTE FUNCTION audit_change('set-aside', 'no', 'resolution,resolved_at');
-- One line for a party. What persons are called, and who they are, is in no line.
CREATE FUNCTION audit_excuse() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
  IF NEW.no <> (SELECT min(no) FROM no_show WHERE booking = NEW.booking) THEN RETURN NULL; END IF;
  INSERT INTO audit_entry (actor, roles, what, office, object, after, request_id)
  VALUES (
    nullif(current_setting('antrean.actor', true), '')::uuid,
    coalesce(string_to_array(nullif(current_setting('antrean.roles', true), ''), ','), '{}'),
    'booking.excused', NEW.office, NEW.booking::text, jsonb_build_object('reason', NEW.excuse),
    nullif(current_setting('antrean.request', true), ''));
  RETURN NULL;
END $$;
DO $$
BEGIN
  EXECUTE format('ALTER FUNCTION audit_excuse() SET search_path = pg_catalog, %I, pg_temp',
    current_schema());
END $$;
REVOKE ALL ON FUNCTION audit_excuse() FROM PUBLIC;
CREATE TRIGGER excuse_on_record AFTER UPDATE OF excused_at ON no_show
  FOR EACH ROW WHEN (OLD.excused_at IS NULL AND NEW.excused_at IS NOT NULL
    AND NEW.booking IS NOT NULL)
  EXECUTE FUNCTION audit_excuse();
-- Who may do what: of citizens nothing is told.
CREATE TRIGGER account_on_record AFTER INSERT OR UPDATE OF login, password_hash, roles, offices
    ON account
  FOR EACH ROW WHEN (NEW.roles <> '{citizen}')
  EXECUTE FUNCTION audit_change('account', 'id', 'login,roles,offices');
