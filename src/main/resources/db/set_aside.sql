-- Sets one entry of the ledger aside and moves the position past it: one statement, one
-- transaction. Whoever names a wrong epoch, position or owner changes nothing and gets no row.
-- A change and what concerns an offer do not wait for anybody: they are refused at once, and only
-- noted. An offer whose taking is set aside is taken.
WITH moved AS (
  UPDATE partition
     SET position = $4::text, applied = applied + $5::bigint,
         lease_until = clock_timestamp() + $6::bigint * interval '1 millisecond'
   WHERE id = $1::smallint AND epoch = $2::integer AND position = $3::text AND owner = $7::uuid
  RETURNING date_trunc('milliseconds', transaction_timestamp()) AS at,
            CASE $11::text WHEN 'CHANGE' THEN 'STAYED' WHEN 'OFFER' THEN 'DECLINED'
              WHEN 'OFFER_END' THEN 'OFFERED' ELSE 'SET_ASIDE' END AS outcome,
            $11::text IN ('CHANGE', 'OFFER', 'OFFER_END') AS at_once
), kept AS (
  INSERT INTO set_aside (partition, epoch, entry_ms, entry_seq, kind, claim, release, record,
                         reason, set_aside_at, resolution, resolved_at)
  SELECT $1::smallint, $8::integer, $9::bigint, $10::integer, $11::text, $12::uuid, $13::uuid,
         $14::bytea, $15::text, at, CASE WHEN at_once THEN 'REFUSED' END,
         CASE WHEN at_once THEN at END
    FROM moved
  -- A retry that failed again.
  ON CONFLICT (partition, claim) WHERE resolution IS NULL
  DO UPDATE SET epoch = excluded.epoch, entry_ms = excluded.entry_ms,
                entry_seq = excluded.entry_seq, kind = excluded.kind, reason = excluded.reason,
                set_aside_at = excluded.set_aside_at
), taken AS (
  UPDATE offer SET state = 'TAKEN', ended_at = moved.at
    FROM moved
   WHERE $11::text = 'CLAIM' AND entry = $12::uuid AND state = 'OPEN'
), ruled AS (
  INSERT INTO verdicts (partition, epoch, last_ms, last_seq, decided_at, entry_ms, entry_seq, claim,
                        fingerprint, outcome, reason, known_at)
  SELECT $1::smallint, $8::integer, $9::bigint, $10::integer, at, ARRAY[$9::bigint],
         ARRAY[$10::integer], ARRAY[$12::uuid], ARRAY[$16::uuid], ARRAY[outcome],
         ARRAY[NULL::text], ARRAY[at]
    FROM moved
  ON CONFLICT ON CONSTRAINT verdicts_pkey DO NOTHING
)
SELECT outcome, NULL::text AS reason,
       (extract(epoch FROM at) * 1000)::bigint AS decided_ms
  FROM moved
