package io.antrean.config;

/**
 * How often one may ask: each account, each address, each address that logs in, each log-in name
 * with a wrong password. {@code keysMax} is how many of them each limit remembers. On one node.
 */
public record RateConfig(
    Rate account, Rate address, Rate logIns, Rate wrongPasswords, int keysMax) {

  static final String ACCOUNT = "ACCOUNT";
  static final String ADDRESS = "ADDRESS";
  static final String LOG_INS = "LOG_INS";
  static final String WRONG_PASSWORDS = "WRONG_PASSWORDS";

  private static final int PER_MINUTE_MAX = 60_000_000;
  private static final int BURST_MAX = 10_000_000;

  /** {@code burst} at once, and then {@code perMinute}; 0 a minute is no limit. */
  public record Rate(int perMinute, int burst) {

    public boolean isOn() {
      return perMinute > 0;
    }
  }

  public RateConfig {
    var check = new Check();
    check(check, ACCOUNT, account);
    check(check, ADDRESS, address);
    check(check, LOG_INS, logIns);
    check(check, WRONG_PASSWORDS, wrongPasswords);
    check.between("RATE_KEYS_MAX", keysMax, 100, 10_000_000).done();
  }

  private static void check(Check check, String of, Rate rate) {
    check
        .between("RATE_" + of + "_PER_MINUTE", rate.perMinute, 0, PER_MINUTE_MAX)
        .between("RATE_" + of + "_BURST", rate.burst, 1, BURST_MAX);
  }
}
