package io.pointsman.it.soak;

import io.pointsman.decider.DestinationTable;
import io.pointsman.decider.job.JobKey;
import io.pointsman.decider.job.Lineage;
import io.pointsman.it.scripted.StagedTable;
import io.pointsman.publication.Destination;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.iceberg.HistoryEntry;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.exceptions.NoSuchTableException;

/** Reads destinations back: everything that their readers ever saw. */
final class PublishedTables {
  private static final int THREADS = 4;

  private final Catalog catalog;

  PublishedTables(Catalog catalog) {
    this.catalog = catalog;
  }

  /**
   * What a destination's log says.
   *
   * @param published the lineage of each snapshot that was ever main's head, oldest first; empty
   *     for one that is not Pointsman's
   * @param snapshotId main's head, or null
   * @param rows of main's head, or null
   * @param branches that jobs left
   */
  record Read(
      List<Optional<Lineage>> published, Long snapshotId, Long rows, List<String> branches) {
    long publishes(String runId) {
      return published.stream()
          .filter(lineage -> lineage.isPresent() && lineage.get().runId().equals(runId))
          .count();
    }
  }

  /** Reads them all, a few at a time. */
  Map<DestinationTable, Read> read(List<DestinationTable> tables)
      throws InterruptedException, ExecutionException {
    Map<DestinationTable, Read> read = new ConcurrentHashMap<>();
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Callable<Read>> reads = new ArrayList<>();
      for (DestinationTable table : tables) {
        reads.add(
            () -> {
              Read one = read(table);
              read.put(table, one);
              return one;
            });
      }
      for (Future<Read> one : threads.invokeAll(reads)) {
        one.get();
      }
    } finally {
      threads.shutdownNow();
    }
    return read;
  }

  private Read read(DestinationTable destination) {
    Table table;
    try {
      table = catalog.loadTable(StagedTable.identifier(destination));
    } catch (NoSuchTableException e) {
      return new Read(List.of(), null, null, List.of());
    }
    List<Optional<Lineage>> published = new ArrayList<>();
    for (HistoryEntry entry : table.history()) {
      Snapshot snapshot = table.snapshot(entry.snapshotId());
      published.add(snapshot == null ? Optional.empty() : Lineage.read(snapshot.summary()));
    }
    Snapshot head = table.currentSnapshot();
    return new Read(
        published,
        head == null ? null : head.snapshotId(),
        head == null ? null : Long.valueOf(head.summary().getOrDefault("total-records", "-1")),
        table.refs().keySet().stream()
            .filter(
                name ->
                    name.startsWith(JobKey.BRANCH_PREFIX) && !name.equals(Destination.FENCE_BRANCH))
            .toList());
  }
}
