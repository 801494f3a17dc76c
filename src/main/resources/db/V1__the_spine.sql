-- From an office to a confirmed booking. Words are those of the domain: one word a thing.

-- Which installation these stores belong to: Redis must carry the same id, so that a server never
-- pairs the seats of one installation with the bookings of another.
CREATE TABLE installation (
  single boolean PRIMARY KEY DEFAULT true CHECK (single),
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  demo boolean NOT NULL DEFAULT false,
  created_at timestamptz NOT NULL DEFAULT now()
);
INSERT INTO installation DEFAULT VALUES;

-- A server process. It is alive while seen_at is fresh by PostgreSQL's clock.
CREATE TABLE node (
  id uuid PRIMARY KEY,
  seen_at timestamptz NOT NULL,
  run_id text
);

-- The unit of order, ownership and recovery. Epoch and position are the fence: whoever moves the
-- position must name both as they are.
CREATE TABLE partition (
  id smallint PRIMARY KEY,
  epoch integer NOT NULL DEFAULT 0,
  state text NOT NULL DEFAULT 'RECOVERING' CHECK (state IN ('RECOVERING', 'OPEN')),
  position text NOT NULL DEFAULT '0-0',
  applied bigint NOT NULL DEFAULT 0,
  drained integer NOT NULL DEFAULT 0,
  run_id text,
  owner uuid,
  lease_until timestamptz
);

CREATE TABLE office (
  id text PRIMARY KEY CHECK (id ~ '^[a-z0-9-]{1,40}$'),
  name text NOT NULL,
  zone text NOT NULL
);

-- A service as it is set up at one office. Its partition never changes.
CREATE TABLE service (
  no integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  office text NOT NULL REFERENCES office,
  id text NOT NULL CHECK (id ~ '^[a-z0-9-]{1,40}$'),
  name text NOT NULL,
  letter text NOT NULL CHECK (letter ~ '^[A-Z]$'),
  category text NOT NULL CHECK (category IN ('PASSPORT', 'STAY_PERMIT')),
  partition smallint NOT NULL REFERENCES partition,
  CONSTRAINT service_once UNIQUE (office, id),
  CONSTRAINT service_letter UNIQUE (office, letter)
);

CREATE TABLE release (
  id uuid PRIMARY KEY,
  service_no integer NOT NULL REFERENCES service,
  from_day date NOT NULL,
  to_day date NOT NULL,
  day_starts time NOT NULL,
  day_ends time NOT NULL,
  slot_minutes smallint NOT NULL,
  capacity smallint NOT NULL,
  opens_at timestamptz NOT NULL,
  admission text NOT NULL,
  last_slot_at timestamptz NOT NULL,
  closed_at timestamptz,
  retired_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX release_of_service ON release (service_no, opens_at);
CREATE INDEX release_not_retired ON release (id) WHERE retired_at IS NULL;

-- Releases of one office and service never share a slot: the primary key says so.
CREATE TABLE slot (
  service_no integer NOT NULL REFERENCES service,
  starts timestamp NOT NULL,
  starts_at timestamptz NOT NULL,
  release uuid NOT NULL REFERENCES release,
  ordinal smallint NOT NULL,
  CONSTRAINT slot_once PRIMARY KEY (service_no, starts)
);
CREATE INDEX slot_of_release ON slot (release, ordinal);

CREATE TABLE account (
  id uuid PRIMARY KEY,
  login text NOT NULL,
  password_hash text NOT NULL,
  roles text[] NOT NULL,
  offices text[] NOT NULL DEFAULT '{}',
  created_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT account_login UNIQUE (login)
);

-- A person is an identity number, found by its HMAC; the number itself is not kept here.
CREATE TABLE person (
  id uuid PRIMARY KEY,
  identity_hmac bytea NOT NULL,
  name text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT person_identity UNIQUE (identity_hmac)
);

CREATE TABLE account_person (
  account uuid NOT NULL REFERENCES account,
  person uuid NOT NULL REFERENCES person,
  PRIMARY KEY (account, person)
);

-- One row for each member of a booking's party. The booking's id is its claim's.
CREATE TABLE booking (
  id uuid NOT NULL,
  member smallint NOT NULL,
  service_no integer NOT NULL,
  slot timestamp NOT NULL,
  seat smallint NOT NULL,
  given smallint NOT NULL,
  person uuid NOT NULL,
  service text NOT NULL,
  release uuid NOT NULL,
  account uuid NOT NULL,
  fingerprint uuid NOT NULL,
  state text NOT NULL CHECK (state IN
    ('CONFIRMED', 'CANCELLED', 'REJECTED', 'CHECKED_IN', 'NO_SHOW', 'POSTPONED', 'COMPLETED')),
  reason text,
  claimed_at timestamptz NOT NULL,
  decided_at timestamptz NOT NULL,
  CONSTRAINT booking_claim PRIMARY KEY (id, member)
);
-- A seat has one holder: every state holds it but the two that gave it back.
CREATE UNIQUE INDEX booking_seat ON booking (service_no, slot, seat)
  WHERE state NOT IN ('CANCELLED', 'REJECTED');
-- A number is said once: the seat and how often it was given make it.
CREATE UNIQUE INDEX booking_number ON booking (service_no, slot, seat, given)
  WHERE state <> 'REJECTED';
-- The few that were refused, for rebuilding Redis; the others are found by their number.
CREATE INDEX booking_rejected ON booking (service_no, slot) WHERE state = 'REJECTED';
-- A person has one open booking a service, in the whole installation.
CREATE UNIQUE INDEX booking_person ON booking (person, service)
  WHERE state IN ('CONFIRMED', 'CHECKED_IN');
-- An account lists its own bookings: the open ones are found by its persons, so that a claim pays
-- for one index less.
CREATE INDEX booking_ended ON booking (account)
  WHERE state IN ('CANCELLED', 'NO_SHOW', 'POSTPONED', 'COMPLETED');

-- What PostgreSQL said of the entries of one batch of the ledger, an array element each. An entry's
-- operation id is its partition, epoch and stream id (entry_ms, entry_seq): Redis never gives one
-- out twice within an epoch. Where outcome is null all are CONFIRMED, at decided_at.
CREATE TABLE verdicts (
  partition smallint NOT NULL,
  epoch integer NOT NULL,
  last_ms bigint NOT NULL,
  last_seq integer NOT NULL,
  decided_at timestamptz NOT NULL,
  entry_ms bigint[] NOT NULL,
  entry_seq integer[] NOT NULL,
  claim uuid[] NOT NULL,
  fingerprint uuid[] NOT NULL,
  outcome text[],
  reason text[],
  known_at timestamptz[],
  PRIMARY KEY (partition, epoch, last_ms, last_seq)
);
-- Random bytes: to compress them is time lost.
ALTER TABLE verdicts
  ALTER entry_ms SET STORAGE EXTERNAL, ALTER entry_seq SET STORAGE EXTERNAL,
  ALTER claim SET STORAGE EXTERNAL, ALTER fingerprint SET STORAGE EXTERNAL;
