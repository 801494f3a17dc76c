-- Tickets that are not valid any more, written in the transaction that ended them: whoever moves or
-- cancels a booking, its ticket is revoked. A ticket is named by the seat of the booking's first
-- member and how often that seat was given, as it was before the change. A booking moves by
-- a row that becomes MOVED, or is changed itself. An insert of a booking does not fire the trigger,
-- so a claim pays nothing. No ticket was signed before this.
CREATE TABLE ticket_revocation (
  booking uuid NOT NULL,
  slot timestamp NOT NULL,
  seat smallint NOT NULL,
  given smallint NOT NULL,
  reason text NOT NULL CHECK (reason IN ('CANCELLED', 'MOVED')),
  revoked_at timestamptz NOT NULL,
  CONSTRAINT ticket_revoked_once PRIMARY KEY (booking, slot, seat, given)
);
-- The list for officers is read from today on.
CREATE INDEX ticket_revocation_slot ON ticket_revocation (slot, booking);

CREATE FUNCTION revoke_ticket() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO ticket_revocation (booking, slot, seat, given, reason, revoked_at)
  VALUES (OLD.id, OLD.slot, OLD.seat, OLD.given,
          CASE WHEN NEW.state = 'CANCELLED' THEN 'CANCELLED' ELSE 'MOVED' END,
          date_trunc('milliseconds', transaction_timestamp()))
  ON CONFLICT ON CONSTRAINT ticket_revoked_once DO NOTHING;
  RETURN NULL;
END $$;

CREATE TRIGGER booking_ticket_revoked
  AFTER UPDATE OF state, slot, seat, given ON booking
  FOR EACH ROW
  WHEN (OLD.member = 0 AND OLD.state IN ('CONFIRMED', 'CHECKED_IN')
    AND (NEW.state IN ('CANCELLED', 'MOVED')
      OR (NEW.slot, NEW.seat, NEW.given) IS DISTINCT FROM (OLD.slot, OLD.seat, OLD.given)))
  EXECUTE FUNCTION revoke_ticket();
