package io.antrean.http;

import io.vertx.ext.web.RoutingContext;
import java.text.MessageFormat;
import java.util.Locale;
import java.util.ResourceBundle;

/** The texts of one language, from {@code problems/words_xx.properties}. English is the default. */
public final class Words {

  /** A problem's title and detail, and the language they are in. */
  public record Text(String title, String detail, String language) {}

  private static final Words ENGLISH = new Words(Locale.ENGLISH);
  private static final Words INDONESIAN = new Words(Locale.forLanguageTag("id"));

  private final Locale locale;
  private final ResourceBundle bundle;

  private Words(Locale locale) {
    this.locale = locale;
    this.bundle =
        ResourceBundle.getBundle(
            "problems.words",
            locale,
            ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
  }

  /** The first language of Accept-Language that is spoken here. */
  public static Words of(RoutingContext ctx) {
    for (var language : ctx.acceptableLanguages()) {
      if ("id".equals(language.tag()) || "in".equals(language.tag())) return INDONESIAN;
      if ("en".equals(language.tag())) return ENGLISH;
    }
    return ENGLISH;
  }

  Text problem(String name, Object... values) {
    return new Text(
        text(name + ".title", values), text(name + ".detail", values), locale.toLanguageTag());
  }

  /** The text of a key, its {0}, {1} … filled in. A key without a text is a defect of ours. */
  public String text(String key, Object... values) {
    return new MessageFormat(bundle.getString(key), locale).format(values);
  }
}
