-- Sums days of services, $1 and $2, over all offices that have the service.
INSERT INTO day_statistics (office, day, service, released, claimed, confirmed, cancelled, moved,
                            no_show, arrived, served, passports, waiting_minutes, waiting_visits,
                            service_minutes, service_visits)
SELECT '', d.day, d.service, c.released, c.claimed, c.confirmed, c.cancelled, c.moved, c.no_show,
       c.arrived, c.served, c.passports, coalesce(w.minutes, '{}'), coalesce(w.visits, '{}'),
       coalesce(t.minutes, '{}'), coalesce(t.visits, '{}')
  FROM (
    SELECT DISTINCT s.id AS service, u.day
      FROM unnest($1::integer[], $2::date[]) AS u(service_no, day)
      JOIN service s ON s.no = u.service_no) d
 CROSS JOIN LATERAL (
   SELECT sum(released) AS released, sum(claimed) AS claimed, sum(confirmed) AS confirmed,
          sum(cancelled) AS cancelled, sum(moved) AS moved, sum(no_show) AS no_show,
          sum(arrived) AS arrived, sum(served) AS served, sum(passports) AS passports
     FROM day_statistics WHERE day = d.day AND service = d.service AND office <> '') c
 CROSS JOIN LATERAL (
   SELECT array_agg(minutes ORDER BY minutes) AS minutes, array_agg(visits ORDER BY minutes)
            AS visits
     FROM (
       SELECT u.minutes, sum(u.visits)::integer AS visits
         FROM day_statistics o
        CROSS JOIN LATERAL unnest(o.waiting_minutes, o.waiting_visits) AS u(minutes, visits)
        WHERE o.day = d.day AND o.service = d.service AND o.office <> ''
        GROUP BY u.minutes) one) w
 CROSS JOIN LATERAL (
   SELECT array_agg(minutes ORDER BY minutes) AS minutes, array_agg(visits ORDER BY minutes)
            AS visits
     FROM (
       SELECT u.minutes, sum(u.visits)::integer AS visits
         FROM day_statistics o
        CROSS JOIN LATERAL unnest(o.service_minutes, o.service_visits) AS u(minutes, visits)
        WHERE o.day = d.day AND o.service = d.service AND o.office <> ''
        GROUP BY u.minutes) one) t
 WHERE c.released IS NOT NULL
