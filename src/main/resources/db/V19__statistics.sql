-- What an office has done, counted a day at a time. Whoever asks reads these counts, never five
-- million bookings. A job counts a day again when something of it has changed: claims pay nothing
-- for it, and a count is never added to, so it can not drift away from what it counts.

-- A row an office, service and day of the slots and visits; office '' is all offices together.
-- Minutes are how long visitors waited for their first call, and were served, each with how many
-- it were, in order: sums of days have a median, too. passports are what was served of services of
-- that category.
CREATE TABLE day_statistics (
  office text NOT NULL,
  day date NOT NULL,
  service text NOT NULL,
  released integer NOT NULL,
  claimed integer NOT NULL,
  confirmed integer NOT NULL,
  cancelled integer NOT NULL,
  moved integer NOT NULL,
  no_show integer NOT NULL,
  arrived integer NOT NULL,
  served integer NOT NULL,
  passports integer NOT NULL,
  waiting_minutes smallint[] NOT NULL,
  waiting_visits integer[] NOT NULL,
  service_minutes smallint[] NOT NULL,
  service_visits integer[] NOT NULL,
  PRIMARY KEY (office, day, service)
);
CREATE INDEX day_statistics_of_day ON day_statistics (day, service);

-- The same of visits alone, by the nationality of who came; '' where it is not known.
CREATE TABLE day_nationality (
  office text NOT NULL,
  day date NOT NULL,
  service text NOT NULL,
  nationality text NOT NULL,
  arrived integer NOT NULL,
  served integer NOT NULL,
  passports integer NOT NULL,
  PRIMARY KEY (office, day, service, nationality)
);
CREATE INDEX day_nationality_of_day ON day_nationality (day, service);

-- Days of which something has changed, written with the change itself, by whoever makes it: any
-- number of times, so that nobody waits for anybody. Bookings that the ledger writes are not told
-- here: the job sees that their partition has moved.
CREATE TABLE day_change (
  no bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  service_no integer NOT NULL,
  day date NOT NULL
);

-- Days to count again, each once, not before due_at: what changes all the time is counted now and
-- then. All that was committed before since is in the count that is there. The job alone writes it.
CREATE TABLE day_due (
  service_no integer NOT NULL,
  day date NOT NULL,
  since timestamptz NOT NULL,
  due_at timestamptz NOT NULL,
  PRIMARY KEY (service_no, day)
);
CREATE INDEX day_due_in_order ON day_due (due_at);

-- Its row is the lock: one node at a time does the job. All that was committed before looked_at is
-- counted, or its day is due.
CREATE TABLE statistics_job (
  single boolean PRIMARY KEY DEFAULT true CHECK (single),
  looked_at timestamptz NOT NULL
);
INSERT INTO statistics_job (looked_at) VALUES (timestamptz 'epoch');

-- How many entries of a partition's ledger were applied when the job looked last.
CREATE TABLE statistics_cursor (
  partition smallint PRIMARY KEY,
  applied bigint NOT NULL
);

CREATE FUNCTION whole_minutes(took interval) RETURNS smallint LANGUAGE sql IMMUTABLE AS $$
  SELECT least(greatest(floor(extract(epoch FROM took) / 60), 0), 1440)::smallint
$$;

CREATE FUNCTION days_of_slots_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO day_change (service_no, day) SELECT DISTINCT service_no, starts::date FROM added;
  RETURN NULL;
END $$;
CREATE TRIGGER slot_days_changed AFTER INSERT ON slot
  REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION days_of_slots_changed();

CREATE FUNCTION days_of_new_visits_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO day_change (service_no, day) SELECT DISTINCT service_no, day FROM added;
  RETURN NULL;
END $$;
CREATE TRIGGER visit_days_changed AFTER INSERT ON visit
  REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION days_of_new_visits_changed();

-- A step of a visit is written with a change of the visit.
CREATE FUNCTION days_of_visits_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO day_change (service_no, day)
  SELECT service_no, day FROM before UNION SELECT service_no, day FROM after;
  RETURN NULL;
END $$;
CREATE TRIGGER visit_days_changed_again AFTER UPDATE ON visit
  REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION days_of_visits_changed();

-- A no-show is the one end of a booking that is counted here and that the ledger does not write.
CREATE FUNCTION day_of_no_show_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO day_change (service_no, day)
  SELECT DISTINCT service_no, slot::date FROM booking WHERE id = NEW.booking;
  RETURN NULL;
END $$;
CREATE TRIGGER no_show_day_changed AFTER INSERT ON no_show
  FOR EACH ROW WHEN (NEW.kind = 'NO_SHOW') EXECUTE FUNCTION day_of_no_show_changed();

-- What was there before.
INSERT INTO day_change (service_no, day) SELECT DISTINCT service_no, starts::date FROM slot;

-- The few that are counted when somebody asks.
CREATE INDEX visit_postponed ON visit (office, day)
  INCLUDE (service_no, nationality, postponed_reason) WHERE state = 'POSTPONED';
CREATE INDEX stay_permit_granted ON stay_permit (granted_on)
  INCLUDE (office, kind, nationality, sex, sector);
