package io.antrean.torture.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;

/** The recorder: every claim, every request, every word, with its times. Used by all lanes. */
public final class History implements AutoCloseable {

  /** So many claims may be picked up again by any lane, at any node, in any order. */
  private static final int AGAIN_MAX = 512;

  private final Map<UUID, Claim> claims = new ConcurrentHashMap<>();
  private final Map<UUID, Release> releases = new ConcurrentHashMap<>();
  private final Map<String, LongAdder> words = new ConcurrentHashMap<>();
  private final LongAdder attempts = new LongAdder();
  private final LongAdder confirmed = new LongAdder();
  private volatile long grantsFromMs = Long.MAX_VALUE;
  private volatile long firstGrantMs;
  private final AtomicReferenceArray<Claim> again = new AtomicReferenceArray<>(AGAIN_MAX);
  private final Writer file;

  public History(Path file) throws IOException {
    this.file = Files.newBufferedWriter(file);
  }

  void begin(Claim claim) {
    claims.put(claim.id(), claim);
  }

  void made(Release release) {
    releases.put(release.id(), release);
  }

  void add(Claim claim, Told told) {
    attempts.increment();
    if (told.isConfirmed() && claim.confirmed() == null) confirmed.increment();
    // What is said of an entry is no word about the claim that may come of it.
    if (!told.isOfEntry()) claim.add(told);
    words.computeIfAbsent(label(told), word -> new LongAdder()).increment();
    if (told.status() == 201 && told.sentMs() >= grantsFromMs) {
      firstGrantMs = told.gotMs();
      grantsFromMs = Long.MAX_VALUE;
    }
    try {
      write(claim, told);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String label(Told told) {
    if (told.status() == 0) return "no answer";
    if (told.status() < 300) return told.status() + " " + told.word();
    return told.status() + " " + told.word();
  }

  private synchronized void write(Claim claim, Told told) throws IOException {
    file.append(claim.id().toString()).append('\t').append(told.toString()).append('\n');
  }

  /** Whoever asks next may repeat it, from wherever. */
  void offerAgain(Claim claim, Random random) {
    again.set(random.nextInt(AGAIN_MAX), claim);
  }

  /** Some claim of the last moments; null when there is none at that place. */
  Claim again(Random random) {
    return again.get(random.nextInt(AGAIN_MAX));
  }

  public Collection<Claim> claims() {
    return claims.values();
  }

  public Claim claim(UUID id) {
    return claims.get(id);
  }

  public Collection<Release> releases() {
    return releases.values();
  }

  public Release release(UUID id) {
    return releases.get(id);
  }

  public long attempts() {
    return attempts.sum();
  }

  /** Claims that have heard CONFIRMED. */
  public long confirmed() {
    return confirmed.sum();
  }

  /** From now on, the first claim that is asked for and granted is waited for. */
  public void expectGrant() {
    firstGrantMs = 0;
    grantsFromMs = System.currentTimeMillis();
  }

  /** When the one that is waited for was granted; 0 when it was not yet. */
  public long firstGrantMs() {
    return firstGrantMs;
  }

  /** How often each answer was heard. */
  public Map<String, Long> words() {
    var counts = new TreeMap<String, Long>();
    words.forEach((word, count) -> counts.put(word, count.sum()));
    return counts;
  }

  @Override
  public synchronized void close() throws IOException {
    file.close();
  }
}
