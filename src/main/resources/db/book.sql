-- Books a batch of the ledger in which nothing is to be refused: one statement, one transaction.
-- Whoever names a wrong epoch, position or owner changes nothing and gets no row; nor does a batch
-- in which a slot has begun ($24 is when the first of them begins). Where a unique constraint
-- objects, or a person is not the account's any more (a null person), nothing is changed. Then
-- judge.sql judges it.
WITH moved AS (
  UPDATE partition
     SET position = $4::text, applied = applied + $5::bigint,
         lease_until = clock_timestamp() + $6::bigint * interval '1 millisecond'
   WHERE id = $1::smallint AND epoch = $2::integer AND position = $3::text AND owner = $7::uuid
     AND extract(epoch FROM clock_timestamp()) * 1000 < $24::bigint
  RETURNING applied
), input AS MATERIALIZED (
  SELECT i.*
    FROM moved,
         unnest($9::integer[], $10::bigint[], $11::integer[], $12::uuid[], $13::smallint[],
                $14::integer[], $15::timestamp[], $16::smallint[], $17::smallint[], $18::uuid[],
                $19::text[], $20::uuid[], $21::uuid[], $22::uuid[], $23::bigint[])
           AS i(place, entry_ms, entry_seq, id, member, service_no, slot, seat, given, person,
                service, release, account, fingerprint, claimed_ms)
), booked AS (
  INSERT INTO booking (id, member, service_no, slot, seat, given, person, service, release,
                       account, fingerprint, state, claimed_at, decided_at)
  SELECT i.id, i.member, i.service_no, i.slot, i.seat, i.given, p.id, i.service, i.release,
         i.account, i.fingerprint, 'CONFIRMED',
         timestamptz 'epoch' + i.claimed_ms * interval '1 millisecond',
         date_trunc('milliseconds', transaction_timestamp())
    FROM input i
    LEFT JOIN LATERAL (
      SELECT person AS id FROM account_person
       WHERE account = i.account AND person = i.person
         AND (leaving_at IS NULL OR leaving_at < now() - interval '1 minute') LIMIT 1) p ON true
   ORDER BY i.person, i.service
), ruled AS (
  INSERT INTO verdicts (partition, epoch, last_ms, last_seq, decided_at, entry_ms, entry_seq, claim,
                        fingerprint)
  SELECT $1::smallint, $8::integer, split_part($4::text, '-', 1)::bigint,
         split_part($4::text, '-', 2)::integer,
         date_trunc('milliseconds', transaction_timestamp()), array_agg(entry_ms),
         array_agg(entry_seq), array_agg(id), array_agg(fingerprint)
    FROM input
   WHERE member = 0
  HAVING count(*) > 0
)
SELECT (extract(epoch FROM date_trunc('milliseconds', transaction_timestamp())) * 1000)::bigint
         AS decided_ms
  FROM moved
