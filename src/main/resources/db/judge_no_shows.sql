-- Computes anew until when some persons are blocked, of whom something was noted or excused since.
-- One statement; two nodes at once do it once: what was changed meanwhile is not overwritten, and
-- what was noted meanwhile is judged next time. A no-show blocks from its slot on if more than the
-- forgiven count lies within the days up to it.
WITH due AS MATERIALIZED (
  SELECT DISTINCT person FROM no_show WHERE judged_at IS NULL ORDER BY person LIMIT $1::integer
), noted AS MATERIALIZED (
  SELECT n.no, n.person, n.at, n.excused_at,
         n.kind = 'NO_SHOW' OR $6::boolean AS is_kept,
         n.excused_at IS NULL AND (n.kind = 'NO_SHOW' OR $6::boolean) AS counts
    FROM due JOIN no_show n ON n.person = due.person
), blocks AS (
  SELECT person, max(at) + $4::integer * interval '1 day' AS until
    FROM noted n
   WHERE counts AND $2::integer < (
           SELECT count(*) FROM noted o
            WHERE o.person = n.person AND o.counts AND o.at <= n.at
              AND o.at > n.at - $3::integer * interval '1 day')
   GROUP BY person
), judged AS (
  UPDATE person_block b
     SET until = coalesce(x.until, '-infinity'), changed_at = now(), version = b.version + 1
    FROM (SELECT p.person, p.version, blocks.until
            FROM due JOIN person_block p ON p.person = due.person
            LEFT JOIN blocks ON blocks.person = due.person) x
   WHERE b.person = x.person AND b.version = x.version
  RETURNING b.person
)
UPDATE no_show n
   SET judged_at = now(),
       forgotten_at = CASE WHEN o.is_kept THEN n.at + $5::integer * interval '1 day'
                           ELSE now() END
  FROM noted o JOIN judged ON judged.person = o.person
 WHERE n.no = o.no AND n.person = o.person AND n.excused_at IS NOT DISTINCT FROM o.excused_at
