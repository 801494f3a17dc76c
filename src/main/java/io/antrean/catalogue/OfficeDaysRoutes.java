package io.antrean.catalogue;

import io.antrean.account.Authenticator;
import io.antrean.account.Role;
import io.antrean.catalogue.OfficeDays.Hours;
import io.antrean.catalogue.OfficeDaysRepository.Holiday;
import io.antrean.http.FieldErrors;
import io.antrean.http.JsonInput;
import io.antrean.http.Paging;
import io.antrean.http.Problem;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Opening hours and holidays of an office over HTTP: told to all, set by administrators. They
 * concern releases that are made from then on, and no slot that is there.
 */
public final class OfficeDaysRoutes {

  private static final String OFFICE = "/api/v1/offices/:office";
  private static final String HOURS = OFFICE + "/hours";
  private static final String HOLIDAYS = OFFICE + "/holidays";
  private static final String HOLIDAY = HOLIDAYS + "/:date";
  private static final String FOR_A_SECOND = "public, max-age=1";
  private static final int NAME_MAX = 200;
  private static final int HOURS_A_DAY_MAX = 4;
  private static final LocalDate FIRST = LocalDate.of(1, 1, 1);
  private static final LocalDate LAST = LocalDate.of(9999, 12, 31);
  private static final Pattern TIMES = Pattern.compile("([0-9]{2}:[0-9]{2})-([0-9]{2}:[0-9]{2})");

  private final KnownOffice offices;
  private final OfficeDaysRepository days;
  private final Authenticator authenticator;

  public OfficeDaysRoutes(
      Catalogue catalogue,
      CatalogueRefresher refresher,
      CatalogueRepository repository,
      Authenticator authenticator) {
    this.offices = new KnownOffice(catalogue, refresher);
    this.days = repository.days();
    this.authenticator = authenticator;
  }

  public void mount(Router api) {
    api.get(HOURS).handler(this::hours);
    api.put(HOURS).handler(this::setHours);
    api.get(HOLIDAYS).handler(this::holidays);
    api.get(HOLIDAY).handler(this::holiday);
    api.put(HOLIDAY).handler(this::putHoliday);
    api.delete(HOLIDAY).handler(this::removeHoliday);
  }

  private void hours(RoutingContext ctx) {
    offices
        .of(ctx)
        .compose(days::hours)
        .onSuccess(hours -> answer(ctx, 200, FOR_A_SECOND, json(hours)))
        .onFailure(ctx::fail);
  }

  private void setHours(RoutingContext ctx) {
    authenticator.require(ctx, Role.ADMIN);
    var input = JsonInput.of(ctx);
    var hours = new TreeMap<DayOfWeek, List<Hours>>();
    for (var day : DayOfWeek.values()) {
      var texts = input.optionalTexts(word(day), 0, HOURS_A_DAY_MAX);
      if (texts == null || texts.isEmpty()) continue;
      hours.put(day, read(texts, word(day), input.errors()));
    }
    input.end();
    offices
        .of(ctx)
        .compose(office -> days.setHours(authenticator.author(ctx), office, hours))
        .onSuccess(set -> answer(ctx, 200, "no-store", json(hours)))
        .onFailure(ctx::fail);
  }

  /** In order, and none reaching into the next. */
  private static List<Hours> read(List<String> texts, String day, FieldErrors errors) {
    var hours = new ArrayList<Hours>();
    for (int i = 0; i < texts.size(); i++) {
      var one = read(texts.get(i));
      var before = hours.isEmpty() ? null : hours.get(hours.size() - 1);
      if (one == null || before != null && one.opens().isBefore(before.closes())) {
        errors.add("/" + day + "/" + i, "hours");
      } else {
        hours.add(one);
      }
    }
    return hours;
  }

