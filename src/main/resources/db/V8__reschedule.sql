-- A booking that moves to another slot gets new rows, a version later: the old ones become MOVED,
-- and have given their seats back. Numbers stay said: nobody else is ever called by one.
ALTER TABLE booking
  ADD COLUMN version smallint NOT NULL DEFAULT 0,
  ADD COLUMN moved_at timestamptz,
  DROP CONSTRAINT booking_claim,
  ADD CONSTRAINT booking_claim PRIMARY KEY (id, version, member),
  DROP CONSTRAINT booking_state_check,
  ADD CONSTRAINT booking_state_check CHECK (state IN
    ('CONFIRMED', 'CANCELLED', 'REJECTED', 'MOVED', 'CHECKED_IN', 'NO_SHOW', 'POSTPONED',
     'COMPLETED'));
DROP INDEX booking_seat;
CREATE UNIQUE INDEX booking_seat ON booking (service_no, slot, seat)
  WHERE state NOT IN ('CANCELLED', 'REJECTED', 'MOVED');
-- The few that came from elsewhere. It costs a claim nothing.
CREATE INDEX booking_moved_in ON booking (release) WHERE version > 0;

-- A change that PostgreSQL can not take is refused at once, and noted here.
ALTER TABLE set_aside
  DROP CONSTRAINT set_aside_kind_check,
  ADD CONSTRAINT set_aside_kind_check CHECK (kind IN ('CLAIM', 'CANCEL', 'CHANGE'));
