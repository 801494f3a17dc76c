package io.antrean.notice;

import io.antrean.account.Authenticator;
import io.antrean.catalogue.Catalogue;
import io.antrean.config.NoticeConfig;
import io.antrean.mail.Sender;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * Notices of bookings: to whoever booked by mail, to an office's programs by webhook. They follow
 * from what PostgreSQL has committed and leave from its outbox, at least once, those of one booking
 * in order, whatever node ends meanwhile.
 */
public final class Notices {

  /** Secrets of webhooks. */
  public interface Keys {

    /** The version under which a new one is made. */
    int version();

    /** Of this version; null when nobody knows it any more. */
    byte[] of(int version, UUID webhook);
  }

  private static final Duration CLOSE_MAX = Duration.ofSeconds(5);

  private final Vertx vertx;
  private final Pool postgres;
  private final NoticeConfig config;
  private final Sender sender;
  private final boolean mailsNoShows;
  private final Keys keys;
  private final Clock clock;
  private final NoticeMetrics metrics;
  private final WebhookRepository webhooks;
  private final WebhookClient client;
  private Dispatcher dispatcher;

  /** {@code postgres} is for this alone; {@code sender} is null where no mail is sent. */
  public Notices(
      Vertx vertx,
      Pool postgres,
      NoticeConfig config,
      Sender sender,
      boolean mailsNoShows,
      Keys keys,
      Clock clock,
      NoticeMetrics metrics) {
    this.vertx = vertx;
    this.postgres = postgres;
    this.config = config;
    this.sender = sender;
    this.mailsNoShows = mailsNoShows;
    this.keys = keys;
    this.clock = clock;
    this.metrics = metrics;
    this.webhooks = new WebhookRepository(postgres);
    this.client = new WebhookClient(vertx, config, clock);
  }

  /** From now on, on this event loop, until {@link #close}. */
  public Future<Void> start() {
    var byMail = sender != null;
    var outbox = new Outbox(postgres, config);
    dispatcher =
        new Dispatcher(
            new NoticeWriter(postgres, byMail, config.batch()),
            new Reminders(postgres, config, byMail, clock),
            new NoticeUpkeep(postgres, metrics),
            this::due,
            () -> new Pump(outbox, metrics));
    return dispatcher.start(vertx, config.every().toMillis());
  }

  private Future<Map<UUID, Receiver>> due() {
    return webhooks
        .due()
        .map(
            found -> {
              var receivers = new HashMap<UUID, Receiver>();
              if (sender != null) {
                receivers.put(
                    MailReceiver.ID,
                    new MailReceiver(postgres, sender, config.mailsAtOnce(), mailsNoShows));
              }
              for (var one : found) {
                var key = keys.of(one.pepper(), one.id());
                receivers.put(
                    one.id(), new WebhookReceiver(one, key, client, config.webhookAtOnce()));
              }
              return receivers;
            });
  }

  public WebhookRoutes routes(Authenticator authenticator, Catalogue catalogue) {
    return new WebhookRoutes(webhooks, authenticator, catalogue, client, keys, config, clock);
  }

  /** What is under way is finished first, within a bound: the rest is delivered again. */
  public Future<Void> close() {
    var closed = dispatcher == null ? Future.<Void>succeededFuture() : dispatcher.close();
    return closed
        .timeout(CLOSE_MAX.toMillis(), TimeUnit.MILLISECONDS)
        .otherwiseEmpty()
        .compose(done -> postgres.close());
  }
}
