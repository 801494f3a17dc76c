-- Applies a batch of the ledger: one statement, one transaction. Whoever names a wrong epoch,
-- position or owner changes nothing and gets no row. Codes are those of claim/Rejection; 0 is a
-- claim that PostgreSQL knows, 9 one that it takes. A party is taken whole or not at all.
WITH moved AS (
  UPDATE partition
     SET position = $4::text, applied = applied + $5::bigint,
         lease_until = clock_timestamp() + $6::bigint * interval '1 millisecond'
   WHERE id = $1::smallint AND epoch = $2::integer AND position = $3::text AND owner = $7::uuid
  RETURNING applied
), input AS MATERIALIZED (
  SELECT i.*
    FROM moved,
         unnest($9::integer[], $10::bigint[], $11::integer[], $12::uuid[], $13::smallint[],
                $14::integer[], $15::timestamp[], $16::smallint[], $17::smallint[], $18::uuid[],
                $19::text[], $20::uuid[], $21::uuid[], $22::uuid[], $23::bigint[])
           AS i(place, entry_ms, entry_seq, id, member, service_no, slot, seat, given, person,
                service, release, account, fingerprint, claimed_ms)
), checked AS (
  SELECT i.place,
         CASE
           WHEN v.claim IS NOT NULL THEN 0
           WHEN b.id IS NOT NULL AND b.fingerprint <> i.fingerprint THEN 1
           WHEN b.id IS NOT NULL THEN 0
           WHEN p.id IS NULL THEN 2
           WHEN o.id IS NOT NULL THEN 3
           WHEN s.id IS NOT NULL THEN 4
           WHEN n.id IS NOT NULL THEN 5
           ELSE 9
         END AS code,
         v.claim IS NOT NULL AS judged_before,
         coalesce(v.outcome,
                  CASE WHEN b.state = 'REJECTED' THEN 'REJECTED' ELSE 'CONFIRMED' END) AS outcome,
         CASE WHEN v.claim IS NOT NULL THEN v.reason ELSE b.reason END AS reason,
         coalesce(v.decided_at, b.decided_at) AS decided_at,
         v.claim IS NULL AND b.id IS NOT NULL
           AND (b.service_no, b.slot, b.seat) <> (i.service_no, i.slot, i.seat) AS elsewhere
    FROM input i
    LEFT JOIN verdict v ON v.partition = $1::smallint AND v.epoch = $8::integer
                       AND v.entry_ms = i.entry_ms AND v.entry_seq = i.entry_seq
    LEFT JOIN booking b ON b.id = i.id AND b.member = i.member
    LEFT JOIN person p ON p.id = i.person
    LEFT JOIN booking o ON o.person = i.person AND o.service = i.service
                       AND o.state IN ('CONFIRMED', 'CHECKED_IN')
    LEFT JOIN booking s ON s.service_no = i.service_no AND s.slot = i.slot AND s.seat = i.seat
                       AND s.state NOT IN ('CANCELLED', 'REJECTED')
    LEFT JOIN booking n ON n.service_no = i.service_no AND n.slot = i.slot AND n.seat = i.seat
                       AND n.given = i.given AND n.state <> 'REJECTED'
), judged AS MATERIALIZED (
  SELECT place, min(code) AS code, bool_or(judged_before) AS judged_before,
         bool_or(elsewhere) AS elsewhere,
         CASE min(code) WHEN 9 THEN 'CONFIRMED' WHEN 0 THEN min(outcome) ELSE 'REJECTED' END
           AS outcome,
         CASE min(code) WHEN 0 THEN min(reason)
           ELSE (ARRAY['claim-differs', 'person-gone', 'already-booked', 'slot-taken',
                       'number-taken'])[min(code)] END AS reason,
         CASE min(code) WHEN 0 THEN min(decided_at)
           ELSE date_trunc('milliseconds', transaction_timestamp()) END AS decided_at
    FROM checked
   GROUP BY place
), booked AS (
  INSERT INTO booking (id, member, service_no, slot, seat, given, person, service, release,
                       account, fingerprint, state, reason, claimed_at, decided_at)
  SELECT i.id, i.member, i.service_no, i.slot, i.seat, i.given, i.person, i.service, i.release,
         i.account, i.fingerprint, j.outcome, j.reason,
         timestamptz 'epoch' + i.claimed_ms * interval '1 millisecond', j.decided_at
    FROM judged j JOIN input i USING (place)
   WHERE j.code > 1
   ORDER BY i.person, i.service
), ruled AS (
  INSERT INTO verdict (partition, epoch, entry_ms, entry_seq, claim, fingerprint, outcome, reason,
                       decided_at)
  SELECT $1::smallint, $8::integer, i.entry_ms, i.entry_seq, i.id, i.fingerprint, j.outcome,
         j.reason, j.decided_at
    FROM judged j JOIN input i USING (place)
   WHERE i.member = 0 AND NOT j.judged_before
   ORDER BY i.entry_ms, i.entry_seq
)
SELECT place, outcome, reason, elsewhere,
       (extract(epoch FROM decided_at) * 1000)::bigint AS decided_ms
  FROM judged
