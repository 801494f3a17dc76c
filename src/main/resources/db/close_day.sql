-- Closes some bookings of a service's day that is over: who is still CONFIRMED has not come, or
-- could not, since the office was closed then. One statement, one transaction; whoever names a
-- wrong epoch or owner changes nothing. Repeated, it goes on where it was. Rows that the floor
-- holds right now are left for the next time.
WITH owned AS (
  SELECT FROM partition WHERE id = $1::smallint AND epoch = $2::integer AND owner = $3::uuid
     FOR SHARE
), due AS MATERIALIZED (
  SELECT b.id, b.version, b.member, t.blackout IS NOT NULL AS closed
    FROM owned CROSS JOIN booking b
    JOIN slot t ON t.service_no = b.service_no AND t.starts = b.slot
   WHERE b.service_no = $4::integer AND b.slot >= $5::date AND b.slot < $5::date + 1
     AND b.state = 'CONFIRMED'
     -- A booking whose cancel may be in the ledger still is not closed before it.
     AND t.starts_at <= now() - $6::bigint * interval '1 millisecond'
     AND t.starts_at <= timestamptz 'epoch' + $7::bigint * interval '1 millisecond'
     -- Nor one whose cancel or change PostgreSQL could not take: an administrator's word is next.
     AND NOT EXISTS (
       SELECT FROM set_aside a WHERE a.claim = b.id AND a.resolution IS NULL)
   ORDER BY b.id, b.version, b.member
   LIMIT $8::integer
     FOR UPDATE OF b SKIP LOCKED
)
UPDATE booking b
   SET state = CASE WHEN due.closed THEN 'POSTPONED' ELSE 'NO_SHOW' END
  FROM due
 WHERE b.id = due.id AND b.version = due.version AND b.member = due.member
   AND b.state = 'CONFIRMED'
