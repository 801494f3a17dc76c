-- Accounts that people register themselves, and what is kept of a person's identity number.

-- verified_at: the login is an e-mail address, and its owner has shown that mail reaches them. Who
-- is made by an operator needs no showing, hence the default. generation is told in each token: one
-- that says less is over. sessions_ended_at is when it last grew, for nodes to hear of it.
ALTER TABLE account
  ADD COLUMN language text NOT NULL DEFAULT 'id' CHECK (language IN ('en', 'id')),
  ADD COLUMN verified_at timestamptz DEFAULT now(),
  ADD COLUMN generation integer NOT NULL DEFAULT 0,
  ADD COLUMN sessions_ended_at timestamptz,
  ADD COLUMN erased_at timestamptz;
CREATE INDEX account_sessions_ended ON account (sessions_ended_at)
  WHERE sessions_ended_at IS NOT NULL;
CREATE INDEX account_unverified ON account (created_at)
  WHERE verified_at IS NULL AND erased_at IS NULL;

-- pepper: with which version of it identity_hmac was made. number: the identity number, encrypted
-- with AES-256-GCM under the key of number_key and bound to this row's id; null where it was never
-- given. An erased person has none of it, and an id that was made of nothing.
-- looked_at: when the retention job was last told that this person is of use.
ALTER TABLE person
  ALTER COLUMN identity_hmac DROP NOT NULL,
  ALTER COLUMN name DROP NOT NULL,
  ADD COLUMN pepper smallint NOT NULL DEFAULT 1,
  ADD COLUMN kind text CHECK (kind IN ('NIK', 'PASSPORT')),
  ADD COLUMN country text CHECK (country ~ '^[A-Z]{2}$'),
  ADD COLUMN number bytea,
  ADD COLUMN number_key smallint,
  ADD COLUMN birth_date date,
  ADD COLUMN sex text CHECK (sex IN ('FEMALE', 'MALE')),
  ADD COLUMN nationality text CHECK (nationality ~ '^[A-Z]{2}$'),
  ADD COLUMN looked_at timestamptz NOT NULL DEFAULT now(),
  ADD COLUMN erased_at timestamptz,
  ADD CONSTRAINT person_whole_or_erased CHECK
    (CASE WHEN erased_at IS NULL THEN identity_hmac IS NOT NULL AND name IS NOT NULL
     ELSE num_nonnulls(identity_hmac, name, kind, country, number, birth_date, sex,
                       nationality) = 0 END);
CREATE INDEX person_looked_at ON person (looked_at) WHERE erased_at IS NULL;

-- A person who was taken out of an account stays listed here for a while: bookings that were under
-- way then are found by it, and nobody passes crowds through the five places of one account.
ALTER TABLE account_person ADD COLUMN removed_at timestamptz;
CREATE INDEX account_person_of ON account_person (person);
CREATE INDEX account_person_removed ON account_person (removed_at) WHERE removed_at IS NOT NULL;

-- Whatever is not open, by its person: to pseudonymise it. A claim does not pay for it.
CREATE INDEX booking_of_person ON booking (person) WHERE state NOT IN ('CONFIRMED', 'CHECKED_IN');

-- The versions of the pepper that were ever used, each with the HMAC of a fixed text: a file with
-- another secret under the same version is noticed at the start.
CREATE TABLE pepper (
  version smallint PRIMARY KEY,
  mark bytea NOT NULL
);
-- The version that new persons are registered under; who has an older file may add none.
ALTER TABLE installation ADD COLUMN pepper smallint NOT NULL DEFAULT 0;

-- What was last sent to an account for a purpose: a code that works once, as its HMAC, or none
-- where the message only says something. first_sent_at and sent count a day's messages.
CREATE TABLE one_time_code (
  account uuid NOT NULL REFERENCES account ON DELETE CASCADE,
  purpose text NOT NULL CHECK (purpose IN ('VERIFY', 'RESET', 'KNOWN')),
  code_hmac bytea,
  expires_at timestamptz NOT NULL,
  attempts smallint NOT NULL DEFAULT 0,
  sent_at timestamptz NOT NULL DEFAULT now(),
  first_sent_at timestamptz NOT NULL DEFAULT now(),
  sent smallint NOT NULL DEFAULT 1,
  PRIMARY KEY (account, purpose)
);
