-- Entries of the ledger that PostgreSQL can not take, each by itself, for an administrator to
-- resolve. A claim of them stays HELD in Redis, its seats are nobody else's; a recovery rebuilds it
-- from its record here.
CREATE TABLE set_aside (
  no bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  partition smallint NOT NULL,
  epoch integer NOT NULL,
  entry_ms bigint NOT NULL,
  entry_seq integer NOT NULL,
  kind text NOT NULL CHECK (kind IN ('CLAIM', 'CANCEL')),
  claim uuid NOT NULL,
  release uuid NOT NULL,
  record bytea NOT NULL,
  reason text NOT NULL,
  set_aside_at timestamptz NOT NULL,
  resolution text CHECK (resolution IN ('RETRIED', 'REFUSED')),
  resolved_at timestamptz
);
CREATE UNIQUE INDEX set_aside_open ON set_aside (partition, claim) WHERE resolution IS NULL;
CREATE INDEX set_aside_of_release ON set_aside (release);
