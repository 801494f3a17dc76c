-- That somebody who waits is offered seats is told like what becomes of a booking, under the
-- entry's id: the booking that may come of it has the same. There is no booking yet, so whoever
-- reads booking_change looks for an OFFERED in offer. An offer is inserted once, whatever is
-- replayed.
CREATE FUNCTION note_offer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO booking_change (booking, version, state, changed_at, partition)
  VALUES (NEW.entry, 0, 'OFFERED', NEW.offered_at, NEW.partition);
  RETURN NULL;
END $$;
CREATE TRIGGER offer_told AFTER INSERT ON offer
  FOR EACH ROW EXECUTE FUNCTION note_offer();
