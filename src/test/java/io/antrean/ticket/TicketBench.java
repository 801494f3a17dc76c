package io.antrean.ticket;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;

/** What a signature, a verification and a drawing cost, one thread. Run by hand. */
final class TicketBench {

  private static final PrintStream REPORT = System.out;
  private static final long ROUND_NANOS = 1_000_000_000;

  private static long sink;

  private TicketBench() {}

  public static void main(String[] args) throws Exception {
    var key = new SigningKey(1, new byte[32], null, null);
    var unsigned = Jws.unsigned(key, Ticket.TYPE, ticket().json());
    var compact = Jws.sign(key, unsigned);
    var message = unsigned.getBytes(StandardCharsets.US_ASCII);
    var jdk = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    var signature = Signature.getInstance("Ed25519");
    for (int round = 0; round < 2; round++) {
      report("signature", () -> Jws.sign(key, unsigned).length());
      report(
          "signature of the JDK",
          () -> {
            signature.initSign(jdk.getPrivate());
            signature.update(message);
            return signature.sign().length;
          });
      report("payload and header", () -> Jws.unsigned(key, Ticket.TYPE, ticket().json()).length());
      report(
          "verification", () -> Jws.read(compact, Ticket.TYPE).isSignedBy(key.publicKey()) ? 1 : 0);
      report("drawing", () -> QrCodeDrawing.svg(compact, "A0800-1", List.of("A0800-1")).length());
    }
    REPORT.println(compact.length() + " letters, " + sink % 2);
  }

  private static Ticket ticket() {
    return new Ticket(
        "0123456789abcdef",
        new UUID(1, 2),
        Instant.EPOCH,
        "sampit",
        "passport-new",
        new UUID(3, 4),
        LocalDateTime.parse("2030-01-07T08:00"),
        ZoneId.of("Asia/Jakarta"),
        List.of(1),
        List.of("A0800-1"),
        List.of("A"));
  }

  private static void report(String what, Callable<Integer> once) throws Exception {
    var began = System.nanoTime();
    long count = 0;
    long nanos = 0;
    for (; nanos < ROUND_NANOS; nanos = System.nanoTime() - began) {
      sink += once.call();
      count++;
    }
    REPORT.printf(
        "%-22s %8.1f us, %6d a second%n", what, nanos / 1e3 / count, count * 1_000_000_000 / nanos);
  }
}
