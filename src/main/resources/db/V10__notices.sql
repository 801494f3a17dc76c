-- What became of bookings: each state that one comes into after CONFIRMED, written in the
-- transaction that brings it there, whatever that is. An insert of a booking does not fire the
-- trigger, so a claim pays nothing; that one was CONFIRMED is told by the verdicts. Of one that
-- MOVED, version is the one that it left. The numbers of one booking's changes are in the order of
-- their commits, since both write the same row; across bookings they need not be.
CREATE TABLE booking_change (
  no bigint GENERATED ALWAYS AS IDENTITY,
  booking uuid NOT NULL,
  version smallint NOT NULL,
  state text NOT NULL,
  changed_at timestamptz NOT NULL,
  partition smallint NOT NULL,
  noticed boolean NOT NULL DEFAULT false,
  PRIMARY KEY (booking, no)
);
CREATE INDEX booking_change_unnoticed ON booking_change (partition, no) WHERE NOT noticed;

-- What was before this: told to who follows a booking, no notice to anybody.
INSERT INTO booking_change (booking, version, state, changed_at, partition, noticed)
SELECT b.id, b.version, b.state, coalesce(b.moved_at, b.cancelled_at, b.decided_at), s.partition,
       true
  FROM booking b JOIN service s ON s.no = b.service_no
 WHERE b.member = 0 AND b.state NOT IN ('CONFIRMED', 'REJECTED')
 ORDER BY b.id, b.version;

CREATE FUNCTION note_booking_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- A notice never hinders what it tells of: where there is no service, nobody is told.
  INSERT INTO booking_change (booking, version, state, changed_at, partition)
  SELECT NEW.id, NEW.version, NEW.state, date_trunc('milliseconds', transaction_timestamp()),
         partition
    FROM service
   WHERE no = NEW.service_no;
  RETURN NULL;
END $$;

CREATE TRIGGER booking_changed
  AFTER UPDATE OF state ON booking
  FOR EACH ROW
  WHEN (NEW.member = 0 AND NEW.state IS DISTINCT FROM OLD.state AND OLD.state <> 'REJECTED')
  EXECUTE FUNCTION note_booking_change();

-- How far notices of each partition's verdicts are written. Verdicts of an epoch come in the order
-- of its stream, but for those that a recovery finds in an old one: of such an epoch nothing is
-- read before it is drained.
CREATE TABLE notice_cursor (
  partition smallint PRIMARY KEY REFERENCES partition,
  epoch integer NOT NULL DEFAULT 0,
  last_ms bigint NOT NULL DEFAULT 0,
  last_seq integer NOT NULL DEFAULT 0
);
-- Nobody is told of what was confirmed before this.
INSERT INTO notice_cursor (partition, epoch, last_ms, last_seq)
SELECT DISTINCT ON (partition) partition, epoch, last_ms, last_seq
  FROM verdicts
 ORDER BY partition, epoch DESC, last_ms DESC, last_seq DESC;

-- Up to which local time the slots of a service were looked at for reminders.
CREATE TABLE reminded (
  service_no integer PRIMARY KEY REFERENCES service,
  until timestamp NOT NULL
);

-- Where notices of an office's bookings go, signed. The secret is derived from this version of the
-- pepper and the id, and not kept. failures are those since the last success, failing_since is when
-- the first of them was.
CREATE TABLE webhook (
  id uuid PRIMARY KEY,
  office text NOT NULL REFERENCES office,
  url text NOT NULL,
  kinds text[] NOT NULL,
  pepper smallint NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  failures integer NOT NULL DEFAULT 0,
  failing_since timestamptz,
  disabled_at timestamptz,
  disabled_reason text
);

-- The outbox: a row a notice and receiver, gone when the receiver has taken it. receiver is
-- a webhook, or all zeros: the mail of the booking's account. A row that is being delivered is due
-- again when its lease is over; attempts is what names the delivery under way.
CREATE TABLE notice (
  no bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  receiver uuid NOT NULL,
  booking uuid NOT NULL,
  version smallint NOT NULL,
  kind text NOT NULL,
  happened_at timestamptz NOT NULL,
  due_at timestamptz NOT NULL DEFAULT now(),
  attempts smallint NOT NULL DEFAULT 0,
  failure text,
  set_aside_at timestamptz
);
CREATE INDEX notice_due ON notice (receiver, due_at, no) WHERE set_aside_at IS NULL;
CREATE INDEX notice_in_order ON notice (receiver, booking, no) WHERE set_aside_at IS NULL;
CREATE INDEX notice_set_aside ON notice (receiver) WHERE set_aside_at IS NOT NULL;

-- Who hears of something of this kind, at this office, for this account: the one place that
-- decides it, for every kind.
CREATE FUNCTION notice_receivers(of_kind text, of_office text, of_account uuid, by_mail boolean)
RETURNS SETOF uuid LANGUAGE sql STABLE AS $$
  SELECT '00000000-0000-0000-0000-000000000000'::uuid FROM account
   WHERE by_mail AND id = of_account AND verified_at IS NOT NULL AND login LIKE '%@%'
  UNION ALL
  SELECT id FROM webhook
   WHERE office = of_office AND of_kind = ANY (kinds) AND disabled_at IS NULL
$$;
