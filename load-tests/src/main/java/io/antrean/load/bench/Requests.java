package io.antrean.load.bench;

import io.antrean.load.Person;
import io.antrean.load.Release;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;

/** Requests as bytes, made beforehand: what the generator spends meanwhile, the server lacks. */
final class Requests {

  private final String host;

  Requests(URI url) {
    this.host = url.getAuthority();
  }

  /** A claim of each person; slots in turn, so that all of them fill up alike. */
  byte[][] claims(Release release, List<Person> persons, String prefer) {
    var requests = new byte[persons.size()][];
    for (int i = 0; i < requests.length; i++) {
      var slot = release.slots().get(i % release.slots().size());
      requests[i] = claim(release, persons.get(i), slot, prefer);
    }
    return requests;
  }

  private byte[] claim(Release release, Person person, String slot, String prefer) {
    var body = "{\"slots\":[\"" + slot + "\"],\"orNext\":true}";
    return bytes(
        "PUT " + release.claimPath(UUID.randomUUID()) + " HTTP/1.1\r\n",
        "Host: " + host + "\r\n",
        "Authorization: Bearer " + person.token() + "\r\n",
        prefer == null ? "" : "Prefer: " + prefer + "\r\n",
        "Content-Type: application/json\r\n",
        "Content-Length: " + body.length() + "\r\n\r\n",
        body);
  }

  byte[] availability(Release release) {
    return bytes(
        "GET /api/v1/releases/" + release.id() + "/slots HTTP/1.1\r\n",
        "Host: " + host + "\r\n",
        "Accept: application/json\r\n\r\n");
  }

  private static byte[] bytes(String... parts) {
    return String.join("", parts).getBytes(StandardCharsets.ISO_8859_1);
  }
}
