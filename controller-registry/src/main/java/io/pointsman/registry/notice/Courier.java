package io.pointsman.registry.notice;

import io.pointsman.registry.metrics.RegistryMetric;
import io.pointsman.registry.store.Database;
import io.pointsman.registry.store.OutboxStore;
import io.pointsman.registry.store.OutboxStore.Message;
import io.pointsman.registry.store.TallyStore;
import io.pointsman.registry.store.TallyStore.Series;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings one target its messages, each at least once: what it does not answer with 2xx is brought
 * again, later and later, for three days. Of several registries one has a message at a time.
 */
final class Courier implements AutoCloseable {
  /** How long a message is brought again. */
  static final Duration PATIENCE = Duration.ofDays(3);

  private static final Logger LOG = LoggerFactory.getLogger(Courier.class);
  private static final Duration LOOK = Duration.ofMillis(250);
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final int AT_ONCE = 5;

  /** Longer than bringing all of them can take. */
  private static final Duration LEASE = TIMEOUT.multipliedBy(AT_ONCE + 1L);

  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);
  private static final int LONGEST_ERROR = 300;

  private final String target;
  private final Function<Message, HttpRequest.Builder> request;
  private final Database database;
  private final OutboxStore outbox;
  private final TallyStore tallies;
  private final Clock clock;
  private final HttpClient http =
      HttpClient.newBuilder()
          .connectTimeout(TIMEOUT.dividedBy(2))
          .version(HttpClient.Version.HTTP_1_1)
          .build();
  private final ScheduledExecutorService thread;

  /**
   * @param request makes a message's request, complete but for its body and timeout
   */
  Courier(
      String target,
      Function<Message, HttpRequest.Builder> request,
      Database database,
      OutboxStore outbox,
      TallyStore tallies,
      Clock clock) {
    this.target = target;
    this.request = request;
    this.database = database;
    this.outbox = outbox;
    this.tallies = tallies;
    this.clock = clock;
    this.thread =
        Executors.newSingleThreadScheduledExecutor(
            work -> {
              Thread sending = new Thread(work, "registry-courier-" + target);
              sending.setDaemon(true);
              return sending;
            });
  }

  void start() {
    // What it returns is not needed: run() never throws.
    var unused =
        thread.scheduleWithFixedDelay(this::run, 0, LOOK.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void run() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        List<Message> messages =
            database.read(handle -> outbox.isDue(handle, target, clock.instant()))
                ? database.write(
                    handle -> outbox.take(handle, target, clock.instant(), LEASE, AT_ONCE))
                : List.of();
        for (Message message : messages) {
          bring(message);
        }
        if (messages.size() < AT_ONCE) {
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.warn("Messages for {} are brought later: {}", target, e.toString());
    }
  }

  private void bring(Message message) throws InterruptedException {
    String error = error(message);
    if (error == null) {
      database.write(
          handle -> {
            if (outbox.remove(handle, message.id())) {
              tallies.add(handle, Series.of(RegistryMetric.MESSAGES_DELIVERED.family(), target), 1);
            }
            return null;
          });
      return;
    }
    Instant now = clock.instant();
    if (message.createdAt().isBefore(now.minus(PATIENCE))) {
      LOG.error(
          "{} did not take the message {} for {} days, it is given up: {}",
          target,
          message.id(),
          PATIENCE.toDays(),
          error);
      database.write(
          handle -> {
            if (outbox.remove(handle, message.id())) {
              tallies.add(handle, Series.of(RegistryMetric.MESSAGES_GIVEN_UP.family(), target), 1);
            }
            return null;
          });
      return;
    }
    LOG.warn("{} did not take the message {}: {}", target, message.id(), error);
    database.write(
        handle -> {
          outbox.later(handle, message.id(), now.plus(pause(message.attempts())), error);
          return null;
        });
  }

  /** Why it was not taken, or null. */
  private String error(Message message) throws InterruptedException {
    try {
      HttpResponse<Void> answer =
          http.send(
              request
                  .apply(message)
                  .timeout(TIMEOUT)
                  .header("Content-Type", "application/json")
                  .POST(BodyPublishers.ofString(message.body()))
                  .build(),
              BodyHandlers.discarding());
      return answer.statusCode() / 100 == 2 ? null : "it answered " + answer.statusCode();
    } catch (IOException e) {
      String said = e.toString();
      return said.length() > LONGEST_ERROR ? said.substring(0, LONGEST_ERROR) : said;
    }
  }

  /** Twice as long every time. */
  static Duration pause(int attempts) {
    Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(attempts - 1, 20));
    return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
  }

  @Override
  public void close() {
    thread.shutdownNow();
    try {
      if (!thread.awaitTermination(TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
        LOG.warn("Messages for {} are still under way; another start brings them again", target);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
