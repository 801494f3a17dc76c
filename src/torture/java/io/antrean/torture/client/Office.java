package io.antrean.torture.client;

/** A service as it is set up at an office: what a release belongs to. */
public record Office(int place, String office, String service, String letter) {

  @Override
  public String toString() {
    return office + "/" + service;
  }
}
