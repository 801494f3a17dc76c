package io.antrean.catalogue;

import io.antrean.http.Instants;
import io.vertx.core.buffer.Buffer;

/**
 * The slots answer of one version of a release's availability. It is written when first asked for
 * and then shared by all requests, whatever their event loop: two that ask at once write the same.
 */
final class SlotsAnswer {

  private static final int SLOT_BYTES = 64;
  private static final int HEAD_BYTES = 160;

  private volatile Buffer body;
  private volatile Buffer event;
  private volatile String tag;

  String tag(Availability availability) {
    var written = tag;
    if (written == null) tag = written = '"' + availability.version() + '"';
    return written;
  }

  Buffer body(Release release, Availability availability) {
    var written = body;
    if (written == null) body = written = write(release, availability);
    return written;
  }

  Buffer event(Release release, Availability availability) {
    var written = event;
    if (written == null) {
      var data = body(release, availability);
      event =
          written =
              Buffer.buffer("id: " + availability.version() + "\nevent: availability\ndata: ")
                  .appendBuffer(data)
                  .appendString("\n\n");
    }
    return written;
  }

  /** By hand: ten thousand slots as JSON objects would cost ten times as much. */
  private static Buffer write(Release release, Availability availability) {
    var slots = release.slots();
    var text = new StringBuilder(HEAD_BYTES + slots.size() * SLOT_BYTES);
    text.append("{\"release\":\"")
        .append(release.id())
        .append("\",\"version\":\"")
        .append(availability.version())
        .append("\",\"asOf\":\"")
        .append(Instants.text(availability.asOfMs()))
        .append("\",\"slots\":[");
    var middle = "\",\"capacity\":" + release.terms().capacity() + ",\"free\":";
    for (var slot : slots) {
      if (slot.ordinal() > 0) text.append(',');
      text.append("{\"slot\":\"")
          .append(slot.text())
          .append(middle)
          .append(availability.free(slot.ordinal()))
          .append('}');
    }
    return Buffer.buffer(text.append("]}").toString());
  }
}
