package io.antrean.http;

/** Compares what a client has with what there is, by ETag. */
public final class EntityTags {

  private EntityTags() {}

  /** Whether If-None-Match names this tag: it compares weakly, and may be a list or a star. */
  public static boolean names(String header, String tag) {
    if (header == null) return false;
    if (header.equals(tag)) return true;
    for (var one : header.split(",")) {
      var text = one.strip();
      if (text.equals("*")) return true;
      if ((text.startsWith("W/") ? text.substring(2) : text).equals(tag)) return true;
    }
    return false;
  }
}
