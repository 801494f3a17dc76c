package io.antrean.statistics;

import io.antrean.statistics.Figure.Source;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The text of a question to one source: its total, and its rows where it can tell them. Every text
 * takes the same values: $1 the office or '', $2 and $3 the first and last day, $4 a service, $5 a
 * nationality. None of them holds anything that a client has sent.
 */
final class Sql {

  /** What there is in {@code day_statistics}; bookings and visits differ in their columns. */
  private static final String COUNTS =
      """
      SELECT {key} AS key, {total} AS total, {sums}
        FROM day_statistics c {join}
       WHERE c.office = $1::text AND c.day BETWEEN $2::date AND $3::date
         AND ($4::text IS NULL OR c.service = $4::text) AND $5::text IS NULL
       GROUP BY {sets}
      """;

  private static final String NATIONALITIES =
      """
      SELECT {key} AS key, {total} AS total, {sums}
        FROM day_nationality c {join}
       WHERE c.office = $1::text AND c.day BETWEEN $2::date AND $3::date
         AND ($4::text IS NULL OR c.service = $4::text)
         AND ($5::text IS NULL OR c.nationality = $5::text)
       GROUP BY {sets}
      """;

  /** The smallest minute within which half, and nine tenths, of the visits lie: nearest rank. */
  private static final String TIMES =
      """
      WITH took AS (
        SELECT {key} AS key, {total} AS total, u.what, u.minutes, sum(u.visits) AS visits
          FROM day_statistics c
         CROSS JOIN LATERAL (
           SELECT 'W' AS what, w.minutes, w.visits
             FROM unnest(c.waiting_minutes, c.waiting_visits) AS w(minutes, visits)
           UNION ALL
           SELECT 'S', w.minutes, w.visits
             FROM unnest(c.service_minutes, c.service_visits) AS w(minutes, visits)) u {join}
         WHERE c.office = $1::text AND c.day BETWEEN $2::date AND $3::date
           AND ($4::text IS NULL OR c.service = $4::text) AND $5::text IS NULL
         GROUP BY {sets: u.what, u.minutes}
      ), ranked AS (
        SELECT *, sum(visits) OVER (PARTITION BY total, key, what ORDER BY minutes) AS so_far,
               sum(visits) OVER (PARTITION BY total, key, what) AS of_all
          FROM took
      )
      SELECT key, total,
             max(of_all) FILTER (WHERE what = 'W')::bigint AS waited,
             min(minutes) FILTER (WHERE what = 'W' AND so_far >= of_all * 0.5) AS waiting_median,
             min(minutes) FILTER (WHERE what = 'W' AND so_far >= of_all * 0.9) AS waiting_p90,
             max(of_all) FILTER (WHERE what = 'S')::bigint AS attended,
             min(minutes) FILTER (WHERE what = 'S' AND so_far >= of_all * 0.5) AS service_median,
             min(minutes) FILTER (WHERE what = 'S' AND so_far >= of_all * 0.9) AS service_p90
        FROM ranked
       GROUP BY key, total
      """;

  private static final String POSTPONEMENTS =
      """
      visit c JOIN service s ON s.no = c.service_no {join}
       WHERE c.state = 'POSTPONED' AND {scope} AND c.day BETWEEN $2::date AND $3::date
         AND ($4::text IS NULL OR s.id = $4::text)
         AND ($5::text IS NULL OR c.nationality = $5::text)
      """;

  /**
   * One that was revoked later was given all the same. Of all nationalities together there are rows
   * of their own; where each is told, or one is asked for, theirs are summed.
   */
  private static final String PERMITS =
      """
      SELECT {key} AS key, {total} AS total, u.dimension, u.part,
             sum(c.count)::bigint AS count
        FROM day_permits c
       CROSS JOIN LATERAL (
         SELECT nullif(c.dimension, '') AS dimension, nullif(c.part, '') AS part
          WHERE {each} OR c.nationality = ''
         UNION ALL
         SELECT 'Nationality', c.nationality
          WHERE c.dimension = '' AND c.nationality <> '') u {join}
       WHERE c.office = $1::text AND c.day BETWEEN $2::date AND $3::date AND $4::text IS NULL
         AND ($5::text IS NULL OR c.nationality = $5::text)
         AND CASE WHEN {each} THEN c.nationality <> ''
                  ELSE c.nationality = '' OR c.dimension = '' END
       GROUP BY {sets: u.dimension, u.part}
      """;

  private static final String REFERRALS =
      """
      referral c JOIN office o ON o.id = c.office {join}
       WHERE {scope} AND c.referred_at >= $2::date::timestamp AT TIME ZONE o.zone
         AND c.referred_at < ($3::date + 1)::timestamp AT TIME ZONE o.zone AND $4::text IS NULL
         AND ($5::text IS NULL OR c.nationality = $5::text)
      """;

  private Sql() {}

