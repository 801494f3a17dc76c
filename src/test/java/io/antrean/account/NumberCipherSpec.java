package io.antrean.account;

import static org.assertj.core.api.BDDAssertions.then;
import static org.assertj.core.api.BDDAssertions.thenThrownBy;

import io.antrean.http.ProblemException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A kept identity number")
class NumberCipherSpec {

  private static final String NIK = "6202011703900001";

  private final Identity identity = new Identity(AccountFixture.SECRET);
  private final UUID person = UUID.randomUUID();

  private byte[] kept() {
    return identity.encrypt(IdentityNumber.nik(NIK), person);
  }

  @Test
  void is_read_again_by_who_has_the_pepper() {
    then(identity.decrypt(kept(), 1, person)).isEqualTo(NIK);
  }

  @Test
  void is_not_in_what_is_kept_and_never_kept_the_same_way() {
    var kept = kept();
    then(new String(kept, StandardCharsets.ISO_8859_1)).doesNotContain("6202", "0001");
    then(kept()).isNotEqualTo(kept).hasSameSizeAs(kept).hasSize(12 + NIK.length() + 16);
  }

  @Test
  void is_not_read_as_another_persons() {
    thenThrownBy(() -> identity.decrypt(kept(), 1, UUID.randomUUID()))
        .hasMessageContaining("can not be read")
        .hasMessageNotContaining("6202");
  }

  @Test
  void is_not_read_with_a_bit_changed_or_another_key() {
    var kept = kept();
    for (int i = 0; i < kept.length; i++) {
      var changed = kept.clone();
      changed[i] ^= 1;
      thenThrownBy(() -> identity.decrypt(changed, 1, person)).as("byte " + i).isNotNull();
    }
    var other = new Identity("another-key-another-key-another-k".getBytes());
    thenThrownBy(() -> other.decrypt(kept, 1, person)).hasMessageContaining("can not be read");
  }

  @Test
  void of_a_version_that_the_file_does_not_have_yet_is_to_be_asked_for_again() {
    thenThrownBy(() -> identity.decrypt(kept(), 3, person))
        .isInstanceOfSatisfying(
            ProblemException.class, refusal -> then(refusal.problem().status()).isEqualTo(503));
  }

  /** Test case 3 of RFC 5869 with its salt and info empty; the first 32 bytes. */
  @Test
  void has_a_key_as_the_rfc_derives_it() {
    var secret = new byte[22];
    java.util.Arrays.fill(secret, (byte) 0x0b);
    then(HexFormat.of().formatHex(Hkdf.key(secret, "")))
        .isEqualTo("8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d");
  }
}
