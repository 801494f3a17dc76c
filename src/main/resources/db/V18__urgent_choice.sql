-- Whose stay permit ends before the slot may come to the office earlier, in the priority lane and
-- without another slot: up to come_by, the permit's last day when it was chosen.
CREATE TABLE urgent_choice (
  booking uuid NOT NULL,
  member smallint NOT NULL,
  chosen_at timestamptz NOT NULL DEFAULT date_trunc('milliseconds', now()),
  come_by date NOT NULL,
  PRIMARY KEY (booking, member)
);
