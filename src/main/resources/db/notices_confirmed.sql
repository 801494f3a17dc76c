-- Writes the notices of what was confirmed behind a partition's cursor, as many verdicts as have
-- about so many claims, and moves the cursor past them: one statement of the transaction that has
-- locked the cursor. It answers whether there is more, and whether there is some that must not be
-- read yet. A claim that PostgreSQL knew before, which a recovery reads again, has its notice: it
-- was confirmed by another verdict.
WITH place AS MATERIALIZED (
  SELECT c.epoch, c.last_ms, c.last_seq, p.epoch AS live, p.drained
    FROM notice_cursor c JOIN partition p ON p.id = c.partition
   WHERE c.partition = $1::smallint
), ahead AS MATERIALIZED (
  -- Of an epoch that is over nothing is read until all of its stream is there.
  SELECT v.*, row_number() OVER stream AS place,
         sum(cardinality(v.claim)) OVER stream - cardinality(v.claim) AS claims_before
    FROM place
   CROSS JOIN LATERAL (
     SELECT epoch, last_ms, last_seq, decided_at, claim, outcome, known_at
       FROM verdicts
      WHERE partition = $1::smallint
        AND (epoch, last_ms, last_seq) > (place.epoch, place.last_ms, place.last_seq)
        AND (epoch = place.live OR epoch <= place.drained)
      ORDER BY epoch, last_ms, last_seq
      LIMIT 64) v
  WINDOW stream AS (ORDER BY v.epoch, v.last_ms, v.last_seq)
), batch AS MATERIALIZED (
  SELECT * FROM ahead WHERE claims_before < $2::integer
), moved AS (
  UPDATE notice_cursor c
     SET epoch = l.epoch, last_ms = l.last_ms, last_seq = l.last_seq
    FROM (SELECT * FROM batch ORDER BY place DESC LIMIT 1) l
   WHERE c.partition = $1::smallint
), written AS (
  INSERT INTO notice (receiver, booking, version, kind, happened_at)
  SELECT r.receiver, b.id, 0, $4::text, b.decided_at
    FROM batch v
   CROSS JOIN LATERAL unnest(v.claim, v.outcome, v.known_at) WITH ORDINALITY
           AS u(claim, outcome, known_at, line)
   CROSS JOIN LATERAL (
     SELECT id, account, service_no, decided_at FROM booking
      WHERE id = u.claim AND version = 0 AND member = 0 LIMIT 1) b
    JOIN service s ON s.no = b.service_no
   CROSS JOIN LATERAL notice_receivers($4::text, s.office, b.account, $3::boolean) AS r(receiver)
   -- Asked once: where nobody wants to hear of it no claim is looked at.
   WHERE ($3::boolean OR EXISTS (
       SELECT FROM webhook WHERE $4::text = ANY (kinds) AND disabled_at IS NULL))
     AND coalesce(u.outcome, 'CONFIRMED') = 'CONFIRMED'
     AND coalesce(u.known_at, v.decided_at) = v.decided_at
   ORDER BY v.place, u.line
)
SELECT (SELECT count(*) FROM batch) < (SELECT count(*) FROM ahead)
       OR (SELECT count(*) FROM ahead) = 64 AS more,
       EXISTS (
         SELECT FROM place JOIN verdicts v ON v.partition = $1::smallint
            AND (v.epoch, v.last_ms, v.last_seq) > (place.epoch, place.last_ms, place.last_seq)
            AND v.epoch <> place.live AND v.epoch > place.drained) AS waits
