package io.antrean.floor;

import io.antrean.http.Instants;
import io.antrean.http.JsonInput;
import io.antrean.http.Problem;
import io.antrean.http.ProblemException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;

/**
 * POST /api/v1/payments/callbacks: a bank says that a code was paid. It has no account: its
 * signature is looked at before anything else of the message. Where no secret is configured there
 * is nothing here.
 */
final class PaymentRoutes {

  private static final int REFERENCE_MAX = 100;

  private final Payments payments;
  private final PaymentSignature signature;
  private final Clock clock;
  private final FloorMetrics metrics;

  /** {@code signature} is null where no bank calls back. */
  PaymentRoutes(Payments payments, PaymentSignature signature, Clock clock, FloorMetrics metrics) {
    this.payments = payments;
    this.signature = signature;
    this.clock = clock;
    this.metrics = metrics;
  }

  void mount(Router api) {
    api.post("/api/v1/payments/callbacks").handler(this::paid);
  }

  private void paid(RoutingContext ctx) {
    if (signature == null) throw Staff.notFound().asException();
    JsonInput.requireJson(ctx);
    if (!isSigned(ctx)) {
      metrics.payment("bad-signature");
      throw Problem.of(403, "bad-signature").asException();
    }
    var input = JsonInput.of(ctx);
    var code = input.text("code", PaymentCodes.LENGTH, PaymentCodes.LENGTH);
    var paidAt = input.instant("paidAt");
    var reference = input.optionalText("reference", 1, REFERENCE_MAX);
    input.end();
    var now = clock.instant();
    payments
        .paid(code, paidAt.isAfter(now) ? now : paidAt, reference)
        .onSuccess(
            paid -> {
              metrics.payment(paid.wasKnown() ? "known" : "paid");
              CounterRoutes.answer(ctx, json(paid.visit()));
            })
        .onFailure(
            failure -> {
              if (failure instanceof ProblemException known) {
                metrics.payment(known.problem().name());
              }
              ctx.fail(failure);
            });
  }

  private boolean isSigned(RoutingContext ctx) {
    var request = ctx.request();
    var body = ctx.body().buffer();
    return signature.isRight(
        request.getHeader("webhook-id"),
        request.getHeader("webhook-timestamp"),
        request.getHeader("webhook-signature"),
        body == null ? Buffer.buffer() : body,
        clock.instant());
  }

  /** Nothing of the person: a bank knows who has paid. */
  private static JsonObject json(Visit visit) {
    return new JsonObject()
        .put("code", visit.paymentCode())
        .put("paidAt", Instants.text(visit.paidAt()))
        .put("readyOn", visit.readyOn() == null ? null : visit.readyOn().toString());
  }
}
