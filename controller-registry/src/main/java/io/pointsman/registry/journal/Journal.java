package io.pointsman.registry.journal;

import com.google.inject.Inject;
import com.google.inject.Singleton;
import io.pointsman.registry.store.Database;
import io.pointsman.registry.store.HistoryStore;
import io.pointsman.registry.store.JournalStore;
import io.pointsman.registry.store.JournalStore.Position;
import io.pointsman.registry.store.JournalStore.Stretch;
import io.pointsman.registry.store.OutboxStore;
import io.pointsman.registry.store.TallyStore;
import java.time.Clock;

/**
 * Takes readers through what was recorded. What they find is written in one transaction with their
 * new position, and only from the position that was read: of several registries that read one
 * stretch, one writes what was found in it. Nothing of it is on a decision's way.
 */
@Singleton
public final class Journal {
  private static final int MOST = 500;

  private final Database database;
  private final JournalStore store;
  private final TallyStore tallies;
  private final HistoryStore histories;
  private final OutboxStore outbox;
  private final Clock clock;

  @Inject
  Journal(
      Database database,
      JournalStore store,
      TallyStore tallies,
      HistoryStore histories,
      OutboxStore outbox,
      Clock clock) {
    this.database = database;
    this.store = store;
    this.tallies = tallies;
    this.histories = histories;
    this.outbox = outbox;
    this.clock = clock;
  }

  /** Takes a reader to the newest entry. */
  public void follow(JournalReader reader) {
    Position from = begin(reader);
    Position newest = database.read(store::newest);
    if (from.equals(newest)) {
      return;
    }
    // Alone: a transaction still open beside it would add entries with smaller ids afterwards.
    Position horizon = database.write(store::newest);
    while (!from.equals(horizon)) {
      Position start = from;
      Stretch stretch = database.read(handle -> store.read(handle, start, horizon, MOST));
      Findings findings = new Findings();
      stretch.entries().forEach(entry -> reader.read(entry, findings));
      boolean moved =
          database.write(
              handle -> {
                boolean first = store.move(handle, reader.name(), start, stretch.end());
                if (first) {
                  findings.write(handle, tallies, histories, outbox, clock.instant());
                }
                return first;
              });
      if (!moved) {
        return; // another registry is at it
      }
      from = stretch.end();
    }
  }

  private Position begin(JournalReader reader) {
    return database
        .read(handle -> store.find(handle, reader.name()))
        .orElseGet(
            () ->
                database.write(
                    handle -> {
                      Position beginning =
                          reader.fromTheBeginning() ? Position.BEGINNING : store.newest(handle);
                      store.move(handle, reader.name(), null, beginning);
                      return store.find(handle, reader.name()).orElseThrow();
                    }));
  }
}
