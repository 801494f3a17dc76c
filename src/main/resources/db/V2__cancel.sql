-- When PostgreSQL took a cancel; decided_at stays the instant of the confirmation.
ALTER TABLE booking ADD COLUMN cancelled_at timestamptz;
