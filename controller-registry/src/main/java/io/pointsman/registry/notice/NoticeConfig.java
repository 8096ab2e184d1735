package io.pointsman.registry.notice;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Whom the registry tells what happens. The same on all registries of one database.
 *
 * @param webhooks each by a name of its own
 * @param lineage where OpenLineage events go
 */
public record NoticeConfig(List<Webhook> webhooks, Optional<Lineage> lineage) {
  /** Nobody is told. */
  public static final NoticeConfig NONE = new NoticeConfig(List.of(), Optional.empty());

  public NoticeConfig {
    webhooks = List.copyOf(webhooks);
  }

  /**
   * Somebody who is told as it happens.
   *
   * @param name in the outbox, in metrics and in logs
   * @param url where it is posted
   * @param secret what it is signed with; never shown
   * @param kinds what is told
   */
  public record Webhook(String name, URI url, String secret, Set<NoticeKind> kinds) {
    public Webhook {
      kinds = Set.copyOf(kinds);
    }

    @Override
    public String toString() {
      return "webhook " + name + " at " + url;
    }
  }

  /**
   * A receiver of OpenLineage events.
   *
   * @param url where they are posted, such as {@code https://host/api/v1/lineage}
   * @param token sent as a bearer token, or null; never shown
   * @param namespace of the jobs
   */
  public record Lineage(URI url, String token, String namespace) {
    @Override
    public String toString() {
      return "lineage at " + url;
    }
  }
}
