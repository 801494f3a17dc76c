package io.antrean.account;

import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.account.Nik.Fault;
import java.time.LocalDate;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A NIK")
class NikSpec {

  private static final LocalDate BORN = LocalDate.of(1990, 3, 17);

  @Test
  void agrees_with_birth_date_and_sex() {
    then(Nik.fault("6202011703900001", BORN, Sex.MALE)).isNull();
    then(Nik.fault("6202015703900001", BORN, Sex.FEMALE)).isNull();
    then(Nik.fault("9671013112990042", LocalDate.of(1999, 12, 31), Sex.MALE)).isNull();
    then(Nik.fault("3275014101050001", LocalDate.of(2005, 1, 1), Sex.FEMALE)).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "620201170390000, DIGITS",
    "62020117039000011, DIGITS",
    "620201170390000x, DIGITS",
    "0002011703900001, PROVINCE",
    "4102011703900001, PROVINCE",
    "9902011703900001, PROVINCE",
    "6200011703900001, REGENCY",
    "6280011703900001, REGENCY",
    "6202001703900001, REGENCY",
    "6202011703900000, SERIAL",
    "6202011803900001, BIRTH",
    "6202011704900001, BIRTH",
    "6202011703910001, BIRTH",
    "6202010003900001, BIRTH",
    "6202014003900001, BIRTH",
    "6202015703900001, SEX",
  })
  void that_is_not_a_mans_of_that_day_says_what_does_not_fit(String digits, Fault fault) {
    then(Nik.fault(digits, BORN, Sex.MALE)).isEqualTo(fault);
  }

  @Test
  void of_a_man_is_not_a_womans() {
    then(Nik.fault("6202011703900001", BORN, Sex.FEMALE)).isEqualTo(Fault.SEX);
  }

  @Test
  void is_looked_at_as_far_as_is_known() {
    then(Nik.fault("6202011703900001", null, null)).isNull();
    then(Nik.fault("6202015703900001", BORN, null)).isNull();
  }
}
