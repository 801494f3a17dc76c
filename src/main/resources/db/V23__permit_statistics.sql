-- Stay permits that were given, counted a day at a time like all else that is asked of years: of
-- one office, or of all together (''); of one nationality, or of all (''); and of those all (''),
-- or one kind, sex or sector. Nobody asks for two of these at once, so a day has some dozens of
-- rows, whatever was given on it.
CREATE TABLE day_permits (
  office text NOT NULL,
  day date NOT NULL,
  nationality text NOT NULL,
  dimension text NOT NULL CHECK (dimension IN ('', 'Kind', 'Sex', 'Sector')),
  part text NOT NULL,
  count integer NOT NULL,
  PRIMARY KEY (office, day, nationality, dimension, part)
);
CREATE INDEX day_permits_of_day ON day_permits (day);

-- Days on which permits were given and that are to be counted again, any number of times. A permit
-- that was given stays given, whatever becomes of it.
CREATE TABLE permit_day_change (
  no bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  office text NOT NULL,
  day date NOT NULL
);
CREATE FUNCTION days_of_permits_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO permit_day_change (office, day) SELECT DISTINCT office, granted_on FROM added;
  RETURN NULL;
END $$;
CREATE TRIGGER permit_days_changed AFTER INSERT ON stay_permit
  REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION days_of_permits_changed();

INSERT INTO permit_day_change (office, day) SELECT DISTINCT office, granted_on FROM stay_permit;
DROP INDEX stay_permit_granted;
