package io.antrean.permit;

import io.antrean.http.FieldErrors;
import io.antrean.http.Uuids;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.UUID;

/** The query of a list that is one office's. What is wrong with it is collected. */
final class OfficeQuery {

  private final MultiMap query;
  private final FieldErrors errors = new FieldErrors();

  OfficeQuery(RoutingContext ctx) {
    query = ctx.queryParams();
  }

  /** Where a route adds what only it can tell. */
  FieldErrors errors() {
    return errors;
  }

  /** It must be said. */
  String office() {
    var office = query.get("office");
    if (office == null) errors.add("?office", "required");
    else if (!office.matches("[a-z0-9-]{1,40}")) errors.add("?office", "id");
    return office;
  }

  /** Null when it was not sent. */
  UUID uuid(String name) {
    var text = query.get(name);
    var id = Uuids.parse(text);
    if (text != null && id == null) errors.add("?" + name, "uuid");
    return id;
  }

  /** Null when it was not sent. */
  LocalDate date(String name) {
    var text = query.get(name);
    if (text == null) return null;
    try {
      if (text.matches("[0-9]{4}-[0-9]{2}-[0-9]{2}")) return LocalDate.parse(text);
    } catch (DateTimeException e) {
      // No such day: said below.
    }
    errors.add("?" + name, "date");
    return null;
  }
}
