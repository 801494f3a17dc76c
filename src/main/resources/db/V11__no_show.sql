-- Days that are over, and what follows from not coming.

-- Up to which day the bookings of a service at an office are closed. Only the owner of the
-- service's partition moves it on, by compare-and-set on version, which grows whenever a day may
-- have bookings to close again.
CREATE TABLE day_closing (
  service_no integer PRIMARY KEY REFERENCES service,
  closed_through date NOT NULL DEFAULT '2000-01-01',
  version bigint NOT NULL DEFAULT 0
);
-- What was before this is not judged: nobody was checked in then.
INSERT INTO day_closing (service_no, closed_through) SELECT no, current_date - 1 FROM service;

CREATE FUNCTION close_days_of_service() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO day_closing (service_no) VALUES (NEW.no);
  RETURN NULL;
END $$;
CREATE TRIGGER service_days_closed AFTER INSERT ON service
  FOR EACH ROW EXECUTE FUNCTION close_days_of_service();

-- A release of a day that was closed (this evening's, made at noon), or a line that was set aside
-- and is taken after all: their days are looked at again.
CREATE FUNCTION reopen_days() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE day_closing c
     SET closed_through = least(c.closed_through, r.from_day - 1), version = c.version + 1
    FROM release r
   WHERE r.id = CASE TG_TABLE_NAME WHEN 'release' THEN (to_jsonb(NEW) ->> 'id')::uuid
                                   ELSE (to_jsonb(NEW) ->> 'release')::uuid END
     AND c.service_no = r.service_no;
  RETURN NULL;
END $$;
CREATE TRIGGER release_days_reopened AFTER INSERT ON release
  FOR EACH ROW EXECUTE FUNCTION reopen_days();
CREATE TRIGGER set_aside_days_reopened AFTER UPDATE OF resolution ON set_aside
  FOR EACH ROW WHEN (NEW.resolution = 'RETRIED') EXECUTE FUNCTION reopen_days();

-- Members of bookings that ended otherwise than by the ledger, written in the transaction that
-- ended them, until the owner of their partition has told Redis: the record's state changes and the
-- person may book again. The seat stays taken. An insert of a booking does not fire the trigger.
CREATE TABLE ended_booking (
  no bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  partition smallint NOT NULL,
  booking uuid NOT NULL,
  person uuid NOT NULL
);
CREATE INDEX ended_booking_of_partition ON ended_booking (partition, no);

CREATE FUNCTION tell_end_of_booking() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO ended_booking (partition, booking, person)
  SELECT s.partition, NEW.id, NEW.person FROM service s WHERE s.no = NEW.service_no;
  RETURN NULL;
END $$;
CREATE TRIGGER booking_end_told AFTER UPDATE OF state ON booking
  FOR EACH ROW
  WHEN (OLD.state IN ('CONFIRMED', 'CHECKED_IN')
    AND NEW.state IN ('NO_SHOW', 'POSTPONED', 'COMPLETED'))
  EXECUTE FUNCTION tell_end_of_booking();

-- Who did not come, or cancelled late; never who cancelled in time. A person's id is made of the
-- HMAC of their identity number: when they are erased this row stays under it until forgotten_at,
-- without booking and office. judged_at is null until the person's block was computed with it.
CREATE TABLE no_show (
  no bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  person uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('NO_SHOW', 'LATE_CANCEL')),
  at timestamptz NOT NULL,
  office text,
  booking uuid,
  judged_at timestamptz,
  forgotten_at timestamptz,
  excused_at timestamptz,
  excused_by uuid,
  excuse text,
  CONSTRAINT no_show_once UNIQUE (booking, person),
  CONSTRAINT no_show_excuse CHECK (num_nonnulls(excused_at, excused_by, excuse) IN (0, 3))
);
CREATE INDEX no_show_of_person ON no_show (person);
CREATE INDEX no_show_to_judge ON no_show (person) WHERE judged_at IS NULL;
CREATE INDEX no_show_to_forget ON no_show (forgotten_at)
  WHERE booking IS NULL OR kind = 'LATE_CANCEL';

CREATE FUNCTION note_no_show() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO no_show (person, kind, at, office, booking)
  SELECT NEW.person, CASE NEW.state WHEN 'NO_SHOW' THEN 'NO_SHOW' ELSE 'LATE_CANCEL' END,
         date_trunc('milliseconds', CASE NEW.state WHEN 'NO_SHOW' THEN coalesce(t.starts_at, now())
                                                   ELSE now() END),
         s.office, NEW.id
    FROM service s
    LEFT JOIN slot t ON t.service_no = s.no AND t.starts = NEW.slot
   WHERE s.no = NEW.service_no
  ON CONFLICT ON CONSTRAINT no_show_once DO NOTHING;
  RETURN NULL;
END $$;
CREATE TRIGGER booking_no_show_noted AFTER UPDATE OF state ON booking
  FOR EACH ROW
  WHEN (OLD.state IN ('CONFIRMED', 'CHECKED_IN')
    AND (NEW.state = 'NO_SHOW' OR NEW.state = 'CANCELLED' AND NEW.cancelled_late))
  EXECUTE FUNCTION note_no_show();

-- Until when a person may not claim. One that is over, or was lifted, is deleted when every
-- partition has heard of it. version is what a computation must have seen to write.
CREATE TABLE person_block (
  person uuid PRIMARY KEY,
  until timestamptz NOT NULL,
  changed_at timestamptz NOT NULL DEFAULT now(),
  version bigint NOT NULL DEFAULT 0
);
CREATE INDEX person_block_changed ON person_block (changed_at);
