-- The last audit of each release, told by the owner of its partition: its seats as Redis and as
-- PostgreSQL have them, each the six counts free, held, confirmed, cooling, offered, withheld.
CREATE TABLE conservation (
  release uuid PRIMARY KEY REFERENCES release,
  epoch integer NOT NULL,
  position text NOT NULL,
  redis integer[] NOT NULL CHECK (cardinality(redis) = 6),
  postgres integer[] NOT NULL CHECK (cardinality(postgres) = 6),
  difference integer NOT NULL,
  audited_at timestamptz NOT NULL
);
