package io.pointsman.registry.store;

import com.google.inject.Inject;
import com.google.inject.Singleton;
import io.pointsman.decider.RoutingTable;
import io.pointsman.registry.api.Change;
import io.pointsman.registry.api.TableRevision;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jdbi.v3.core.Handle;

/** The routing table's revisions; each is kept, so that any decision can be replayed. */
@Singleton
public final class RoutingTableStore {
  private final Clock clock;

  /** Revisions never change, so the last one that was parsed need not be parsed again. */
  private final AtomicReference<TableRevision> parsed = new AtomicReference<>();

  @Inject
  RoutingTableStore(Clock clock) {
    this.clock = clock;
  }

  /** The newest revision; there is one from the first start on. */
  public TableRevision newest(Handle handle) {
    long revision = newestNumber(handle);
    TableRevision known = parsed.get();
    if (known != null && known.revision() == revision) {
      return known;
    }
    TableRevision read =
        find(handle, revision)
            .orElseThrow(() -> new IllegalStateException("The registry has no routing table"));
    parsed.set(read);
    return read;
  }

  /** The newest revision's number, 0 before the first. */
  public long newestNumber(Handle handle) {
    return handle
        .createQuery("select coalesce(max(revision), 0) from routing_table")
        .mapTo(Long.class)
        .one();
  }

  public Optional<TableRevision> find(Handle handle, long revision) {
    return handle
        .createQuery("select * from routing_table where revision = :revision")
        .bind("revision", revision)
        .map(
            (row, context) ->
                new TableRevision(
                    row.getLong("revision"),
                    StoredJson.read(row.getString("document"), RoutingTable.class),
                    Instant.ofEpochMilli(row.getLong("changed_at")),
                    row.getString("actor"),
                    row.getString("why")))
        .findOne();
  }

  /** Adds a revision; its number's uniqueness is the last guard against two of them at once. */
  public TableRevision add(Handle handle, long revision, RoutingTable table, Change change) {
    Instant now = Instant.ofEpochMilli(clock.millis());
    handle
        .createUpdate(
            "insert into routing_table (revision, document, changed_at, actor, why) values"
                + " (:revision, :document, :at, :actor, :why)")
        .bind("revision", revision)
        .bind("document", StoredJson.write(table))
        .bind("at", now.toEpochMilli())
        .bind("actor", change.actor())
        .bind("why", change.why())
        .execute();
    return new TableRevision(revision, table, now, change.actor(), change.why());
  }
}
