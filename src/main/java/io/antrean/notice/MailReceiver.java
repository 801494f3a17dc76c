package io.antrean.notice;

import io.antrean.http.Words;
import io.antrean.mail.Message;
import io.antrean.mail.Sender;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.UUID;

/**
 * The mail of whoever booked, in their language, if they have shown that mail reaches them. It
 * tells numbers, place and time, and names nobody.
 */
final class MailReceiver implements Receiver {

  /** No webhook has this id. */
  static final UUID ID = new UUID(0, 0);

  private static final String ACCOUNT =
      """
      SELECT login, language FROM account
       WHERE id = $1::uuid AND verified_at IS NOT NULL AND login LIKE '%@%'
      """;

  private static final String WHEN = "EEEE, d MMMM yyyy, HH:mm";

  private final Pool postgres;
  private final Sender sender;
  private final int atOnce;
  private final boolean tellsNoShows;

  /** {@code tellsNoShows}: an office that does not check in must not tell all that they failed. */
  MailReceiver(Pool postgres, Sender sender, int atOnce, boolean tellsNoShows) {
    this.postgres = postgres;
    this.sender = sender;
    this.atOnce = atOnce;
    this.tellsNoShows = tellsNoShows;
  }

  @Override
  public UUID id() {
    return ID;
  }

  @Override
  public String channel() {
    return "mail";
  }

  @Override
  public int atOnce() {
    return atOnce;
  }

  @Override
  public Future<Outcome> deliver(Notice notice) {
    var isUntold = notice.kind() == Kind.NO_SHOW && !tellsNoShows;
    if (isUntold || notice.isMoot()) return Future.succeededFuture(Outcome.MOOT);
    return postgres
        .preparedQuery(ACCOUNT)
        .execute(Tuple.of(notice.account()))
        .compose(
            rows -> {
              if (rows.size() == 0) return Future.succeededFuture(Outcome.MOOT);
              var account = rows.iterator().next();
              return sender
                  .send(message(notice, account.getString("login"), account.getString("language")))
                  .map(Outcome.DELIVERED)
                  // Its class alone: the words of a mail server name the address.
                  .otherwise(failure -> Outcome.failed(failure.getClass().getSimpleName()));
            });
  }

  static Message message(Notice notice, String to, String language) {
    var words = Words.in(language);
    var format = DateTimeFormatter.ofPattern(WHEN, Locale.forLanguageTag(language));
    var until = notice.expiresAt();
    var key = "mail.notice-" + notice.kind().text();
    Object[] values = {
      String.join(", ", notice.numbers()),
      format.format(notice.slot()),
      notice.zone().getId(),
      notice.officeName(),
      notice.serviceName(),
      until == null ? "" : format.format(until.atZone(notice.zone()))
    };
    return new Message(to, words.text(key + ".title", values), words.text(key + ".text", values));
  }
}
