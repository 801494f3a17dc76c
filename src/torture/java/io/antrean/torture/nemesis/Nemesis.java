package io.antrean.torture.nemesis;

/**
 * Something bad that happens to the system, and its end. The name begins with what it is done to
 * ({@code redis-killed}), so that two at once are done to different things.
 */
public interface Nemesis {

  /** Its kind, as the table lists it. */
  String name();

  /** It happens. Returns at once, or when what takes a moment is done. */
  void begin();

  /** It is over: everything that it broke works again, or is starting. */
  void heal();

  /** What it is done to. */
  default String victim() {
    return name().substring(0, name().indexOf('-'));
  }
}
