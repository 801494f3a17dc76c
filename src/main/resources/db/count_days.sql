-- Counts days of services, $1 and $2, in the tables that have them; days with nothing get no row.
INSERT INTO day_statistics (office, day, service, released, claimed, confirmed, cancelled, moved,
                            no_show, arrived, served, passports, waiting_minutes, waiting_visits,
                            service_minutes, service_visits)
SELECT s.office, d.day, s.id, r.released, b.confirmed + j.rejected, b.confirmed, b.cancelled,
       b.moved, b.no_show, v.arrived, v.served,
       CASE s.category WHEN 'PASSPORT' THEN v.served ELSE 0 END,
       coalesce(w.minutes, '{}'), coalesce(w.visits, '{}'),
       coalesce(t.minutes, '{}'), coalesce(t.visits, '{}')
  FROM unnest($1::integer[], $2::date[]) AS d(service_no, day)
  JOIN service s ON s.no = d.service_no
 CROSS JOIN LATERAL (
   SELECT coalesce(sum(r.capacity), 0) AS released
     FROM slot o JOIN release r ON r.id = o.release
    WHERE o.service_no = d.service_no AND o.starts >= d.day AND o.starts < d.day + 1) r
 CROSS JOIN LATERAL (
   SELECT count(*) AS confirmed, count(*) FILTER (WHERE state = 'CANCELLED') AS cancelled,
          count(*) FILTER (WHERE state = 'MOVED') AS moved,
          count(*) FILTER (WHERE state = 'NO_SHOW') AS no_show
     FROM booking
    WHERE service_no = d.service_no AND slot >= d.day AND slot < d.day + 1
      AND state <> 'REJECTED') b
 CROSS JOIN LATERAL (
   SELECT count(*) AS rejected FROM booking
    WHERE service_no = d.service_no AND slot >= d.day AND slot < d.day + 1
      AND state = 'REJECTED') j
 CROSS JOIN LATERAL (
   SELECT count(*) AS arrived, count(*) FILTER (WHERE state = 'COMPLETED') AS served
     FROM visit
    WHERE office = s.office AND day = d.day AND service_no = d.service_no) v
 CROSS JOIN LATERAL (
   SELECT array_agg(minutes ORDER BY minutes) AS minutes, array_agg(visits ORDER BY minutes)
            AS visits
     FROM (
       SELECT whole_minutes(c.at - i.checked_in_at) AS minutes, count(*)::integer AS visits
         FROM visit i
        CROSS JOIN LATERAL (
          SELECT at FROM visit_step
           WHERE visit = i.id AND act IN ('CALL', 'CALL_OUT_OF_ORDER') ORDER BY no LIMIT 1) c
        WHERE i.office = s.office AND i.day = d.day AND i.service_no = d.service_no
        GROUP BY 1) one) w
 CROSS JOIN LATERAL (
   SELECT array_agg(minutes ORDER BY minutes) AS minutes, array_agg(visits ORDER BY minutes)
            AS visits
     FROM (
       SELECT whole_minutes(c.took) AS minutes, count(*)::integer AS visits
         FROM visit i
        CROSS JOIN LATERAL (
          SELECT sum(until - at) AS took
            FROM (
              SELECT at, to_state, lead(at) OVER (ORDER BY no) AS until FROM visit_step
               WHERE visit = i.id) step
           WHERE to_state = 'SERVING' AND until IS NOT NULL) c
        WHERE i.office = s.office AND i.day = d.day AND i.service_no = d.service_no
          AND c.took IS NOT NULL
        GROUP BY 1) one) t
 WHERE r.released > 0 OR b.confirmed > 0 OR j.rejected > 0 OR v.arrived > 0
