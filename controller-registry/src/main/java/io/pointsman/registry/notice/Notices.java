package io.pointsman.registry.notice;

import com.google.inject.Inject;
import com.google.inject.Singleton;
import io.pointsman.registry.journal.Journal;
import io.pointsman.registry.journal.JournalReader;
import io.pointsman.registry.lineage.LineageNotices;
import io.pointsman.registry.notice.NoticeConfig.Lineage;
import io.pointsman.registry.notice.NoticeConfig.Webhook;
import io.pointsman.registry.store.Database;
import io.pointsman.registry.store.DefinitionStore;
import io.pointsman.registry.store.OutboxStore;
import io.pointsman.registry.store.OutboxStore.Message;
import io.pointsman.registry.store.TallyStore;
import java.net.http.HttpRequest;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Tells those who want to know. */
@Singleton
public final class Notices implements AutoCloseable {
  private final Database database;
  private final OutboxStore outbox;
  private final TallyStore tallies;
  private final Journal journal;
  private final Clock clock;
  private final List<JournalReader> readers = new ArrayList<>();
  private final List<Courier> couriers = new ArrayList<>();

  @Inject
  Notices(
      NoticeConfig config,
      Database database,
      OutboxStore outbox,
      TallyStore tallies,
      DefinitionStore definitions,
      Journal journal,
      Clock clock) {
    this.database = database;
    this.outbox = outbox;
    this.tallies = tallies;
    this.journal = journal;
    this.clock = clock;
    if (!config.webhooks().isEmpty()) {
      readers.add(new WebhookNotices(config.webhooks(), clock));
      config.webhooks().forEach(webhook -> couriers.add(courier(webhook)));
    }
    if (config.lineage().isPresent()) {
      Lineage lineage = config.lineage().get();
      readers.add(
          new LineageNotices(lineage.namespace(), database, definitions, Courier.PATIENCE, clock));
      couriers.add(courier(lineage));
    }
  }

  /** Begins to bring messages. */
  public void start() {
    follow();
    couriers.forEach(Courier::start);
  }

  /** Writes down what is to be told of what was recorded since the last look. */
  public void follow() {
    readers.forEach(journal::follow);
  }

  private Courier courier(Webhook webhook) {
    return courier(
        webhook.name(),
        message -> {
          // By the real clock: the receiver compares it with its own.
          Instant now = Instant.now();
          return HttpRequest.newBuilder(webhook.url())
              .header("webhook-id", message.id())
              .header("webhook-timestamp", Long.toString(now.getEpochSecond()))
              .header(
                  "webhook-signature",
                  Signature.of(webhook.secret(), message.id(), now, message.body()));
        });
  }

  private Courier courier(Lineage lineage) {
    return courier(
        LineageNotices.TARGET,
        message -> {
          HttpRequest.Builder request = HttpRequest.newBuilder(lineage.url());
          return lineage.token() == null
              ? request
              : request.header("Authorization", "Bearer " + lineage.token());
        });
  }

  private Courier courier(String target, Function<Message, HttpRequest.Builder> request) {
    return new Courier(target, request, database, outbox, tallies, clock);
  }

  @Override
  public void close() {
    couriers.forEach(Courier::close);
  }
}
