package io.antrean.statistics;

import java.sql.SQLException;
import java.util.List;
import java.util.Random;

/** Permits that are given, and findings that are handed on, at random. */
final class RandomForeigners {

  private RandomForeigners() {}

  static void happen(RandomHistory history, Random random, int number) throws SQLException {
    var office = RandomHistory.OFFICES.get(random.nextInt(RandomHistory.OFFICES.size()));
    var nationality = RandomHistory.NATIONALITIES.get(random.nextInt(3));
    history.run(
        """
        INSERT INTO stay_permit (id, kind, number, nationality, sex, sector, office, granted_on,
          expires_on)
        VALUES (gen_random_uuid(), '%s', 'N%d', '%s', '%s', '%s', '%s', '%s', '2030-01-01')
        """
            .formatted(
                List.of("ITK", "KITAS", "KITAP").get(random.nextInt(3)),
                number,
                nationality,
                random.nextBoolean() ? "MALE" : "FEMALE",
                random.nextBoolean() ? "WORK" : "FAMILY",
                office,
                RandomHistory.FIRST.plusDays(random.nextInt(20))));
    history.run(
        """
        INSERT INTO referral (id, office, nationality, authority, reason, referred_by, referred_at,
          outcome, outcome_by, outcome_at)
        VALUES (gen_random_uuid(), '%s', %s, 'police', 'OVERSTAY', gen_random_uuid(),
          '%s 16:30Z'::timestamptz - interval '%d hours', %s)
        """
            .formatted(
                office,
                random.nextBoolean() ? "NULL" : "'" + nationality + "'",
                RandomHistory.FIRST.plusDays(random.nextInt(20)),
                random.nextInt(24),
                random.nextBoolean() ? "'BANNED', gen_random_uuid(), now()" : "NULL, NULL, NULL"));
  }
}
