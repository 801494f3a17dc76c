package io.antrean.http;

import static org.assertj.core.api.BDDAssertions.then;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Instants and ids")
class InstantsSpec {

  @Test
  void are_written_with_milliseconds_in_utc() {
    then(Instants.text(0)).isEqualTo("1970-01-01T00:00:00.000Z");
    then(Instants.text(Instant.parse("2030-01-07T08:00:00.123456Z")))
        .isEqualTo("2030-01-07T08:00:00.123Z");
  }

  @Test
  void are_read_with_their_offset_only() {
    var seven = Instant.parse("2029-12-28T07:00:00Z");
    for (var text :
        List.of("2029-12-28T14:00:00+07:00", "2029-12-28T07:00:00.000Z", "2029-12-28t07:00:00z")) {
      then(Instants.parse(text)).as(text).isEqualTo(seven);
    }
    for (var text :
        List.of(
            "2029-12-28T14:00:00",
            "2029-12-28T14:00Z",
            "2029-12-28",
            "",
            "2029-02-30T00:00:00Z",
            "2029-12-28T24:00:00Z",
            "2029-12-28T14:00:00+19:00",
            "2029-12-28 14:00:00Z")) {
      then(Instants.parse(text)).as(text).isNull();
    }
  }

  @Test
  void a_uuid_is_read_in_its_36_characters_only() {
    then(Uuids.parse("5F0C6a52-9d1e-4a6b-8f0e-2b6f4f1c7d3a"))
        .hasToString("5f0c6a52-9d1e-4a6b-8f0e-2b6f4f1c7d3a");
    for (var text :
        List.of(
            "",
            "1-1-1-1-1",
            "5f0c6a529d1e4a6b8f0e2b6f4f1c7d3a",
            "5f0c6a52-9d1e-4a6b-8f0e-2b6f4f1c7d3g",
            "5f0c6a52-9d1e-4a6b-8f0e_2b6f4f1c7d3a",
            "+f0c6a52-9d1e-4a6b-8f0e-2b6f4f1c7d3a",
            "٥f0c6a52-9d1e-4a6b-8f0e-2b6f4f1c7d3a")) {
      then(Uuids.parse(text)).as(text).isNull();
    }
    then(Uuids.parse(null)).isNull();
  }
}
