-- Applies a batch of the ledger that makes and ends offers of the waiting list: one statement, one
-- transaction. Whoever names a wrong epoch, position or owner changes nothing and gets no row. An
-- offer is made to an entry that still waits, whole or not at all: of seats that nobody holds, that
-- are given for the first time as often as it says, to persons who hold nothing.
WITH moved AS (
  UPDATE partition
     SET position = $4::text, applied = applied + $5::bigint,
         lease_until = clock_timestamp() + $6::bigint * interval '1 millisecond'
   WHERE id = $1::smallint AND epoch = $2::integer AND position = $3::text AND owner = $7::uuid
  RETURNING date_trunc('milliseconds', transaction_timestamp()) AS at
), judged_before AS MATERIALIZED (
  -- No entry behind its own epoch's position has a verdict: only old streams are replayed.
  SELECT u.entry_ms, u.entry_seq, u.outcome, coalesce(u.known_at, v.decided_at) AS decided_at
    FROM verdicts v
   CROSS JOIN LATERAL unnest(v.entry_ms, v.entry_seq, v.outcome, v.known_at)
           AS u(entry_ms, entry_seq, outcome, known_at)
   WHERE $8::integer <> $2::integer AND v.partition = $1::smallint AND v.epoch = $8::integer
     AND (v.last_ms, v.last_seq) >= ($24::bigint, $25::integer)
     AND (v.entry_ms[1], v.entry_seq[1]) <= ($26::bigint, $27::integer)
), input AS MATERIALIZED (
  SELECT i.*, v.outcome AS known, v.decided_at AS known_at
    FROM moved
   CROSS JOIN unnest($9::integer[], $10::bigint[], $11::integer[], $12::uuid[], $13::uuid[],
                     $14::text[], $15::smallint[], $16::integer[], $17::timestamp[],
                     $18::smallint[], $19::smallint[], $20::uuid[], $21::text[], $22::bigint[],
                     $23::bigint[])
           AS i(place, entry_ms, entry_seq, id, fingerprint, ends, member, service_no, slot, seat,
                given, person, service, offered_ms, expires_ms)
    LEFT JOIN judged_before v ON v.entry_ms = i.entry_ms AND v.entry_seq = i.entry_seq
), entries AS MATERIALIZED (
  -- As they are now: somebody may have left since this statement began.
  SELECT e.id, e.state, e.release, e.account
    FROM input i JOIN waitlist_entry e ON e.id = i.id AND e.fingerprint = i.fingerprint
   WHERE i.member = 0 AND i.known IS NULL
   ORDER BY e.id
     FOR UPDATE OF e
), checked AS (
  -- Each look-up is one index probe a row.
  SELECT i.*, e.release, e.account,
         coalesce(e.state = 'WAITING' AND p.id IS NOT NULL AND o.id IS NULL AND f.entry IS NULL
                  AND s.fits IS NOT FALSE, false) AS fits
    FROM input i
    LEFT JOIN entries e ON e.id = i.id
    LEFT JOIN LATERAL (
      SELECT person AS id FROM account_person
       WHERE account = e.account AND person = i.person
         AND (leaving_at IS NULL OR leaving_at < now() - interval '1 minute') LIMIT 1) p ON true
    LEFT JOIN LATERAL (
      SELECT id FROM booking
       WHERE person = i.person AND service = i.service
         AND state IN ('CONFIRMED', 'CHECKED_IN') LIMIT 1) o ON true
    LEFT JOIN LATERAL (
      SELECT entry FROM offered
       WHERE service_no = i.service_no AND slot = i.slot AND seat = i.seat LIMIT 1) f ON true
    LEFT JOIN LATERAL (
      SELECT bool_and(state IN ('CANCELLED', 'MOVED') AND given < i.given) AS fits FROM booking
       WHERE service_no = i.service_no AND slot = i.slot AND seat = i.seat
         AND state <> 'REJECTED') s ON true
   WHERE i.ends IS NULL AND i.known IS NULL
), made AS MATERIALIZED (
  SELECT place, id, release, account, service_no, slot, array_agg(seat ORDER BY member) AS seats,
         array_agg(given ORDER BY member) AS given, min(offered_ms) AS offered_ms,
         min(expires_ms) AS expires_ms
    FROM checked
   GROUP BY place, id, release, account, service_no, slot
  HAVING bool_and(fits)
), offers AS (
  INSERT INTO offer (entry, partition, release, account, service_no, slot, seats, given, offered_at,
                     expires_at, state)
  SELECT id, $1::smallint, release, account, service_no, slot, seats, given,
         timestamptz 'epoch' + offered_ms * interval '1 millisecond',
         timestamptz 'epoch' + expires_ms * interval '1 millisecond', 'OPEN'
    FROM made
   ORDER BY place
  RETURNING entry, service_no, slot, seats
), seats AS (
  INSERT INTO offered (service_no, slot, seat, entry)
  SELECT service_no, slot, unnest(seats), entry FROM offers
), are_offered AS (
  UPDATE waitlist_entry e SET state = 'OFFERED' FROM made WHERE e.id = made.id
), ended AS (
  UPDATE offer o SET state = i.ends, ended_at = moved.at
    FROM input i, moved
   WHERE o.entry = i.id AND o.state = 'OPEN' AND i.ends IS NOT NULL AND i.member = 0
     AND i.known IS NULL
), answered AS MATERIALIZED (
  SELECT i.place, i.entry_ms, i.entry_seq, i.id, i.fingerprint, i.known,
         coalesce(i.known, CASE WHEN i.ends IS NOT NULL THEN 'ENDED'
                                WHEN made.id IS NOT NULL THEN 'OFFERED' ELSE 'DECLINED' END)
           AS outcome,
         coalesce(i.known_at, moved.at) AS at
    FROM moved CROSS JOIN input i LEFT JOIN made ON made.place = i.place
   WHERE i.member = 0
), ruled AS (
  INSERT INTO verdicts (partition, epoch, last_ms, last_seq, decided_at, entry_ms, entry_seq, claim,
                        fingerprint, outcome, reason, known_at)
  SELECT $1::smallint, $8::integer, (array_agg(entry_ms ORDER BY place DESC))[1],
         (array_agg(entry_seq ORDER BY place DESC))[1],
         date_trunc('milliseconds', transaction_timestamp()),
         array_agg(entry_ms ORDER BY place), array_agg(entry_seq ORDER BY place),
         array_agg(id ORDER BY place), array_agg(fingerprint ORDER BY place),
         array_agg(outcome ORDER BY place), array_agg(NULL::text ORDER BY place),
         array_agg(at ORDER BY place)
    FROM answered
   WHERE known IS NULL
  HAVING count(*) > 0
)
SELECT place, outcome, NULL::text AS reason, false AS elsewhere,
       (extract(epoch FROM at) * 1000)::bigint AS decided_ms, NULL::bigint AS back_ms
  FROM answered
