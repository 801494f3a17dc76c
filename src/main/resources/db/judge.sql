-- Judges a batch of the ledger, entry by entry: one statement, one transaction. Whoever names a
-- wrong epoch, position or owner changes nothing and gets no row. Codes are those of
-- claim/Rejection; 0 is a claim that PostgreSQL knows, 9 one that it takes. A party is taken whole
-- or not at all, cancelled whole or kept, and moved whole or left where it is: only one that is
-- still CONFIRMED is cancelled or moved. Nobody is given a seat in a slot that has begun. Claims of
-- $50 take an offer of the waiting list: it must be open, and ends with them.
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
                $19::text[], $20::uuid[], $21::uuid[], $22::uuid[], $23::bigint[],
                $49::bigint[])
           AS i(place, entry_ms, entry_seq, id, member, service_no, slot, seat, given, person,
                service, release, account, fingerprint, claimed_ms, starts_ms)
), judged_before AS MATERIALIZED (
  -- No entry behind its own epoch's position has a verdict: only old streams are replayed.
  SELECT u.entry_ms, u.entry_seq, u.claim, coalesce(u.outcome, 'CONFIRMED') AS outcome, u.reason,
         coalesce(u.known_at, v.decided_at) AS decided_at, b.back_at
    FROM verdicts v
   CROSS JOIN LATERAL unnest(v.entry_ms, v.entry_seq, v.claim, v.outcome, v.reason, v.known_at)
           AS u(entry_ms, entry_seq, claim, outcome, reason, known_at)
    LEFT JOIN LATERAL (
      SELECT back_at FROM booking
       WHERE u.outcome IN ('CANCELLED', 'MOVED') AND id = u.claim
         AND (u.outcome = 'CANCELLED' AND state = 'CANCELLED'
           OR u.outcome = 'MOVED' AND moved_at = coalesce(u.known_at, v.decided_at))
       LIMIT 1) b ON true
   WHERE $8::integer <> $2::integer AND v.partition = $1::smallint AND v.epoch = $8::integer
     AND (v.last_ms, v.last_seq) >= ($29::bigint, $30::integer)
     AND (v.entry_ms[1], v.entry_seq[1]) <= ($31::bigint, $32::integer)
), checked AS (
  -- Each look-up is one index probe a row, whatever the planner knows of the tables.
  SELECT i.*,
         CASE
           WHEN v.claim IS NOT NULL THEN 0
           WHEN b.id IS NOT NULL AND b.fingerprint <> i.fingerprint THEN 1
           WHEN b.id IS NOT NULL THEN 0
           WHEN p.id IS NULL THEN 2
           WHEN o.id IS NOT NULL THEN 3
           WHEN s.held THEN 4
           WHEN s.said THEN 5
           WHEN i.id = ANY ($50::uuid[]) AND f.entry IS NULL THEN 6
           WHEN extract(epoch FROM clock_timestamp()) * 1000 >= i.starts_ms THEN 7
           ELSE 9
         END AS code,
         v.claim IS NOT NULL AS judged_before,
         p.id IS NULL AS is_gone,
         coalesce(v.outcome,
                  CASE WHEN b.state = 'REJECTED' THEN 'REJECTED' ELSE 'CONFIRMED' END) AS known,
         CASE WHEN v.claim IS NOT NULL THEN v.reason ELSE b.reason END AS known_reason,
         coalesce(v.decided_at, b.decided_at) AS known_at,
         v.claim IS NULL AND b.id IS NOT NULL AND b.fingerprint = i.fingerprint
           AND (b.service_no, b.slot, b.seat) <> (i.service_no, i.slot, i.seat) AS elsewhere
    FROM input i
    LEFT JOIN judged_before v ON v.entry_ms = i.entry_ms AND v.entry_seq = i.entry_seq
    LEFT JOIN LATERAL (
      SELECT * FROM booking WHERE id = i.id AND member = i.member
       ORDER BY version DESC LIMIT 1) b ON true
    LEFT JOIN LATERAL (
      SELECT person AS id FROM account_person
       WHERE account = i.account AND person = i.person
         AND (leaving_at IS NULL OR leaving_at < now() - interval '1 minute') LIMIT 1) p ON true
    LEFT JOIN LATERAL (
      SELECT id FROM booking
       WHERE person = i.person AND service = i.service
         AND state IN ('CONFIRMED', 'CHECKED_IN') LIMIT 1) o ON true
    LEFT JOIN LATERAL (
      SELECT bool_or(state NOT IN ('CANCELLED', 'MOVED')) AS held,
             bool_or(given = i.given) AS said
        FROM booking
       WHERE service_no = i.service_no AND slot = i.slot AND seat = i.seat
         AND state <> 'REJECTED') s ON true
    LEFT JOIN LATERAL (
      SELECT entry FROM offer WHERE entry = i.id AND state = 'OPEN' LIMIT 1) f ON true
), party AS (
  SELECT c.*, min(code) OVER claims AS ruling, bool_or(elsewhere) OVER claims AS any_elsewhere
    FROM checked c
  WINDOW claims AS (PARTITION BY place)
), judged AS MATERIALIZED (
  SELECT party.*,
         CASE ruling WHEN 9 THEN 'CONFIRMED' WHEN 0 THEN known ELSE 'REJECTED' END AS outcome,
         CASE ruling WHEN 0 THEN known_reason
           ELSE (ARRAY['claim-differs', 'person-gone', 'already-booked', 'slot-taken',
                      'number-taken', 'refused', 'slot-begun'])[ruling] END AS reason,
         CASE ruling WHEN 0 THEN known_at
           ELSE date_trunc('milliseconds', transaction_timestamp()) END AS decided_at
    FROM party
), booked AS (
  INSERT INTO booking (id, member, service_no, slot, seat, given, person, service, release,
                       account, fingerprint, state, reason, claimed_at, decided_at)
  -- A person who is gone may have been erased: nothing new is kept under their id.
  SELECT id, member, service_no, slot, seat, given,
         CASE WHEN is_gone THEN gen_random_uuid() ELSE person END, service, release,
         account, fingerprint, outcome, reason,
         timestamptz 'epoch' + claimed_ms * interval '1 millisecond', decided_at
    FROM judged
   WHERE ruling > 1
   ORDER BY person, service
), offers_taken AS (
  UPDATE offer f
     SET state = CASE WHEN j.outcome = 'CONFIRMED' THEN 'TAKEN'
                      WHEN j.reason = 'slot-begun' THEN 'EXPIRED' ELSE 'REFUSED' END,
         ended_at = date_trunc('milliseconds', transaction_timestamp())
    FROM judged j
   WHERE j.id = ANY ($50::uuid[]) AND j.member = 0 AND NOT j.judged_before
     AND f.entry = j.id AND f.state = 'OPEN'
), cancels AS MATERIALIZED (
  SELECT c.*, v.claim IS NOT NULL AS judged_before, v.outcome AS known, v.reason AS known_reason,
         v.decided_at AS known_at, v.back_at AS known_back_at
    FROM moved
   CROSS JOIN unnest($24::integer[], $25::bigint[], $26::integer[], $27::uuid[], $28::uuid[],
                     $33::bigint[], $34::boolean[])
           AS c(place, entry_ms, entry_seq, id, fingerprint, cooling_ms, late)
    LEFT JOIN judged_before v ON v.entry_ms = c.entry_ms AND v.entry_seq = c.entry_seq
), locked AS MATERIALIZED (
  -- As they are now: the floor may have changed a row since this statement began.
  SELECT b.id, b.state, b.cancelled_at, b.back_at, c.cooling_ms, c.late
    FROM cancels c JOIN booking b ON b.id = c.id AND b.fingerprint = c.fingerprint
   WHERE NOT c.judged_before AND b.state <> 'MOVED'
   ORDER BY b.id, b.member
     FOR UPDATE OF b
), found AS MATERIALIZED (
  SELECT id, bool_and(state = 'CONFIRMED') AS open, bool_and(state = 'CANCELLED') AS cancelled,
         min(state) AS state, min(cancelled_at) AS cancelled_at, min(back_at) AS back_at,
         date_trunc('milliseconds', transaction_timestamp())
           + min(cooling_ms) * interval '1 millisecond' AS cools_until, bool_or(late) AS late
    FROM locked
   GROUP BY id
), cancelled AS (
  UPDATE booking b
     SET state = 'CANCELLED', cancelled_at = date_trunc('milliseconds', transaction_timestamp()),
         back_at = f.cools_until, cancelled_late = f.late
    FROM found f
   WHERE b.id = f.id AND f.open AND b.state = 'CONFIRMED'
), moves AS MATERIALIZED (
  SELECT c.*, v.claim IS NOT NULL AS judged_before, v.outcome AS known, v.reason AS known_reason,
         v.decided_at AS known_at, v.back_at AS known_back_at
    FROM moved
   CROSS JOIN unnest($35::integer[], $36::bigint[], $37::integer[], $38::uuid[], $39::uuid[],
                     $40::smallint[], $41::smallint[], $42::integer[], $43::timestamp[],
                     $44::smallint[], $45::smallint[], $46::uuid[], $47::bigint[], $48::bigint[])
           AS c(place, entry_ms, entry_seq, id, fingerprint, version, member, service_no, slot,
                seat, given, release, cooling_ms, starts_ms)
    LEFT JOIN judged_before v ON v.entry_ms = c.entry_ms AND v.entry_seq = c.entry_seq
), standing AS MATERIALIZED (
  -- As they are now, like those that are cancelled.
  SELECT b.id, b.member, b.state
    FROM moves m
    JOIN booking b ON b.id = m.id AND b.version = m.version AND b.member = m.member
     AND b.fingerprint = m.fingerprint
   WHERE NOT m.judged_before
   ORDER BY b.id, b.member
     FOR UPDATE OF b
), wanted AS (
  SELECT m.*,
         CASE
           WHEN h.id IS NULL THEN 'no-booking'
           WHEN h.state <> 'CONFIRMED' THEN h.state
           WHEN s.held THEN 'slot-taken'
           WHEN s.said THEN 'number-taken'
           WHEN extract(epoch FROM clock_timestamp()) * 1000 >= m.starts_ms THEN 'slot-begun'
         END AS hindrance
    FROM moves m
    LEFT JOIN standing h ON h.id = m.id AND h.member = m.member
    LEFT JOIN LATERAL (
      SELECT bool_or(state NOT IN ('CANCELLED', 'MOVED')) AS held,
             bool_or(given = m.given) AS said
        FROM booking
       WHERE service_no = m.service_no AND slot = m.slot AND seat = m.seat
         AND state <> 'REJECTED') s ON true
   WHERE NOT m.judged_before
), changes AS MATERIALIZED (
  SELECT w.*,
         coalesce(max(hindrance) FILTER (WHERE hindrance LIKE '%-taken') OVER ones,
                  max(hindrance) OVER ones) AS reason
    FROM wanted w
  WINDOW ones AS (PARTITION BY place)
), seats_left AS (
  UPDATE booking b
     SET state = 'MOVED', moved_at = date_trunc('milliseconds', transaction_timestamp()),
         back_at = date_trunc('milliseconds', transaction_timestamp())
           + m.cooling_ms * interval '1 millisecond'
    FROM changes m
   WHERE b.id = m.id AND b.version = m.version AND b.member = m.member AND m.reason IS NULL
  RETURNING b.*
), seats_taken AS (
  -- In order, and so after all of them were left: a person has one open booking at any moment.
  INSERT INTO booking (id, version, member, service_no, slot, seat, given, person, service, release,
                       account, fingerprint, state, claimed_at, decided_at)
  SELECT l.id, l.version + 1, l.member, m.service_no, m.slot, m.seat, m.given, l.person, l.service,
         m.release, l.account, l.fingerprint, 'CONFIRMED', l.claimed_at, l.decided_at
    FROM seats_left l JOIN changes m ON m.id = l.id AND m.member = l.member
   ORDER BY l.person, l.service
), answered AS MATERIALIZED (
  SELECT place, entry_ms, entry_seq, id, fingerprint, judged_before, outcome, reason, decided_at,
         any_elsewhere AS elsewhere, NULL::timestamptz AS back_at, false AS of_change
    FROM judged
   WHERE member = 0
  UNION ALL
  SELECT c.place, c.entry_ms, c.entry_seq, c.id, c.fingerprint, c.judged_before,
         CASE WHEN c.judged_before THEN c.known
              WHEN f.open OR f.cancelled THEN 'CANCELLED' ELSE 'KEPT' END,
         CASE WHEN c.judged_before THEN c.known_reason
              WHEN f.open OR f.cancelled THEN NULL ELSE coalesce(f.state, 'no-booking') END,
         coalesce(c.known_at, f.cancelled_at,
                  date_trunc('milliseconds', transaction_timestamp())),
         false, CASE WHEN c.judged_before THEN c.known_back_at
                     WHEN f.open THEN f.cools_until ELSE f.back_at END, false
    FROM cancels c LEFT JOIN found f ON f.id = c.id
  UNION ALL
  SELECT m.place, m.entry_ms, m.entry_seq, m.id, m.fingerprint, m.judged_before,
         CASE WHEN m.judged_before THEN m.known
              WHEN c.reason IS NULL THEN 'MOVED' ELSE 'STAYED' END,
         coalesce(c.reason, m.known_reason),
         coalesce(m.known_at, date_trunc('milliseconds', transaction_timestamp())),
         false, coalesce(date_trunc('milliseconds', transaction_timestamp())
                           + c.cooling_ms * interval '1 millisecond', m.known_back_at), true
    FROM moves m LEFT JOIN changes c ON c.place = m.place AND c.member = m.member
   WHERE m.member = 0
), resolved AS (
  UPDATE set_aside s
     SET resolution = 'RETRIED', resolved_at = date_trunc('milliseconds', transaction_timestamp())
    FROM answered a
   WHERE s.partition = $1::smallint AND s.claim = a.id AND s.resolution IS NULL
     AND NOT a.judged_before AND NOT a.of_change
), ruled AS (
  INSERT INTO verdicts (partition, epoch, last_ms, last_seq, decided_at, entry_ms, entry_seq, claim,
                        fingerprint, outcome, reason, known_at)
  -- Named by its last new entry: the position of a recovery that replays an old stream stays.
  SELECT $1::smallint, $8::integer, (array_agg(entry_ms ORDER BY place DESC))[1],
         (array_agg(entry_seq ORDER BY place DESC))[1],
         date_trunc('milliseconds', transaction_timestamp()),
         array_agg(entry_ms ORDER BY place), array_agg(entry_seq ORDER BY place),
         array_agg(id ORDER BY place), array_agg(fingerprint ORDER BY place),
         array_agg(outcome ORDER BY place), array_agg(reason ORDER BY place),
         array_agg(decided_at ORDER BY place)
    FROM answered
   WHERE NOT judged_before
  HAVING count(*) > 0
)
SELECT place, outcome, reason, elsewhere,
       (extract(epoch FROM decided_at) * 1000)::bigint AS decided_ms,
       (extract(epoch FROM back_at) * 1000)::bigint AS back_ms
  FROM answered
