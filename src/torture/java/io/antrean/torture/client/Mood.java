package io.antrean.torture.client;

/** What the clients are like at the moment; a nemesis changes it, any lane reads it. */
public final class Mood {

  private volatile int againPercent = 15;
  private volatile int cancelPercent;
  private volatile boolean paused;

  /** Of the requests, how many repeat a claim. */
  public void againPercent(int percent) {
    againPercent = percent;
  }

  public int againPercent() {
    return againPercent;
  }

  /** Of the requests, how many cancel a booking; 0 while the server can not. */
  public void cancelPercent(int percent) {
    cancelPercent = percent;
  }

  public int cancelPercent() {
    return cancelPercent;
  }

  /** Lanes that are paused end the request that they have under way. */
  public void paused(boolean now) {
    paused = now;
  }

  /** Whether nobody asks anything now. */
  public boolean paused() {
    return paused;
  }
}
