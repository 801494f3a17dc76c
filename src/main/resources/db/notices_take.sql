-- Takes what is due for one receiver, and tells what there is to say of it: it is this node's until
-- its lease is over, when it is due again. Of one booking only the first that is left is taken, so
-- that they arrive in order; one that was set aside is passed over. Whoever takes the same at the
-- same moment finds it locked, or not due any more. An offer says OFFERED while it can be taken,
-- and no seats: a number is said only of what is confirmed.
WITH taken AS (
  UPDATE notice n
     SET attempts = n.attempts + 1, due_at = now() + $3::bigint * interval '1 millisecond'
   WHERE n.no IN (
     SELECT o.no FROM notice o
      WHERE o.receiver = $1::uuid AND o.set_aside_at IS NULL AND o.due_at <= now()
        AND NOT EXISTS (
          SELECT FROM notice e
           WHERE e.receiver = o.receiver AND e.booking = o.booking AND e.no < o.no
             AND e.set_aside_at IS NULL)
        AND ($1::uuid = '00000000-0000-0000-0000-000000000000' OR EXISTS (
          SELECT FROM webhook w WHERE w.id = $1::uuid AND w.disabled_at IS NULL))
      ORDER BY o.due_at, o.no
      LIMIT $2::integer
        FOR UPDATE SKIP LOCKED)
  RETURNING n.*
)
SELECT t.no, t.receiver, t.attempts, t.kind, t.happened_at, t.booking, t.version, b.account,
       b.state, b.slot, b.seat, b.given, b.expires_at, s.letter, s.id AS service,
       s.name AS service_name, o.id AS office, o.name AS office_name, o.zone
  FROM taken t
 CROSS JOIN LATERAL (
   SELECT account, service_no, state, slot, member, seat, given, NULL::timestamptz AS expires_at
     FROM booking
    WHERE id = t.booking AND version = t.version AND t.kind <> 'offer'
   UNION ALL
   SELECT account, service_no,
          CASE WHEN state = 'OPEN' AND expires_at > now() THEN 'OFFERED' ELSE state END,
          slot, 0, NULL, NULL, expires_at
     FROM offer
    WHERE entry = t.booking AND t.kind = 'offer') b
  JOIN service s ON s.no = b.service_no
  JOIN office o ON o.id = s.office
 ORDER BY t.no, b.member
