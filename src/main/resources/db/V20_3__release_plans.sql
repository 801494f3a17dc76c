-- Releases that repeat every week. weekday and opens are when each of them opens, in the office's
-- time; it has the days from from_days after that day on. next_day is the day of the opening whose
-- release is made next.
CREATE TABLE release_plan (
  id uuid PRIMARY KEY,
  no bigint GENERATED ALWAYS AS IDENTITY,
  service_no integer NOT NULL REFERENCES service,
  weekday smallint NOT NULL CHECK (weekday BETWEEN 1 AND 7),
  opens time NOT NULL,
  from_days smallint NOT NULL CHECK (from_days >= 0),
  days smallint NOT NULL CHECK (days BETWEEN 1 AND 7),
  day_starts time NOT NULL,
  day_ends time NOT NULL,
  slot_minutes smallint NOT NULL,
  capacity smallint NOT NULL,
  admission text NOT NULL,
  next_day date NOT NULL,
  created_at timestamptz NOT NULL,
  ended_at timestamptz,
  CONSTRAINT release_plan_next_day CHECK (extract(isodow FROM next_day) = weekday)
);
CREATE INDEX release_plan_due ON release_plan (next_day) WHERE ended_at IS NULL;

-- What came of each opening of a plan: once, whoever releases it, and written with the release.
CREATE TABLE release_plan_occurrence (
  plan uuid NOT NULL REFERENCES release_plan,
  day date NOT NULL,
  outcome text NOT NULL CHECK (outcome IN
    ('RELEASED', 'NO_OPEN_DAY', 'OUTSIDE_HOURS', 'OVERLAPS', 'TOO_LATE')),
  release uuid REFERENCES release,
  made_at timestamptz NOT NULL,
  PRIMARY KEY (plan, day),
  CHECK ((release IS NOT NULL) = (outcome = 'RELEASED'))
);

CREATE TRIGGER release_plan_on_record AFTER INSERT OR DELETE OR UPDATE OF service_no, weekday,
    opens, from_days, days, day_starts, day_ends, slot_minutes, capacity, admission, ended_at
    ON release_plan
  FOR EACH ROW EXECUTE FUNCTION audit_change('release-plan', 'id', '');
-- That a release is a plan's, and which, stands beside it.
CREATE TRIGGER release_plan_occurrence_on_record AFTER INSERT OR UPDATE OR DELETE
    ON release_plan_occurrence
  FOR EACH ROW EXECUTE FUNCTION audit_change('release-plan-occurrence', 'plan,day',
    'outcome,release');
