-- Writes the notices of these changes of bookings, those of which there is a kind, and marks all of
-- them as noticed. Of a booking that moved it is about the version that it came to. An offer has no
-- booking yet.
WITH due AS MATERIALIZED (
  SELECT booking, no, version, state, changed_at FROM booking_change
   WHERE partition = $1::smallint AND NOT noticed AND no = ANY ($2::bigint[])
), marked AS (
  UPDATE booking_change c SET noticed = true FROM due
   WHERE c.booking = due.booking AND c.no = due.no
)
INSERT INTO notice (receiver, booking, version, kind, happened_at)
SELECT r.receiver, due.booking,
       due.version + CASE due.state WHEN 'MOVED' THEN 1 ELSE 0 END, k.kind, due.changed_at
  FROM due
  JOIN unnest($3::text[], $4::text[]) AS k(state, kind) ON k.state = due.state
 CROSS JOIN LATERAL (
   SELECT account, service_no FROM booking
    WHERE id = due.booking AND version = due.version AND member = 0 AND due.state <> 'OFFERED'
   UNION ALL
   SELECT account, service_no FROM offer
    WHERE entry = due.booking AND due.state = 'OFFERED') b
  JOIN service s ON s.no = b.service_no
 CROSS JOIN LATERAL notice_receivers(k.kind, s.office, b.account, $5::boolean) AS r(receiver)
 ORDER BY due.no
