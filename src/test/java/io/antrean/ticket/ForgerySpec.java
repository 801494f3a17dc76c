package io.antrean.ticket;

import static org.assertj.core.api.BDDAssertions.then;
import static org.assertj.core.api.BDDAssertions.thenThrownBy;

import io.antrean.support.Installation;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("What is not a ticket of the office")
class ForgerySpec {

  @RegisterExtension static final Installation office = new Installation(1);

  private static final String LETTERS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=+/ \n\u00e9";

  private static String jwks;
  private static String ticket;
  private static String list;
  private static Instant now;

  @BeforeAll
  static void a_real_ticket() {
    var tickets = new TicketFixture(office);
    var booked = tickets.booked(1);
    jwks = tickets.jwks();
    ticket = tickets.file(booked, "ticket");
    list = tickets.revocations();
    now = TicketFixture.morningOf(booked.day());
    then(word(ticket)).isEqualTo("VALID");
  }

  private static String word(String text) {
    return TicketFixture.verified(jwks, text, null, now).get(0);
  }

  private static String base64(String text) {
    return base64(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static String kid() {
    return TicketFixture.part(ticket, 0).getString("kid");
  }

  private static String header(String alg) {
    return base64(
        new JsonObject().put("alg", alg).put("kid", kid()).put("typ", Ticket.TYPE).encode());
  }

  @Test
  void is_refused_for_any_single_letter_that_is_changed() {
    var words = new TreeMap<String, Integer>();
    for (int at = 0; at < ticket.length(); at++) {
      for (int i = 0; i < LETTERS.length(); i++) {
        if (LETTERS.charAt(i) == ticket.charAt(at)) continue;
        var changed = ticket.substring(0, at) + LETTERS.charAt(i) + ticket.substring(at + 1);
        var word = word(changed);
        then(word).as("at %d: %s", at, changed).isNotEqualTo("VALID");
        words.merge(word, 1, Integer::sum);
      }
    }
    then(words.keySet()).containsExactly("BAD SIGNATURE", "MALFORMED", "UNKNOWN KEY");
  }

  @Test
  void is_refused_for_any_bit_of_a_signature() {
    var signature = Base64.getUrlDecoder().decode(ticket.split("\\.")[2]);
    var signed = ticket.substring(0, ticket.lastIndexOf('.') + 1);
    for (int bit = 0; bit < signature.length * 8; bit++) {
      var changed = signature.clone();
      changed[bit / 8] ^= (byte) (1 << bit % 8);
      then(word(signed + base64(changed))).isEqualTo("BAD SIGNATURE");
    }
  }

  @Test
  void is_refused_when_something_is_missing_or_too_much() {
    var parts = ticket.split("\\.");
    var wrong = new ArrayList<String>(List.of("", ".", "..", "...", "x", parts[0], ticket + "."));
    wrong.add(parts[0] + "." + parts[1]);
    wrong.add(parts[0] + "." + parts[1] + ".");
    wrong.add(ticket + "A");
    wrong.add(ticket + "==");
    wrong.add("." + parts[1] + "." + parts[2]);
    wrong.add(ticket + "." + parts[2]);
    wrong.add(base64("[]") + "." + parts[1] + "." + parts[2]);
    wrong.add(base64("{\"alg\":\"EdDSA\"}") + "." + parts[1] + "." + parts[2]);
    for (var text : wrong) then(word(text)).as(text).isEqualTo("MALFORMED");
    for (int end = 0; end < ticket.length(); end++) {
      then(word(ticket.substring(0, end))).isEqualTo("MALFORMED");
    }
  }

  @Test
  void is_refused_without_a_signature_whatever_its_alg_is_called() {
    var payload = "." + ticket.split("\\.")[1] + ".";
    for (var alg : List.of("none", "None", "NONE", "eddsa", "", "ES256", "Ed25519")) {
      then(word(header(alg) + payload)).isEqualTo("MALFORMED");
      then(word(header(alg) + payload + ticket.split("\\.")[2])).isEqualTo("MALFORMED");
    }
    then(word(header("EdDSA") + payload)).isEqualTo("MALFORMED");
    then(word(header("EdDSA") + payload + base64(new byte[64]))).isEqualTo("BAD SIGNATURE");
  }

  /** The public key as an HMAC secret, as bytes and as the texts that a library may take it for. */
  @Test
  void is_refused_when_the_public_key_was_taken_for_a_secret() throws GeneralSecurityException {
    var x = new JsonObject(jwks).getJsonArray("keys").getJsonObject(0).getString("x");
    var signed = header("HS256") + "." + ticket.split("\\.")[1];
    var secrets = List.of(Base64.getUrlDecoder().decode(x), x.getBytes(), jwks.getBytes());
    for (var secret : secrets) {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret, "HmacSHA256"));
      var signature = mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII));
      then(word(signed + "." + base64(signature))).isEqualTo("MALFORMED");
    }
  }

  @Test
  void is_refused_when_its_header_says_more_than_a_ticket_does() {
    var parts = ticket.split("\\.");
    var more = TicketFixture.part(ticket, 0);
    var twice = more.encode().replace("}", ",\"alg\":\"none\"}");
    var own = new JsonObject(jwks).getJsonArray("keys").getJsonObject(0);
    more.put("jwk", own);
    then(word(base64(more.encode()) + "." + parts[1] + "." + parts[2])).isEqualTo("MALFORMED");
    then(word(base64(twice) + "." + parts[1] + "." + parts[2])).isEqualTo("MALFORMED");
  }

  @Test
  void is_not_told_about_to_the_officer() {
    var parts = ticket.split("\\.");
    var other = TicketFixture.payload(ticket).put("numbers", List.of("A0800-99"));
    var lines =
        TicketFixture.verified(
            jwks, parts[0] + "." + base64(other.encode()) + "." + parts[2], null, now);
    then(lines.get(0)).isEqualTo("BAD SIGNATURE");
    then(String.join("\n", lines)).doesNotContain("A0800", "sampit");
  }

  @Test
  void is_signed_by_a_key_of_somebody_elses() {
    var key = new SigningKey(1, new byte[32], null, null);
    var payload = TicketFixture.payload(ticket).encode();
    then(word(Jws.sign(key, Jws.unsigned(key, Ticket.TYPE, payload)))).isEqualTo("UNKNOWN KEY");
    var pretending = Jws.sign(key, header("EdDSA") + "." + ticket.split("\\.")[1]);
    then(word(pretending)).isEqualTo("BAD SIGNATURE");
  }

  @Test
  void is_a_revocation_list_nor_is_a_ticket_a_list() {
    then(word(list)).isEqualTo("MALFORMED");
    thenThrownBy(() -> TicketFixture.verified(jwks, ticket, ticket, now))
        .hasMessage("The revocation list is not one: its typ is not antrean-revocations+jws");
  }

  @Test
  void is_a_list_that_was_changed_or_signed_by_nobody_known() {
    var parts = list.split("\\.");
    var fewer = TicketFixture.payload(list).put("cancelled", List.of("x")).encode();
    var changed = parts[0] + "." + base64(fewer) + "." + parts[2];
    thenThrownBy(() -> TicketFixture.verified(jwks, ticket, changed, now))
        .hasMessage("The revocation list is not one: its signature is wrong");
    var key = new SigningKey(1, new byte[32], null, null);
    var theirs = Jws.sign(key, Jws.unsigned(key, RevocationList.TYPE, fewer));
    thenThrownBy(() -> TicketFixture.verified(jwks, ticket, theirs, now))
        .hasMessage("The revocation list is not one: none of the keys has signed it");
  }

  @Test
  void is_a_set_of_keys_that_is_none() {
    for (var text :
        List.of("", "{", "[]", "{}", "{\"keys\":[]}", "{\"keys\":[{\"kty\":\"RSA\"}]}")) {
      thenThrownBy(() -> TicketVerifier.of(text, null, now))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("The ");
    }
  }
}
