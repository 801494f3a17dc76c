package io.antrean.account;

import static org.assertj.core.api.BDDAssertions.then;
import static org.assertj.core.api.BDDAssertions.thenThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("An identity number")
class IdentitySpec {

  private static final String NIK = "3275010101900001";

  private final Identity identity = new Identity(AccountFixture.SECRET);

  @Test
  void is_one_person_however_it_is_written() {
    var number = identity.hmac(IdentityNumber.nik(NIK));
    then(identity.hmac(IdentityNumber.nik(" 3275 0101 0190 0001 "))).isEqualTo(number);
    then(identity.hmac(IdentityNumber.passport("my", "a 123-4567")))
        .isEqualTo(identity.hmac(IdentityNumber.passport("MY", "A1234567")));
  }

  @Test
  void is_another_person_with_another_country_or_kind() {
    then(identity.hmac(IdentityNumber.passport("MY", NIK)))
        .isNotEqualTo(identity.hmac(IdentityNumber.passport("SG", NIK)))
        .isNotEqualTo(identity.hmac(IdentityNumber.nik(NIK)));
  }

  @Test
  void is_another_person_with_another_pepper() {
    var other = new Identity("another-key-another-key-another-k".getBytes());
    then(other.hmac(IdentityNumber.nik(NIK))).isNotEqualTo(identity.hmac(IdentityNumber.nik(NIK)));
  }

  @Test
  void makes_a_uuid_of_version_8() {
    var hmac = identity.hmac(IdentityNumber.nik(NIK));
    var id = Identity.personId(hmac);
    then(id.version()).isEqualTo(8);
    then(id.variant()).isEqualTo(2);
    then(id.toString())
        .startsWith("%02x%02x%02x%02x-".formatted(hmac[0], hmac[1], hmac[2], hmac[3]));
  }

  @Test
  void that_is_none_is_refused() {
    then(IdentityNumber.nik("327501010190000")).isNull();
    then(IdentityNumber.nik("32750101019000012")).isNull();
    then(IdentityNumber.nik("327501010190000x")).isNull();
    then(IdentityNumber.nik("٣٢٧٥٠١٠١٠١٩٠٠٠٠١")).isNull();
    then(IdentityNumber.passport("XX", "A1234567")).isNull();
    then(IdentityNumber.passport("MY", "A12")).isNull();
  }

  @Test
  void is_not_in_its_text() {
    then(IdentityNumber.nik(NIK).toString()).doesNotContain("3275");
  }

  @Test
  void has_a_pepper_from_a_file_or_an_error_that_names_the_variable(@TempDir Path dir)
      throws Exception {
    var file = Files.write(dir.resolve("pepper"), new byte[31]);
    thenThrownBy(() -> SecretFile.read(file, "ANTREAN_PEPPER_FILE"))
        .hasMessageStartingWith("ANTREAN_PEPPER_FILE: ")
        .hasMessageContaining("has 31 bytes, a secret has 32 to 4096");
    thenThrownBy(() -> SecretFile.read(dir.resolve("none"), "ANTREAN_TOKEN_SECRET_FILE"))
        .hasMessageStartingWith("ANTREAN_TOKEN_SECRET_FILE: can not read");
    thenThrownBy(() -> SecretFile.read(null, "ANTREAN_TOKEN_SECRET_FILE"))
        .hasMessageStartingWith("ANTREAN_TOKEN_SECRET_FILE is not set");
    then(SecretFile.read(Files.write(file, new byte[32]), "ANTREAN_PEPPER_FILE")).hasSize(32);
  }
}
