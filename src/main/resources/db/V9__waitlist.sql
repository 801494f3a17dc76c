-- The waiting list: who gets a seat that comes back, in the order of joining (no). An entry is
-- named by its client; a booking that comes of it has the same id. Without slots it is for any.
CREATE TABLE waitlist_entry (
  id uuid PRIMARY KEY,
  no bigint GENERATED ALWAYS AS IDENTITY,
  release uuid NOT NULL,
  partition smallint NOT NULL,
  account uuid NOT NULL,
  fingerprint uuid NOT NULL,
  slots timestamp[] NOT NULL,
  party uuid[] NOT NULL,
  joined_at timestamptz NOT NULL,
  state text NOT NULL CHECK (state IN
    ('WAITING', 'OFFERED', 'TAKEN', 'EXPIRED', 'LEFT', 'BOOKED', 'OVER')),
  ended_at timestamptz
);
CREATE INDEX waitlist_in_order ON waitlist_entry (release, no) WHERE state = 'WAITING';
CREATE INDEX waitlist_of_partition ON waitlist_entry (partition, release)
  WHERE state IN ('WAITING', 'OFFERED');
CREATE INDEX waitlist_of_account ON waitlist_entry (account, no);
-- By its person: to pseudonymise it.
CREATE INDEX waitlist_of_person ON waitlist_entry USING gin (party);

-- Who waits, or has an offer, now: a person once a release.
CREATE TABLE waiting (
  release uuid NOT NULL,
  person uuid NOT NULL,
  entry uuid NOT NULL REFERENCES waitlist_entry,
  CONSTRAINT waiting_once PRIMARY KEY (release, person)
);
CREATE INDEX waiting_of_entry ON waiting (entry);

-- A seat or a party's seats, offered to an entry: once, until an instant. `given` is how often each
-- seat will have been given once it is taken. A row is written by the ledger alone; no counts them
-- in the order in which they were made.
CREATE TABLE offer (
  entry uuid PRIMARY KEY REFERENCES waitlist_entry,
  no bigint GENERATED ALWAYS AS IDENTITY,
  partition smallint NOT NULL,
  release uuid NOT NULL,
  account uuid NOT NULL,
  service_no integer NOT NULL,
  slot timestamp NOT NULL,
  seats smallint[] NOT NULL,
  given smallint[] NOT NULL,
  offered_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  state text NOT NULL CHECK (state IN
    ('OPEN', 'TAKEN', 'EXPIRED', 'DECLINED', 'REFUSED', 'OVER')),
  ended_at timestamptz
);
CREATE UNIQUE INDEX offer_in_order ON offer (no);
CREATE INDEX offer_open ON offer (partition, release) WHERE state = 'OPEN';

-- The seats that are on offer now: each to one entry.
CREATE TABLE offered (
  service_no integer NOT NULL,
  slot timestamp NOT NULL,
  seat smallint NOT NULL,
  entry uuid NOT NULL REFERENCES offer,
  CONSTRAINT offered_once PRIMARY KEY (service_no, slot, seat)
);
CREATE INDEX offered_of_entry ON offered (entry);

-- Whatever ends an offer ends its entry, in the same transaction.
CREATE FUNCTION offer_ends() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM offered WHERE entry = NEW.entry;
  UPDATE waitlist_entry
     SET state = CASE NEW.state WHEN 'REFUSED' THEN 'BOOKED' WHEN 'DECLINED' THEN 'LEFT'
                 ELSE NEW.state END,
         ended_at = NEW.ended_at
   WHERE id = NEW.entry AND (state = 'OFFERED' OR NEW.state = 'TAKEN');
  RETURN NULL;
END $$;
CREATE TRIGGER offer_ends AFTER UPDATE OF state ON offer
  FOR EACH ROW WHEN (OLD.state = 'OPEN' AND NEW.state <> 'OPEN') EXECUTE FUNCTION offer_ends();

-- Who does not wait any more may join again.
CREATE FUNCTION waiting_ends() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM waiting WHERE entry = NEW.id;
  RETURN NULL;
END $$;
CREATE TRIGGER waiting_ends AFTER UPDATE OF state ON waitlist_entry
  FOR EACH ROW WHEN (OLD.state IN ('WAITING', 'OFFERED')
                     AND NEW.state NOT IN ('WAITING', 'OFFERED')) EXECUTE FUNCTION waiting_ends();

ALTER TABLE set_aside
  DROP CONSTRAINT set_aside_kind_check,
  ADD CONSTRAINT set_aside_kind_check CHECK (kind IN
    ('CLAIM', 'CANCEL', 'CHANGE', 'OFFER', 'OFFER_END'));
