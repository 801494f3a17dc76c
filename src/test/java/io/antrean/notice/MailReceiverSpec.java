package io.antrean.notice;

import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.mail.Message;
import io.antrean.notice.Receiver.Outcome;
import io.antrean.support.Stores;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Mail of a no-show")
class MailReceiverSpec {

  private static final UUID ACCOUNT = UUID.randomUUID();

  private final Vertx vertx = Vertx.vertx();
  private final List<Message> sent = new ArrayList<>();

  @AfterEach
  void close() {
    vertx.close().await();
  }

  private Outcome delivered(boolean tellsNoShows) {
    var postgres = Stores.pool(vertx, Stores.freshDatabase());
    postgres
        .query(
            "INSERT INTO account (id, login, password_hash, roles, verified_at) VALUES ('"
                + ACCOUNT
                + "', 'siti@example.org', 'x', '{citizen}', now())")
        .execute()
        .await();
    var receiver =
        new MailReceiver(
            postgres,
            message -> {
              sent.add(message);
              return Future.succeededFuture();
            },
            1,
            tellsNoShows);
    var slot = LocalDateTime.of(2030, 1, 7, 8, 0);
    var notice =
        new Notice(
            1,
            MailReceiver.ID,
            1,
            Kind.NO_SHOW,
            Instant.EPOCH,
            UUID.randomUUID(),
            0,
            ACCOUNT,
            "sampit",
            "Sampit",
            ZoneId.of("Asia/Jakarta"),
            "passport-new",
            "Passport",
            slot,
            null,
            List.of("A0800-1"),
            false);
    return receiver.deliver(notice).await();
  }

  @Test
  void goes_to_who_has_not_come_where_the_office_checks_in() {
    then(delivered(true)).isEqualTo(Outcome.DELIVERED);
    then(sent).hasSize(1);
  }

  @Test
  void goes_to_nobody_where_it_does_not() {
    then(delivered(false)).isEqualTo(Outcome.MOOT);
    then(sent).isEmpty();
  }
}
