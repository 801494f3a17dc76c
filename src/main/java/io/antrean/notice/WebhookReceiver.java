package io.antrean.notice;

import io.vertx.core.Future;
import java.util.UUID;

/** A webhook as somebody whom notices go to. */
final class WebhookReceiver implements Receiver {

  private final Webhook webhook;
  private final byte[] key;
  private final WebhookClient client;
  private final int atOnce;

  WebhookReceiver(Webhook webhook, byte[] key, WebhookClient client, int atOnce) {
    this.webhook = webhook;
    this.key = key;
    this.client = client;
    this.atOnce = atOnce;
  }

  @Override
  public UUID id() {
    return webhook.id();
  }

  @Override
  public String channel() {
    return "webhook";
  }

  @Override
  public int atOnce() {
    return atOnce;
  }

  @Override
  public Future<Outcome> deliver(Notice notice) {
    if (notice.isMoot()) return Future.succeededFuture(Outcome.MOOT);
    var to = Destination.parse(webhook.url());
    return client.send(to, key, notice.id(), CloudEvent.of(notice));
  }
}
