-- Stay permits of foreigners, what officers found when they looked at them, and what came of it.

-- A permit of a person; the one that was granted last and is not revoked is the one that counts.
-- number is the permit's own, no identity number. Of a person who was erased the row stays, for
-- the statistics, without person and number.
CREATE TABLE stay_permit (
  id uuid PRIMARY KEY,
  person uuid REFERENCES person,
  kind text NOT NULL CHECK (kind IN ('ITK', 'KITAS', 'KITAP')),
  number text CHECK (number IS NOT NULL OR person IS NULL),
  nationality text NOT NULL CHECK (nationality ~ '^[A-Z]{2}$'),
  sex text NOT NULL CHECK (sex IN ('FEMALE', 'MALE')),
  sector text NOT NULL CHECK (sector IN ('WORK', 'FAMILY', 'STUDY', 'INVESTMENT', 'RETIREMENT',
    'TOURISM', 'RELIGIOUS', 'OTHER')),
  office text NOT NULL REFERENCES office,
  granted_on date NOT NULL,
  expires_on date NOT NULL,
  recorded_by uuid,
  recorded_at timestamptz NOT NULL DEFAULT now(),
  revoked_at timestamptz,
  revoked_by uuid,
  CONSTRAINT stay_permit_days CHECK (granted_on <= expires_on)
);
-- One that is extended under its number is granted again, on another day; what was recorded by
-- mistake is revoked, and its number is free.
CREATE UNIQUE INDEX stay_permit_number ON stay_permit (kind, number, granted_on)
  WHERE revoked_at IS NULL;
CREATE INDEX stay_permit_of_person ON stay_permit (person, granted_on DESC)
  WHERE person IS NOT NULL;
CREATE INDEX stay_permit_of_office ON stay_permit (office, granted_on);

-- Somebody of the staff looked at a person's permit: who, when, of which booking or visit, and what
-- they were shown. Never deleted, and never updated, but for the id of a person who is erased.
CREATE TABLE permit_check (
  no bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at timestamptz NOT NULL DEFAULT now(),
  officer uuid NOT NULL,
  office text NOT NULL,
  person uuid NOT NULL,
  booking uuid,
  permit uuid,
  expires_on date,
  slot timestamp,
  claimed_at timestamptz,
  overstay_days integer NOT NULL
);
CREATE INDEX permit_check_of_person ON permit_check (person, no);
CREATE INDEX permit_check_of_office ON permit_check (office, no);

-- The permit that counts of a person; none, or one row.
CREATE FUNCTION permit_that_counts(uuid) RETURNS SETOF stay_permit LANGUAGE sql STABLE AS $$
  SELECT * FROM stay_permit
   WHERE person = $1 AND revoked_at IS NULL
   ORDER BY granted_on DESC, expires_on DESC, recorded_at DESC, id LIMIT 1
$$;

-- A finding that was handed to another authority, and what it did.
CREATE TABLE referral (
  id uuid PRIMARY KEY,
  office text NOT NULL REFERENCES office,
  person uuid,
  permit uuid REFERENCES stay_permit,
  booking uuid,
  nationality text CHECK (nationality ~ '^[A-Z]{2}$'),
  authority text NOT NULL,
  reason text NOT NULL CHECK (reason IN ('OVERSTAY', 'FALSE_DOCUMENT', 'MISUSE_OF_PERMIT',
    'TRAFFICKING', 'OTHER')),
  note text,
  referred_by uuid NOT NULL,
  referred_at timestamptz NOT NULL,
  outcome text CHECK (outcome IN
    ('DEPORTED', 'BANNED', 'DEPORTED_AND_BANNED', 'FINED', 'RELEASED')),
  outcome_by uuid,
  outcome_at timestamptz,
  outcome_note text,
  CONSTRAINT referral_outcome CHECK (num_nonnulls(outcome, outcome_by, outcome_at) IN (0, 3))
);
CREATE INDEX referral_of_office ON referral (office, referred_at, id);
CREATE INDEX referral_of_person ON referral (person) WHERE person IS NOT NULL;