  /** A row a key, and one of the total, with a column a figure. */
  static String whole(Question question, Source source) {
    return switch (source) {
      case BOOKINGS -> filled(COUNTS, question, source, "c.day", "c.service", "");
      case VISITS ->
          filled(
              isByNationality(question) ? NATIONALITIES : COUNTS,
              question,
              source,
              "c.day",
              "c.service",
              "c.nationality");
      case TIMES -> filled(TIMES, question, source, "c.day", "c.service", "");
      case POSTPONEMENTS, PERMITS, REFERRALS ->
          throw new IllegalStateException(source + " is told in parts");
    };
  }

  /** A row a key, or of the total, and a dimension and part of it, or the whole. */
  static String parts(Question question, Source source) {
    return switch (source) {
      case POSTPONEMENTS ->
          parts(
              filled(POSTPONEMENTS, question, source, "c.day", "s.id", nationality()),
              question,
              source,
              List.of("coalesce(c.postponed_reason, 'NONE') AS reason"));
      case PERMITS ->
          filled(PERMITS, question, source, "c.day", "", "c.nationality")
              .replace("{each}", Boolean.toString(isByNationality(question)));
      case REFERRALS ->
          parts(
              filled(
                  REFERRALS,
                  question,
                  source,
                  "(c.referred_at AT TIME ZONE o.zone)",
                  "",
                  nationality()),
              question,
              source,
              List.of("coalesce(c.outcome, 'PENDING') AS outcome"));
      case BOOKINGS, VISITS, TIMES -> throw new IllegalStateException(source + " has no parts");
    };
  }

  /** Whether it needs the counts of each nationality. */
  private static boolean isByNationality(Question question) {
    return question.nationality() != null || question.isByNationality();
  }

  private static String nationality() {
    return "coalesce(c.nationality, '')";
  }

  /** Counted once by all dimensions together, of which there are few; then by each alone. */
  private static String parts(String from, Question question, Source source, List<String> of) {
    var names = of.stream().map(one -> one.replaceAll(".*(\\.| AS )", "")).toList();
    var rows = hasRows(question, source);
    var sets =
        names.stream().map(name -> "(" + name + ")").collect(Collectors.joining(", ", "(), ", ""));
    if (rows) {
      sets +=
          names.stream()
              .map(name -> "(key, " + name + ")")
              .collect(Collectors.joining(", ", ", (key), ", ""));
    }
    var dimension =
        names.stream()
            .map(name -> "WHEN grouping(%s) = 0 THEN '%s'".formatted(name, capital(name)))
            .collect(Collectors.joining(" ", "CASE ", " END"));
    return """
        WITH one AS MATERIALIZED (
          SELECT %s AS key, %s, count(*) AS count FROM %s GROUP BY %s)
        SELECT %s AS key, %s AS total, %s AS dimension, coalesce(%s) AS part,
               coalesce(sum(count), 0)::bigint AS count
          FROM one GROUP BY GROUPING SETS (%s)
        """
        .formatted(
            rows ? "k.key" : "NULL::text",
            String.join(", ", of),
            from,
            places(names.size() + 1),
            rows ? "key" : "NULL::text",
            rows ? "grouping(key) = 1" : "true",
            dimension,
            String.join(", ", names),
            sets);
  }

  private static String capital(String name) {
    return name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
  }

  private static String places(int count) {
    var places = new StringBuilder("1");
    for (int i = 2; i <= count; i++) places.append(", ").append(i);
    return places.toString();
  }

  private static boolean hasRows(Question question, Source source) {
    return question.by() != null && question.ofRows().contains(source);
  }

  private static String filled(
      String text, Question question, Source source, String day, String service, String nation) {
    var rows = hasRows(question, source);
    var sums =
        Figure.of(source).stream()
            .map(figure -> "sum(c.%s) AS %s".formatted(column(figure), name(figure)))
            .collect(Collectors.joining(", "));
    var key = rows ? question.by().key(day, service, nation) : "";
    return text.replace("{key}", rows ? "k.key" : "NULL::text")
        .replace("{total}", rows ? "grouping(k.key) = 1" : "true")
        .replace("{sums}", sums)
        .replace("{join}", rows ? "CROSS JOIN LATERAL (SELECT " + key + " AS key) k" : "")
        .replace("{scope}", question.office() == null ? "$1::text = ''" : "c.office = $1::text")
        .replace("{sets}", rows ? "GROUPING SETS ((k.key), ())" : "GROUPING SETS (())")
        .replaceAll("\\{sets: ([^}]*)\\}", rows ? "GROUPING SETS ((k.key, $1), ($1))" : "$1");
  }

  /** The name of a figure in an answer of PostgreSQL. */
  static String name(Figure figure) {
    return figure.name().toLowerCase(Locale.ROOT);
  }

  private static String column(Figure figure) {
    return figure == Figure.PASSPORTS_ISSUED ? "passports" : name(figure);
  }
}
