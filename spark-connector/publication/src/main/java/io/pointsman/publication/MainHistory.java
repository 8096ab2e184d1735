package io.pointsman.publication;

import io.pointsman.decider.job.JobKey;
import io.pointsman.decider.job.Lineage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.DataOperations;
import org.apache.iceberg.HistoryEntry;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.util.SnapshotUtil;

/**
 * What main was and is, in one version of a table's metadata. A snapshot is <em>published</em> when
 * main's log or main's ancestry names it: after a full replacement only the log does, after a
 * commit on top of it both do.
 */
final class MainHistory {
  private final TableMetadata table;
  private final Set<Long> ids = new LinkedHashSet<>();

  MainHistory(TableMetadata table) {
    this.table = table;
    ancestors().forEach(snapshot -> ids.add(snapshot.snapshotId()));
    List<HistoryEntry> log = new ArrayList<>(table.snapshotLog());
    Collections.reverse(log);
    log.forEach(entry -> ids.add(entry.snapshotId()));
  }

  boolean contains(long snapshotId) {
    return ids.contains(snapshotId);
  }

  /** The snapshot that published a run's execution, newest first when there are several. */
  Optional<PublishedRun> run(String runId, int execution) {
    for (long id : ids) {
      Snapshot snapshot = table.snapshot(id);
      Optional<Lineage> lineage = lineage(snapshot);
      if (lineage.isPresent()
          && lineage.get().runId().equals(runId)
          && lineage.get().execution() == execution) {
        return Optional.of(
            new PublishedRun(
                runId,
                execution,
                lineage.get().connector(),
                id,
                totalRecords(snapshot),
                lineage.get()));
      }
    }
    return Optional.empty();
  }

  /**
   * The lineage that a publish must not go behind: of the newest of Pointsman's snapshots that main
   * consists of, or when main was made anew by somebody else, that main ever was.
   */
  Optional<Lineage> newestLineage() {
    return ids.stream().map(table::snapshot).flatMap(s -> lineage(s).stream()).findFirst();
  }

  MainState state() {
    Snapshot current = table.currentSnapshot();
    return current == null
        ? new MainState(table.uuid(), null, null, null, null)
        : new MainState(
            table.uuid(),
            current.snapshotId(),
            Instant.ofEpochMilli(current.timestampMillis()),
            totalRecords(current),
            lineage(current).orElse(null));
  }

  /**
   * What other writers did to main since a job staged, newest first: not compactions, which change
   * no row, and not Pointsman's own snapshots, which the fence already put in order.
   *
   * @param staged the job's snapshot
   * @param claim the snapshot of the job's claim, which is older than the staging
   */
  List<Snapshot> foreignSince(Snapshot staged, Snapshot claim) {
    Snapshot base = stagedOn(staged);
    long floor = place(base == null ? claim : base);
    List<Snapshot> foreign = new ArrayList<>();
    for (Snapshot snapshot : ancestors()) {
      if (place(snapshot) <= floor) {
        break;
      }
      if (changesRows(snapshot) && lineage(snapshot).isEmpty()) {
        foreign.add(snapshot);
      }
    }
    return foreign;
  }

  private static boolean changesRows(Snapshot snapshot) {
    // A branch of an empty table begins with an append of nothing.
    boolean empty =
        DataOperations.APPEND.equals(snapshot.operation())
            && !snapshot.summary().containsKey(SnapshotSummary.ADDED_FILES_PROP);
    return !empty && !DataOperations.REPLACE.equals(snapshot.operation());
  }

  /** The newest ancestor that the job did not write itself, or null when it is not known. */
  private Snapshot stagedOn(Snapshot staged) {
    Optional<JobKey> key = lineage(staged).map(Lineage::key);
    Snapshot at = staged;
    while (at != null && lineage(at).map(Lineage::key).equals(key)) {
      at = at.parentId() == null ? null : table.snapshot(at.parentId());
    }
    // A branch that was made while main was empty begins with an empty snapshot of its own.
    return at == null || !contains(at.snapshotId()) ? null : at;
  }

  /** Format version 1 has no sequence numbers. */
  private long place(Snapshot snapshot) {
    return table.formatVersion() == 1 ? snapshot.timestampMillis() : snapshot.sequenceNumber();
  }

  private Iterable<Snapshot> ancestors() {
    Snapshot current = table.currentSnapshot();
    return current == null
        ? List.of()
        : SnapshotUtil.ancestorsOf(current.snapshotId(), table::snapshot);
  }

  static Optional<Lineage> lineage(Snapshot snapshot) {
    return snapshot == null ? Optional.empty() : Lineage.read(snapshot.summary());
  }

  static Long totalRecords(Snapshot snapshot) {
    String total = snapshot.summary().get(SnapshotSummary.TOTAL_RECORDS_PROP);
    return total == null ? null : Long.valueOf(total);
  }
}
