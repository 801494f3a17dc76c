package io.antrean.account;

import com.password4j.Argon2Function;
import com.password4j.types.Argon2;
import io.antrean.http.Problem;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Hashes and checks passwords with Argon2id, on threads of its own. One instance serves all event
 * loops of a node. Past its bound it fails with {@code 503 overloaded}: a log-in that waits longer
 * than a person does is work for nobody.
 */
public final class Passwords {

  /** Characters of a password that somebody chooses. */
  public static final int LENGTH_MIN = 12;

  /** Characters of any password. */
  public static final int LENGTH_MAX = 200;

  /** Stands for the hash of an account that nobody can log in to. */
  public static final String NONE = "!";

  /** OWASP's least for Argon2id: 19 MiB, two passes, one lane. */
  private static final int MEMORY_KIB = 19 * 1024;

  private static final int PASSES = 2;
  private static final int LANES = 1;
  private static final int HASH_BYTES = 32;
  private static final int SALT_BYTES = 16;
  private static final Argon2Function ARGON2ID =
      Argon2Function.getInstance(MEMORY_KIB, PASSES, LANES, HASH_BYTES, Argon2.ID);

  private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

  private final WorkerExecutor threads;
  private final int admittedMax;
  private final AtomicInteger admitted = new AtomicInteger();
  private final SecureRandom random = new SecureRandom();
  private final String nobodys;

  /** At most {@code inFlightMax} hashes run at once, and {@code waitingMax} more wait. */
  public Passwords(Vertx vertx, int inFlightMax, int waitingMax) {
    this.threads = vertx.createSharedWorkerExecutor("passwords", inFlightMax);
    this.admittedMax = inFlightMax + waitingMax;
    this.nobodys = made(bytes(SALT_BYTES), bytes(HASH_BYTES));
  }

  /** The text to keep of a password: parameters, salt and hash. */
  public Future<String> hash(String password) {
    return admit(() -> ARGON2ID.hash(utf8(password), bytes(SALT_BYTES)).getResult());
  }

  /**
   * Whether this is the password of which {@code hash} was kept. Without a hash (null, or {@link
   * #NONE}) it is not, which takes as long to find out.
   */
  public Future<Boolean> matches(String password, String hash) {
    var kept = hash == null || hash.equals(NONE) ? nobodys : hash;
    return admit(() -> Argon2Function.getInstanceFromHash(kept).check(text(password), kept));
  }

  private <T> Future<T> admit(Callable<T> work) {
    if (admitted.incrementAndGet() > admittedMax) {
      admitted.decrementAndGet();
      return Future.failedFuture(
          Problem.of(503, "overloaded").retryAfter(RETRY_AFTER).asException());
    }
    return threads.executeBlocking(work, false).onComplete(done -> admitted.decrementAndGet());
  }

  private byte[] bytes(int count) {
    var bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  /** A hash as Argon2 writes it, of no password that anybody knows. */
  private static String made(byte[] salt, byte[] hash) {
    var base64 = Base64.getEncoder().withoutPadding();
    return "$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s"
        .formatted(
            MEMORY_KIB, PASSES, LANES, base64.encodeToString(salt), base64.encodeToString(hash));
  }

  private static byte[] utf8(String password) {
    return text(password).getBytes(StandardCharsets.UTF_8);
  }

  /** One way to write an accented letter, whatever keyboard it came from. */
  private static String text(String password) {
    return Normalizer.normalize(password, Normalizer.Form.NFC);
  }
}
