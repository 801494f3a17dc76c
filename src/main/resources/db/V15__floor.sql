-- The day at the office: counters, visits and what was done with each, under the number that the
-- booking had from the beginning.

-- Where an officer works. Without services or lanes it takes all of them.
CREATE TABLE counter (
  office text NOT NULL REFERENCES office,
  id text NOT NULL CHECK (id ~ '^[a-z0-9-]{1,40}$'),
  name text NOT NULL,
  services text[] NOT NULL DEFAULT '{}',
  lanes text[] NOT NULL DEFAULT '{}',
  stages text[] NOT NULL DEFAULT '{}',
  closed_at timestamptz,
  PRIMARY KEY (office, id)
);

-- A member of a booking who has checked in, or a walk-in, on one day of the office. number is what
-- is called. A walk-in has no booking and no person: its name is kept for the day alone. no is the
-- order of arrival; called_by and counter are of the last call, kept when it is over; the counter
-- of one who is TRANSFERRED is where they are to go, null for any. calls counts those of this
-- stage. Whatever changes a row makes its version larger and writes a step.
CREATE TABLE visit (
  id uuid PRIMARY KEY,
  no bigint GENERATED ALWAYS AS IDENTITY,
  office text NOT NULL REFERENCES office,
  day date NOT NULL,
  service_no integer NOT NULL REFERENCES service,
  number text NOT NULL,
  booking uuid,
  member smallint,
  person uuid,
  name text,
  nationality text CHECK (nationality ~ '^[A-Z]{2}$'),
  slot timestamp,
  lane text NOT NULL CHECK (lane IN ('PRIORITY', 'ONLINE', 'WALK_IN')),
  state text NOT NULL CHECK (state IN ('WAITING', 'CALLED', 'SERVING', 'PARKED', 'TRANSFERRED',
    'READY_FOR_PICKUP', 'COMPLETED', 'POSTPONED', 'LEFT')),
  stage text NOT NULL CHECK (stage IN ('PHOTO', 'INTERVIEW', 'PAYMENT', 'PICKUP')),
  counter text,
  called_by uuid,
  calls smallint NOT NULL DEFAULT 0,
  checked_in_at timestamptz NOT NULL,
  waiting_since timestamptz NOT NULL,
  called_at timestamptz,
  serving_since timestamptz,
  ended_at timestamptz,
  payment_code text,
  paid_at timestamptz,
  ready_on date,
  postponed_reason text,
  note text,
  on_paper boolean NOT NULL DEFAULT false,
  version integer NOT NULL DEFAULT 0,
  CONSTRAINT visit_number UNIQUE (office, day, number),
  CONSTRAINT visit_member UNIQUE (booking, member),
  CONSTRAINT visit_payment UNIQUE (payment_code),
  CONSTRAINT visit_of_booking CHECK (num_nonnulls(booking, member, person, slot) IN (0, 4)),
  FOREIGN KEY (office, counter) REFERENCES counter (office, id)
);
-- Who can be called next, by lane: who has booked in order of their slots, else in that of arrival.
CREATE INDEX visit_in_line ON visit (office, day, lane,
                                     (CASE WHEN lane = 'ONLINE' THEN slot END), no)
  WHERE state IN ('WAITING', 'TRANSFERRED');
CREATE INDEX visit_of_day ON visit (office, day, service_no);
CREATE INDEX visit_named ON visit (day) WHERE name IS NOT NULL;
-- A counter has one visitor at a time.
CREATE UNIQUE INDEX visit_at_counter ON visit (office, counter)
  WHERE state IN ('CALLED', 'SERVING');
CREATE INDEX visit_of_person ON visit (person) WHERE person IS NOT NULL;

-- Every step of a visit, for ever: never deleted, and never updated, but for the notes on who is
-- erased. from_state is null at check-in.
-- reason is needed where somebody was called out of order, postponed, or let go.
CREATE TABLE visit_step (
  no bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  visit uuid NOT NULL REFERENCES visit,
  at timestamptz NOT NULL,
  act text NOT NULL CHECK (act IN ('CHECK_IN', 'CALL', 'CALL_OUT_OF_ORDER', 'RECALL', 'START',
    'PARK', 'UNPARK', 'TRANSFER', 'FINISH_STAGE', 'PAY', 'READY', 'PICK_UP', 'POSTPONE', 'NO_SHOW',
    'LEAVE', 'PAPER')),
  officer uuid,
  counter text,
  from_state text,
  to_state text NOT NULL,
  stage text NOT NULL,
  reason text,
  note text
);
CREATE INDEX visit_step_of_visit ON visit_step (visit, no);

-- The lanes of an office's latest calls, the newest last: what the rule of the lanes looks at. Who
-- calls the next one, or gives a walk-in its number, holds the row: an office does it one by one.
CREATE TABLE calling (
  office text PRIMARY KEY REFERENCES office,
  lanes text[] NOT NULL DEFAULT '{}'
);