  private static Hours read(String text) {
    var times = TIMES.matcher(text);
    if (!times.matches()) return null;
    try {
      var hours = new Hours(LocalTime.parse(times.group(1)), LocalTime.parse(times.group(2)));
      return hours.opens().isBefore(hours.closes()) ? hours : null;
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static JsonObject json(Map<DayOfWeek, List<Hours>> hours) {
    var json = new JsonObject();
    for (var day : DayOfWeek.values()) {
      var texts = new JsonArray();
      for (var one : hours.getOrDefault(day, List.of())) {
        texts.add(one.opens() + "-" + one.closes());
      }
      json.put(word(day), texts);
    }
    return json;
  }

  private static String word(DayOfWeek day) {
    return day.name().toLowerCase(Locale.ROOT);
  }

  private void holidays(RoutingContext ctx) {
    var paging = Paging.of(ctx);
    var after = paging.after() == null ? FIRST : date(paging.after());
    if (after == null) {
      var errors = new FieldErrors();
      errors.add("?after", "cursor");
      throw errors.problem().asException();
    }
    offices
        .of(ctx)
        .compose(office -> days.holidays(office, after, LAST, paging.rows()))
        .map(rows -> paging.page(rows, one -> one.day().toString(), OfficeDaysRoutes::json))
        .onSuccess(page -> answer(ctx, 200, FOR_A_SECOND, page))
        .onFailure(ctx::fail);
  }

  private void holiday(RoutingContext ctx) {
    var day = day(ctx);
    offices
        .of(ctx)
        .compose(office -> days.holidays(office, day.minusDays(1), day, 1))
        .onSuccess(
            found -> {
              if (found.isEmpty()) Problem.of(404, "not-found").send(ctx);
              else answer(ctx, 200, FOR_A_SECOND, json(found.get(0)));
            })
        .onFailure(ctx::fail);
  }

  private void putHoliday(RoutingContext ctx) {
    authenticator.require(ctx, Role.ADMIN);
    var input = JsonInput.of(ctx);
    var name = input.text("name", 1, NAME_MAX);
    input.end();
    var day = day(ctx);
    offices
        .of(ctx)
        .compose(
            office ->
                days.put(authenticator.author(ctx), office, day, name)
                    .compose(
                        added ->
                            days.slots(office, day)
                                .onSuccess(
                                    slots -> {
                                      var body = json(new Holiday(day, name)).put("slots", slots);
                                      if (added) {
                                        ctx.response()
                                            .putHeader(
                                                HttpHeaders.LOCATION,
                                                OFFICE.replace(":office", office)
                                                    + "/holidays/"
                                                    + day);
                                      }
                                      answer(ctx, added ? 201 : 200, "no-store", body);
                                    })))
        .onFailure(ctx::fail);
  }

  private void removeHoliday(RoutingContext ctx) {
    authenticator.require(ctx, Role.ADMIN);
    var day = day(ctx);
    offices
        .of(ctx)
        .compose(office -> days.remove(authenticator.author(ctx), office, day))
        .onSuccess(
            found -> {
              if (found) ctx.response().setStatusCode(204).end();
              else Problem.of(404, "not-found").send(ctx);
            })
        .onFailure(ctx::fail);
  }

  private static LocalDate day(RoutingContext ctx) {
    var day = date(ctx.pathParam("date"));
    if (day == null) throw Problem.of(404, "not-found").asException();
    return day;
  }

  /** Null when it is none, of the years with four digits. */
  private static LocalDate date(String text) {
    try {
      return text.matches("[0-9]{4}-[0-9]{2}-[0-9]{2}") && !text.startsWith("0000")
          ? LocalDate.parse(text)
          : null;
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static JsonObject json(Holiday holiday) {
    return new JsonObject().put("day", holiday.day().toString()).put("name", holiday.name());
  }

  private static void answer(RoutingContext ctx, int status, String cache, JsonObject body) {
    ctx.response().setStatusCode(status).putHeader(HttpHeaders.CACHE_CONTROL, cache);
    ctx.json(body);
  }
}
