-- When an office is open. Without any hours nothing is known of them, and nothing follows. Weekdays
-- count from Monday, 1; one may have several hours, with breaks between them.
CREATE TABLE opening_hours (
  office text NOT NULL REFERENCES office,
  weekday smallint NOT NULL CHECK (weekday BETWEEN 1 AND 7),
  opens time NOT NULL,
  closes time NOT NULL,
  PRIMARY KEY (office, weekday, opens),
  CHECK (opens < closes)
);

-- Days on which it is closed all the same.
CREATE TABLE holiday (
  office text NOT NULL REFERENCES office,
  day date NOT NULL,
  name text NOT NULL,
  PRIMARY KEY (office, day)
);

CREATE TRIGGER opening_hours_on_record AFTER INSERT OR UPDATE OR DELETE ON opening_hours
  FOR EACH ROW EXECUTE FUNCTION audit_change('opening-hours', 'office,weekday', '');
CREATE TRIGGER holiday_on_record AFTER INSERT OR UPDATE OR DELETE ON holiday
  FOR EACH ROW EXECUTE FUNCTION audit_change('holiday', 'office,day', '');
