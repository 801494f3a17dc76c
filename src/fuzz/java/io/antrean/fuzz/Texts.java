package io.antrean.fuzz;

import java.util.List;
import java.util.Random;

/** Texts and numbers that servers have stumbled over. */
final class Texts {

  /** As JSON writes them, so that half a character can be among them. */
  static final List<String> ODD =
      List.of(
          "",
          " ",
          "\\u0000",
          "a\\u0000b",
          "\\ud800",
          "\\udc00\\ud800",
          "\\ufffe",
          "\\u202e\\u200b",
          "\\t\\r\\n",
          "e\\u0301\\u0301\\u0301",
          "\\ud83d\\udc69\\u200d\\ud83d\\udc67",
          "\\u0130\\u00df\\ufb01",
          "\\u0660\\u0661\\u0662",
          "' OR '1'='1' --",
          "\\\"; drop table x; --",
          "${jndi:ldap://127.0.0.1:9/x}",
          "#{1+1} {{7*7}} {0} {1}",
          "%s%n%d %00 %0d%0a",
          "<script>alert(1)</script>",
          "../../../etc/passwd",
          "\\r\\nX-Injected: 1",
          "null",
          "true",
          "-0",
          "0000-00-00",
          "2030-02-30",
          "9999-12-31",
          "+292278994-08-17",
          "24:00",
          "2030-01-07T24:00",
          "2030-01-07T08:00:00Z",
          "+1000000000-01-01T00:00:00Z",
          "1969-12-31T23:59:59.999999999-18:00",
          "1-1-1-1-1",
          "00000000-0000-0000-0000-000000000000",
          "FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF",
          "a@b",
          "a@b@c.d",
          "\\\"@\\\"@\\\"",
          "ftp://127.0.0.1/",
          "http://127.0.0.1:99999/",
          "https://[::1]:9/%zz",
          "http://u:p@127.0.0.1:9/");

  static final List<String> NUMBERS =
      List.of(
          "0",
          "-1",
          "1",
          "-0",
          "1.0",
          "0.1",
          "1e2",
          "1e400",
          "-1e400",
          "1e-400",
          "2147483648",
          "-2147483649",
          "9007199254740993",
          "9223372036854775808",
          "-9223372036854775809",
          "1".repeat(400),
          "0." + "1".repeat(400));

  static final List<String> OTHERS =
      List.of("null", "true", "false", "[]", "{}", "[[]]", "[null]", "{\"\":null}", "\"\"");

  /** What stands in a path or a query. */
  static final List<String> IN_ADDRESS =
      List.of(
          "",
          "%00",
          "%2F",
          "%2e%2e",
          "..",
          ".",
          "%",
          "%zz",
          "%c3%28",
          "%ff",
          "%e2%80%ae",
          "%F0%9F%91%A9",
          "%0d%0aX-Injected:%201",
          "a;b=c",
          "*",
          ":release",
          "{release}",
          "null",
          "-1",
          "0",
          "1-1-1-1-1",
          "99999999999999999999",
          "1e3",
          "%20",
          "+",
          "'--",
          "\"",
          "<x>",
          "a%20or%201=1",
          "x".repeat(300),
          "%41".repeat(200),
          "FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF");

  private Texts() {}

  static <T> T of(Random random, List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  /** A value of JSON that is probably not wanted. */
  static String value(Random random) {
    return switch (random.nextInt(8)) {
      case 0, 1, 2 -> '"' + of(random, ODD) + '"';
      case 3 -> of(random, NUMBERS);
      case 4 -> of(random, OTHERS);
      case 5 -> '"' + "x".repeat(1 << random.nextInt(15)) + '"';
      case 6 -> "[" + "1,".repeat(random.nextInt(1_000)) + "1]";
      default -> deep(random);
    };
  }

  private static String deep(Random random) {
    var depth = 1 << 1 + random.nextInt(12);
    return random.nextBoolean()
        ? "[".repeat(depth) + "]".repeat(depth)
        : "{\"a\":".repeat(depth) + "1" + "}".repeat(depth);
  }
}
