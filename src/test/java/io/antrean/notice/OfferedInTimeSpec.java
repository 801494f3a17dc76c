package io.antrean.notice;

import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.config.Config;
import io.antrean.support.Stores;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The notice of an offer")
class OfferedInTimeSpec {

  private static final Config CONFIG = Stores.configOf("none", Stores.redisUri(), Map.of());
  private static final String SLOT = "2030-01-07 08:00";
  private static final String LATER = "2100-01-01 00:00:00Z";

  private final OutboxInPostgres outbox = new OutboxInPostgres();

  @AfterEach
  void close() {
    outbox.close();
  }

  private List<Notice> taken() {
    var writer = new NoticeWriter(outbox.pool, true, 500);
    writer.start().await();
    while (writer.turn().await()) {
      // A batch at a time.
    }
    return new Outbox(outbox.pool, CONFIG.notice()).take(outbox.webhook, 9).await();
  }

  private void becomes(UUID entry, String state) {
    var sql = "UPDATE offer SET state = '%s', ended_at = now() WHERE entry = '%s'";
    outbox.run(sql.formatted(state, entry));
  }

  @Test
  void is_written_once_and_told_while_it_can_be_taken() {
    var entry = outbox.offer(SLOT, LATER);
    var notices = taken();
    then(notices).hasSize(1);
    var notice = notices.get(0);
    then(notice.id()).isEqualTo(entry + ".0.offer");
    then(notice.isMoot()).isFalse();
    then(notice.numbers()).isEmpty();
    then(notice.expiresAt()).isEqualTo("2100-01-01T00:00:00Z");
    then(taken()).isEmpty();
    then(outbox.notices()).containsExactly(entry + " offer");
  }

  @Test
  void is_not_sent_once_the_offer_is_over_however_it_ended() {
    for (var state : List.of("TAKEN", "EXPIRED", "DECLINED", "REFUSED", "OVER")) {
      becomes(outbox.offer(SLOT, LATER), state);
    }
    then(taken()).hasSize(5).allMatch(Notice::isMoot);
    outbox.offer(SLOT, "2020-01-01 00:00:00Z");
    then(taken()).as("its end is not written yet").hasSize(1).allMatch(Notice::isMoot);
  }
}
