-- Hours of a day at which an office is closed though it has released slots: proposed by one person,
-- in force once another has confirmed it. told_at is when who was booked there was last looked for:
-- a claim that was under way may have been confirmed a moment later.
CREATE TABLE blackout (
  id uuid PRIMARY KEY,
  no bigint GENERATED ALWAYS AS IDENTITY,
  office text NOT NULL REFERENCES office,
  day date NOT NULL,
  from_time time NOT NULL,
  to_time time NOT NULL,
  reason text NOT NULL,
  confirmed_at timestamptz,
  told_at timestamptz,
  CHECK (from_time < to_time)
);
CREATE INDEX blackout_of_office ON blackout (office, no);
CREATE INDEX blackout_to_tell ON blackout (confirmed_at) WHERE confirmed_at IS NOT NULL;

ALTER TABLE proposal
  DROP CONSTRAINT proposal_kind_check,
  ADD CONSTRAINT proposal_kind_check CHECK (kind IN
    ('CLOSE', 'REOPEN', 'MOVE_OPENING', 'BLACKOUT'));

-- A slot of a blackout takes no more claims. Its bookings stay until they are moved or cancelled,
-- or the day is over: then they are put off, and nobody has failed to come. The release says the
-- ordinals of such slots once more, for Redis and for the memory of nodes.
ALTER TABLE slot ADD COLUMN blackout uuid REFERENCES blackout;
CREATE INDEX slot_of_blackout ON slot (blackout) WHERE blackout IS NOT NULL;
ALTER TABLE release ADD COLUMN shut smallint[] NOT NULL DEFAULT '{}';

DROP TRIGGER release_change_counted ON release;
CREATE TRIGGER release_change_counted BEFORE UPDATE OF opens_at, closed_at, shut ON release
  FOR EACH ROW WHEN (NEW.opens_at <> OLD.opens_at OR NEW.shut <> OLD.shut
    OR (NEW.closed_at IS NULL) <> (OLD.closed_at IS NULL))
  EXECUTE FUNCTION count_release_change();

DROP TRIGGER release_on_record ON release;
CREATE TRIGGER release_on_record AFTER INSERT OR DELETE OR UPDATE OF id, service_no, from_day,
    to_day, day_starts, day_ends, slot_minutes, capacity, opens_at, admission, last_slot_at,
    closed_at, shut ON release
  FOR EACH ROW EXECUTE FUNCTION audit_change('release', 'id', '');
CREATE TRIGGER blackout_on_record AFTER INSERT OR DELETE OR UPDATE OF office, day, from_time,
    to_time, reason, confirmed_at ON blackout
  FOR EACH ROW EXECUTE FUNCTION audit_change('blackout', 'id',
    'office,day,from_time,to_time,reason,confirmed_at');

-- An offer that is over though its release is open was of a slot that is shut: who had it waits on,
-- in their place.
CREATE OR REPLACE FUNCTION offer_ends() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  goes_on boolean := NEW.state = 'OVER'
    AND EXISTS (SELECT FROM release WHERE id = NEW.release AND closed_at IS NULL);
BEGIN
  DELETE FROM offered WHERE entry = NEW.entry;
  UPDATE waitlist_entry
     SET state = CASE WHEN goes_on THEN 'WAITING' WHEN NEW.state = 'REFUSED' THEN 'BOOKED'
                      WHEN NEW.state = 'DECLINED' THEN 'LEFT' ELSE NEW.state END,
         ended_at = CASE WHEN NOT goes_on THEN NEW.ended_at END
   WHERE id = NEW.entry AND (state = 'OFFERED' OR NEW.state = 'TAKEN');
  RETURN NULL;
END $$;
