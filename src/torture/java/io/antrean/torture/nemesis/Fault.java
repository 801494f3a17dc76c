package io.antrean.torture.nemesis;

/** A nemesis whose two halves need no state. */
record Fault(String name, Runnable how, Runnable remedy) implements Nemesis {

  static Nemesis of(String name, Runnable how, Runnable remedy) {
    return new Fault(name, how, remedy);
  }

  @Override
  public void begin() {
    how.run();
  }

  @Override
  public void heal() {
    remedy.run();
  }
}
