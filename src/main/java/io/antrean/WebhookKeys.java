package io.antrean;

import io.antrean.account.Identity;
import io.antrean.notice.Notices;
import java.util.UUID;

/** The secrets of webhooks, which are derived from the pepper and kept nowhere. */
record WebhookKeys(Identity identity) implements Notices.Keys {

  @Override
  public int version() {
    return identity.oldestVersion();
  }

  @Override
  public byte[] of(int version, UUID webhook) {
    return identity.webhookKey(version, webhook);
  }
}
