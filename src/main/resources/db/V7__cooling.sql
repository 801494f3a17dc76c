-- From when a seat that was given back is claimable again, chosen at random when its cancel was
-- asked; a rebuild of Redis knows it by this. Null: 2 s after it came back.
ALTER TABLE booking ADD COLUMN back_at timestamptz;
-- Whether the cancel was asked for after the cut-off; null where nothing was cancelled.
ALTER TABLE booking ADD COLUMN cancelled_late boolean;
-- The few seats that cool, for the audit. Neither index costs a claim anything.
CREATE INDEX booking_cooling ON booking (service_no, slot, back_at) WHERE back_at IS NOT NULL;
-- Late cancels are counted by person.
CREATE INDEX booking_cancelled_late ON booking (person, cancelled_at) WHERE cancelled_late;
