package io.antrean.floor;

import io.antrean.http.Instants;
import io.vertx.core.json.JsonObject;
import java.time.Instant;

/** A visit as the contract writes it in JSON. */
final class VisitView {

  private VisitView() {}

  static JsonObject json(Visit visit) {
    return new JsonObject()
        .put("id", visit.id().toString())
        .put("office", visit.office())
        .put("day", visit.day().toString())
        .put("service", visit.service())
        .put("number", visit.number())
        .put("booking", text(visit.booking()))
        .put("person", text(visit.person()))
        .put("name", visit.name())
        .put("nationality", visit.nationality())
        .put("slot", text(visit.slot()))
        .put("lane", visit.lane().name())
        .put("state", visit.state().name())
        .put("stage", visit.stage().name())
        .put("counter", visit.counter())
        .put("calls", visit.calls())
        .put("checkedInAt", instant(visit.checkedInAt()))
        .put("waitingSince", instant(visit.waitingSince()))
        .put("calledAt", instant(visit.calledAt()))
        .put("servingSince", instant(visit.servingSince()))
        .put("endedAt", instant(visit.endedAt()))
        .put("paymentCode", visit.paymentCode())
        .put("paidAt", instant(visit.paidAt()))
        .put("readyOn", text(visit.readyOn()))
        .put("postponedReason", visit.postponedReason())
        .put("note", visit.note())
        .put("onPaper", visit.onPaper())
        .put("version", visit.version());
  }

  static String self(Visit visit) {
    return "/api/v1/offices/" + visit.office() + "/visits/" + visit.id();
  }

  static String instant(Instant at) {
    return at == null ? null : Instants.text(at);
  }

  private static String text(Object value) {
    return value == null ? null : value.toString();
  }
}
