package io.antrean.floor;

import java.security.SecureRandom;

/** What somebody says at a bank to pay: 15 digits that tell nothing and can not be guessed. */
final class PaymentCodes {

  static final int LENGTH = 15;

  private static final SecureRandom RANDOM = new SecureRandom();

  private PaymentCodes() {}

  static String fresh() {
    var code = new StringBuilder(LENGTH);
    // The first is no zero: it is not lost where a code is taken for a number.
    code.append((char) ('1' + RANDOM.nextInt(9)));
    while (code.length() < LENGTH) code.append((char) ('0' + RANDOM.nextInt(10)));
    return code.toString();
  }
}
