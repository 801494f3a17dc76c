-- Refuses what was set aside, as an administrator has asked, and moves the position past that line:
-- one statement, one transaction. Whoever names a wrong epoch, position or owner changes nothing
-- and gets no row. Of a claim it is REJECTED, of a cancel the booking is KEPT.
WITH moved AS (
  UPDATE partition
     SET position = $4::text, applied = applied + $5::bigint,
         lease_until = clock_timestamp() + $6::bigint * interval '1 millisecond'
   WHERE id = $1::smallint AND epoch = $2::integer AND position = $3::text AND owner = $7::uuid
  RETURNING date_trunc('milliseconds', transaction_timestamp()) AS at
), said AS MATERIALIZED (
  -- A recovery may read the same line again, and something else may be set aside by then.
  SELECT v.outcome[1] AS outcome, v.reason[1] AS reason, v.known_at[1] AS at
    FROM moved JOIN verdicts v ON v.partition = $1::smallint AND v.epoch = $8::integer
     AND v.last_ms = $9::bigint AND v.last_seq = $10::integer
), found AS MATERIALIZED (
  -- The open one, of which there is one at most. A change is never open, and a claim that was
  -- refused stays refused.
  SELECT s.no, s.kind, s.resolution, s.resolved_at
    FROM moved JOIN set_aside s ON s.partition = $1::smallint AND s.claim = $11::uuid
   WHERE s.resolution IS DISTINCT FROM 'RETRIED' AND s.kind <> 'CHANGE'
     AND NOT EXISTS (SELECT FROM said)
   ORDER BY s.resolution IS NULL DESC, s.no DESC
   LIMIT 1
), refused AS (
  UPDATE set_aside s
     SET resolution = 'REFUSED', resolved_at = moved.at
    FROM found, moved
   WHERE s.no = found.no AND found.resolution IS NULL
), answered AS MATERIALIZED (
  SELECT CASE WHEN f.kind = 'CLAIM' THEN 'REJECTED' ELSE 'KEPT' END AS outcome,
         CASE WHEN f.kind = 'CLAIM' THEN 'refused' END AS reason,
         coalesce(f.resolved_at, moved.at) AS at
    FROM moved LEFT JOIN found f ON true
   WHERE NOT EXISTS (SELECT FROM said)
), ruled AS (
  INSERT INTO verdicts (partition, epoch, last_ms, last_seq, decided_at, entry_ms, entry_seq, claim,
                        fingerprint, outcome, reason, known_at)
  SELECT $1::smallint, $8::integer, $9::bigint, $10::integer, at, ARRAY[$9::bigint],
         ARRAY[$10::integer], ARRAY[$11::uuid], ARRAY[$12::uuid], ARRAY[outcome], ARRAY[reason],
         ARRAY[at]
    FROM answered
  ON CONFLICT ON CONSTRAINT verdicts_pkey DO NOTHING
)
SELECT outcome, reason, (extract(epoch FROM at) * 1000)::bigint AS decided_ms
  FROM (SELECT * FROM said UNION ALL SELECT * FROM answered) a
