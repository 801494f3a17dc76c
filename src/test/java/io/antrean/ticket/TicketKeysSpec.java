package io.antrean.ticket;

import static org.assertj.core.api.BDDAssertions.then;
import static org.assertj.core.api.BDDAssertions.thenThrownBy;

import io.antrean.config.SecretFiles;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The file of ticket keys")
class TicketKeysSpec {

  private static final Instant NOW = Instant.parse("2030-01-07T01:00:00Z");
  private static final String VARIABLE = "ANTREAN_TICKET_KEY_FILE";

  @TempDir Path folder;

  private static String seed(int fill) {
    var seed = new byte[32];
    seed[0] = (byte) fill;
    return Base64.getUrlEncoder().withoutPadding().encodeToString(seed);
  }

  private static TicketKeys keys(String text, Instant now) {
    return TicketKeys.of(text.getBytes(StandardCharsets.UTF_8), VARIABLE, now);
  }

  private static List<String> published(TicketKeys keys, Instant at) {
    return keys.jwks(at).toJsonObject().getJsonArray("keys").stream()
        .map(key -> ((JsonObject) key).getString("kid"))
        .toList();
  }

  @Test
  void is_what_the_command_secrets_writes() throws IOException {
    var file = SecretFiles.create(folder).get(1);
    var keys = TicketKeys.of(Files.readAllBytes(file), VARIABLE, NOW);
    var key = keys.signer(NOW);
    then(key.version).isEqualTo(1);
    var jwk = keys.jwks(NOW).toJsonObject().getJsonArray("keys").getJsonObject(0);
    then(jwk.fieldNames())
        .as("the public part alone")
        .containsExactlyInAnyOrder("kty", "crv", "use", "alg", "kid", "x");
    var x = Base64.getUrlDecoder().decode(jwk.getString("x"));
    then(x).isEqualTo(key.publicKey()).isNotEqualTo(Files.readAllBytes(file));
  }

  /** RFC 8037, appendix A: the same key, its thumbprint and a signature. */
  @Test
  void makes_the_signatures_of_the_standard() {
    var keys = keys("1:nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A", NOW);
    var key = keys.signer(NOW);
    then(key.kid).isEqualTo("kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k".substring(0, 12));
    then(key.jwk().get("x").asText()).isEqualTo("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo");
    var signed = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc";
    then(Jws.sign(key, signed))
        .isEqualTo(
            signed
                + ".hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt"
                + "9g7sVvpAr_MuM0KAg");
  }

  @Test
  void may_have_many_of_which_the_newest_that_has_begun_signs() {
    var keys =
        keys(
            """
            # what came before
            1:%s until=2030-02-01T00:00:00Z
            3:%s   from=2030-01-08T00:00:00+07:00

            2:%s until=2030-03-01T00:00:00Z
            """
                .formatted(seed(1), seed(3), seed(2)),
            NOW);
    then(keys.signer(NOW).version).isEqualTo(2);
    then(keys.signer(Instant.parse("2030-01-07T16:59:59Z")).version).isEqualTo(2);
    then(keys.signer(Instant.parse("2030-01-07T17:00:00Z")).version).isEqualTo(3);
    then(published(keys, NOW)).as("the one to come too").hasSize(3).doesNotHaveDuplicates();
    then(published(keys, Instant.parse("2030-02-01T00:00:00Z"))).hasSize(2);
    then(published(keys, Instant.parse("2030-03-01T00:00:00Z")))
        .containsExactly(keys.signer(Instant.parse("2031-01-01T00:00:00Z")).kid);
    var jwk = keys.jwks(NOW).toJsonObject().getJsonArray("keys").getJsonObject(2);
    then(jwk.getLong("exp")).isEqualTo(Instant.parse("2030-02-01T00:00:00Z").getEpochSecond());
  }

