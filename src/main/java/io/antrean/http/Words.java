package io.antrean.http;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.text.MessageFormat;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.MissingResourceException;
import java.util.ResourceBundle;

/** The texts of one language, from {@code problems/words_xx.properties}. English is the default. */
public final class Words {

  /** A problem's title and detail. */
  public record Text(String title, String detail) {}

  private static final Words ENGLISH = new Words(Locale.ENGLISH);
  private static final Words INDONESIAN = new Words(Locale.forLanguageTag("id"));

  private final String language;

  /** Texts without a placeholder are ready; the others are parsed once and cloned for each use. */
  private final Map<String, String> ready = new HashMap<>();

  private final Map<String, MessageFormat> formats = new HashMap<>();

  private Words(Locale locale) {
    language = locale.toLanguageTag();
    var bundle =
        ResourceBundle.getBundle(
            "problems.words",
            locale,
            ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
    for (var key : bundle.keySet()) {
      var format = new MessageFormat(bundle.getString(key), locale);
      if (format.getFormats().length == 0) ready.put(key, format.format(new Object[0]));
      else formats.put(key, format);
    }
  }

  /** The language that the client likes best among those spoken here. */
  public static Words of(RoutingContext ctx) {
    return of(ctx.request());
  }

  /** The language that the client likes best among those spoken here. */
  public static Words of(HttpServerRequest request) {
    return of(request.getHeader("Accept-Language"));
  }

  static Words of(String acceptLanguage) {
    if (acceptLanguage == null) return ENGLISH;
    var best = ENGLISH;
    var bestWeight = 0.0;
    for (var range : acceptLanguage.split(",", 20)) {
      var parts = range.split(";", 2);
      var words = spoken(parts[0].trim().toLowerCase(Locale.ROOT));
      var weight = parts.length == 1 ? 1.0 : weight(parts[1]);
      if (words != null && weight > bestWeight) {
        best = words;
        bestWeight = weight;
      }
    }
    return best;
  }

  private static Words spoken(String tag) {
    if (tag.equals("id") || tag.equals("in") || tag.startsWith("id-") || tag.startsWith("in-")) {
      return INDONESIAN;
    }
    return tag.equals("en") || tag.startsWith("en-") || tag.equals("*") ? ENGLISH : null;
  }

  private static double weight(String parameter) {
    var text = parameter.replace(" ", "");
    return text.matches("q=(0(\\.[0-9]{0,3})?|1(\\.0{0,3})?)")
        ? Double.parseDouble(text.substring(2))
        : 0;
  }

  /** Those of a language that somebody has chosen before: {@code en} or {@code id}. */
  public static Words in(String tag) {
    return tag.equals(INDONESIAN.language) ? INDONESIAN : ENGLISH;
  }

  /** The language's tag (RFC 5646). */
  public String tag() {
    return language;
  }

  Text problem(String name, Object... values) {
    return new Text(text(name + ".title", values), text(name + ".detail", values));
  }

  /** The text of a key, its {0}, {1} … filled in. A key without a text is a defect of ours. */
  public String text(String key, Object... values) {
    var text = ready.get(key);
    if (text != null) return text;
    var format = formats.get(key);
    if (format == null) {
      throw new MissingResourceException(
          "Add " + key + " to problems/words_*.properties", Words.class.getName(), key);
    }
    return ((MessageFormat) format.clone()).format(values);
  }
}
