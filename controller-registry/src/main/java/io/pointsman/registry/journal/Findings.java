package io.pointsman.registry.journal;

import io.pointsman.registry.store.HistoryFindings;
import io.pointsman.registry.store.HistoryStore;
import io.pointsman.registry.store.OutboxStore;
import io.pointsman.registry.store.TallyStore;
import io.pointsman.registry.store.TallyStore.Series;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;

/** What a reader found: written in the transaction that puts the reader forward. */
public final class Findings {
  /** In one order everywhere, so that no two registries wait for each other. */
  private static final Comparator<Series> ORDER =
      Comparator.comparing(Series::metric).thenComparing(Series::labels);

  private final Map<Series, Double> added = new TreeMap<>(ORDER);
  private final Map<Series, Double> raised = new TreeMap<>(ORDER);
  private final List<Message> messages = new ArrayList<>();
  private final HistoryFindings history = new HistoryFindings();

  private record Message(String id, String target, String event, String body) {}

  /** Counts. */
  public void add(Series series, double amount) {
    added.merge(series, amount, Double::sum);
  }

  /** Keeps the highest. */
  public void raise(Series series, double value) {
    raised.merge(series, value, Math::max);
  }

  /**
   * Has somebody told.
   *
   * @param id of what it is about: the same for all whom it is told
   * @param target whom
   */
  public void tell(String id, String target, String event, String body) {
    messages.add(new Message(id + "/" + target, target, event, body));
  }

  /** What it adds to the history. */
  public HistoryFindings history() {
    return history;
  }

  void write(
      Handle handle, TallyStore tallies, HistoryStore histories, OutboxStore outbox, Instant now) {
    history.write(handle, histories);
    messages.forEach(
        message ->
            outbox.add(
                handle, message.id(), message.target(), message.event(), message.body(), now));
    added.forEach((series, amount) -> tallies.add(handle, series, amount));
    raised.forEach((series, value) -> tallies.raise(handle, series, value));
  }
}