  @ParameterizedTest
  @CsvSource({
    "'1:SEED x', line 1 has more than",
    "'1:SEED until=never', line 1 has an instant",
    "'1:SEED until=2031-01-01T00:00:00Z', gives its newest key an end",
    "'1:SEED from=2031-01-01T00:00:00Z', has no key that signs at 2030",
    "'#\n0:SEED', line 2 must begin with a version",
    "'x:SEED', line 1 must begin with a version",
    "'1000001:SEED', line 1 must begin with a version",
    "'1:short', line 1 has a seed",
    "'1:SEEDSEED', line 1 has a seed",
    "'1:SEED=', line 1 has a seed",
    "'SEED', line 1 is not VERSION:SEED",
    "'1:SEED\n1:SEED', line 2 has the version of another line",
    "'# no key at all, and more letters than 32', has no key",
  })
  void is_refused_by_line_and_without_a_word_of_it(String text, String why) {
    thenThrownBy(() -> keys(text.replace("SEED", seed(7)), NOW))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(VARIABLE + ": the key file ")
        .hasMessageContaining(why)
        .hasMessageNotContaining(seed(7))
        .hasMessageNotContaining("short");
  }

  @Test
  void is_refused_where_nobody_would_sign_for_a_while() {
    var gap = "1:%s until=2030-02-01T00:00:00Z\n2:%s from=2030-02-02T00:00:00Z\n";
    thenThrownBy(() -> keys(gap.formatted(seed(1), seed(2)), NOW))
        .hasMessageContaining("has no key that signs at 2030-02-01T00:00:00Z");
  }

  @Test
  void is_rotated_so_that_the_old_key_goes_on_until_the_new_one_is_known() throws IOException {
    var file = SecretFiles.create(folder).get(1);
    var old = TicketKeys.of(Files.readAllBytes(file), VARIABLE, NOW).signer(NOW);
    var from = NOW.plus(Duration.ofHours(24));
    var kid = KeyRotation.rotate(file, NOW, from, Duration.ofDays(400));
    then(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
    var keys = TicketKeys.of(Files.readAllBytes(file), VARIABLE, NOW);
    then(keys.signer(NOW).kid).isEqualTo(old.kid);
    then(keys.signer(from).kid).isEqualTo(kid);
    then(published(keys, NOW)).containsExactly(kid, old.kid);
    then(published(keys, from.plus(Duration.ofDays(400)))).containsExactly(kid);
    thenThrownBy(() -> KeyRotation.rotate(file, from, NOW, Duration.ZERO))
        .hasMessageContaining("now");
    // Once more, after the first one's end: it is left out.
    var later = from.plus(Duration.ofDays(401));
    KeyRotation.rotate(file, later, later, Duration.ofDays(1));
    then(Files.readString(file)).contains("\n3:", "\n2:").doesNotContain("\n1:");
    then(folder).isDirectoryNotContaining("glob:**.part");
  }

  @Test
  void is_replaced_where_a_link_leads_to_and_only_by_one_that_a_server_would_take()
      throws IOException {
    var file = Files.writeString(folder.resolve("real"), "1:" + seed(1));
    var link = Files.createSymbolicLink(folder.resolve("link"), file);
    KeyRotation.rotate(link, NOW, NOW.plusSeconds(60), Duration.ofDays(1));
    then(link).isSymbolicLink();
    then(Files.readString(file)).contains("\n2:");
    var ends = "2:%s from=2031-01-01T00:00:00Z\n1:%s until=2030-01-07T02:00:00Z\n";
    Files.writeString(file, ends.formatted(seed(2), seed(1)));
    thenThrownBy(() -> KeyRotation.rotate(file, NOW, NOW.plusSeconds(7200), Duration.ofDays(1)))
        .hasMessageContaining("has no key that signs at 2030-01-07T02:00:00Z");
    then(Files.readString(file)).isEqualTo(ends.formatted(seed(2), seed(1)));
    then(folder).isDirectoryNotContaining("glob:**.part");
  }
}
