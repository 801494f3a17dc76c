package io.antrean.http;

import static org.assertj.core.api.BDDAssertions.then;

import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Properties;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The words of problems")
class WordsSpec {

  private static final Pattern PLACEHOLDER = Pattern.compile("\\{[^}]*}");

  /** The names in CONTRACT.md and DESIGN.md. */
  private static final List<String> PROMISED =
      List.of(
          "invalid-request",
          "not-found",
          "method-not-allowed",
          "not-acceptable",
          "unsupported-media-type",
          "payload-too-large",
          "internal",
          "unauthenticated",
          "forbidden",
          "too-many-requests",
          "overloaded",
          "recovering",
          "unavailable",
          "not-open",
          "not-admitted",
          "slot-taken",
          "sold-out",
          "already-booked",
          "claim-differs",
          "slot-begun",
          "release-closed",
          "person-gone",
          "unknown-release",
          "unknown-slot",
          "release-overlaps");

  private static Properties words(String language) throws IOException {
    var words = new Properties();
    var file = "/problems/words_" + language + ".properties";
    try (var in = WordsSpec.class.getResourceAsStream(file)) {
      words.load(new InputStreamReader(in, StandardCharsets.UTF_8));
    }
    return words;
  }

  @Test
  void have_the_same_keys_and_placeholders_in_both_languages() throws IOException {
    var english = words("en");
    var indonesian = words("id");
    then(indonesian.stringPropertyNames()).isEqualTo(english.stringPropertyNames());
    for (var key : english.stringPropertyNames()) {
      then(placeholders(indonesian.getProperty(key)))
          .as(key)
          .isEqualTo(placeholders(english.getProperty(key)));
    }
  }

  private static TreeSet<String> placeholders(String text) {
    var found = new TreeSet<String>();
    PLACEHOLDER.matcher(text).results().forEach(match -> found.add(match.group()));
    return found;
  }

  @Test
  void are_whole_sentences_with_apostrophes_written_twice() throws IOException {
    for (var language : List.of("en", "id")) {
      words(language)
          .forEach(
              (key, text) -> {
                then(text.toString()).as(key.toString()).isNotBlank();
                then(text.toString().replace("''", "")).as(key.toString()).doesNotContain("'");
                var sentence = !key.toString().endsWith(".title");
                then(text.toString().endsWith(".")).as(key.toString()).isEqualTo(sentence);
              });
    }
  }

  @Test
  void exist_for_every_promised_problem() {
    for (var name : PROMISED) {
      for (var language : List.of("en", "id")) {
        var text = Words.of(language).problem(name);
        then(text.title()).isNotBlank();
        then(text.detail()).isNotBlank();
        then(Words.of(language).tag()).isEqualTo(language);
      }
    }
  }

  @Test
  void are_in_the_language_that_the_client_likes_best() {
    then(language("id")).isEqualTo("id");
    then(language("in-ID")).isEqualTo("id");
    then(language("fr, ID;q=0.5")).isEqualTo("id");
    then(language("id;q=0.3, en;q=0.4")).isEqualTo("en");
    then(language("id;q=0")).isEqualTo("en");
    then(language("*, id;q=0.5")).isEqualTo("en");
    then(language(";;q=x,,;q=")).isEqualTo("en");
    then(language(null)).isEqualTo("en");
  }

  private static String language(String accept) {
    return Words.of(accept).tag();
  }

  @Test
  void are_filled_in() {
    then(Words.of("en").text("field.integer-range", 1, 200))
        .isEqualTo("Give a whole number from 1 to 200.");
    then(Words.of("en").problem("not-open", "noon").detail()).contains("at noon.", "server's");
  }

  @Test
  void that_are_missing_are_named() {
    then(Assertions.catchThrowable(() -> Words.of("id").text("no.such")))
        .hasMessage("Add no.such to problems/words_*.properties");
  }
}
