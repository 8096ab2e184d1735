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
                runId, execution, lineage.get().connector(), id, rows(snapshot), lineage.get()));
      }
    }
    return Optional.empty();
  }

  /** The snapshot that published a job's rows; of the newest publish when there are several. */
  Optional<Long> publishOf(JobKey job) {
    return ids.stream()
        .filter(id -> lineage(table.snapshot(id)).filter(it -> it.key().equals(job)).isPresent())
        .findFirst();
  }

  /**
   * The lineages that a publish must not go behind, newest first: of Pointsman's snapshots that
   * main consists of, or when main was made anew by somebody else, that main ever was; back to the
   * newest that replaced the whole table.
   *
   * @param partition the partition that is to be overwritten: other partitions' lineages are then
   *     left out; null for the whole table
   */
  List<Lineage> lineagesUnder(String partition) {
    List<Lineage> found = new ArrayList<>();
    for (long id : ids) {
      Optional<Lineage> lineage = lineage(table.snapshot(id));
      if (lineage.isEmpty()) {
        continue;
      }
      String of = lineage.get().partition();
      if (partition == null || of == null || of.equals(partition)) {
        found.add(lineage.get());
      }
      if (of == null || of.equals(partition)) {
        break;
      }
    }
    return found;
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
   * What happened to main since a job staged.
   *
   * @param foreign what other writers did, newest first: not compactions, which change no row, and
   *     not Pointsman's own snapshots, which the fence already put in order
   * @param gap a snapshot of main in between that was expired, so that history does not say what it
   *     did, or what those before it did; null when all of them are known
   * @param floor where main was when the job staged, at the latest: a sequence number
   */
  record Since(List<Snapshot> foreign, Long gap, long floor) {}

  /**
   * What happened to main since a job staged.
   *
   * @param staged the job's snapshot
   * @param claim the snapshot of the job's claim, which is older than the staging
   */
  Since since(Snapshot staged, Snapshot claim) {
    Long baseId = stagedOn(staged);
    Snapshot base = baseId == null ? null : table.snapshot(baseId);
    if (base != null && base.parentId() == null && !contains(baseId)) {
      // A branch that was made while main was empty begins with an empty snapshot of its own.
      base = null;
    }
    long floor = place(base == null ? claim : base);
    List<Snapshot> foreign = new ArrayList<>();
    Snapshot oldest = null;
    for (Snapshot snapshot : ancestors()) {
      if (place(snapshot) <= floor) {
        return new Since(foreign, null, floor);
      }
      if (changesRows(snapshot) && lineage(snapshot).isEmpty()) {
        foreign.add(snapshot);
      }
      oldest = snapshot;
    }
    boolean known = oldest == null || oldest.parentId() == null || oldest.parentId().equals(baseId);
    return new Since(foreign, known ? null : oldest.parentId(), floor);
  }

  private static boolean changesRows(Snapshot snapshot) {
    // A branch of an empty table begins with an append of nothing.
    boolean empty =
        DataOperations.APPEND.equals(snapshot.operation())
            && !snapshot.summary().containsKey(SnapshotSummary.ADDED_FILES_PROP);
    return !empty && !DataOperations.REPLACE.equals(snapshot.operation());
  }

  /**
   * The id of the newest ancestor that the job did not write itself, expired or not; null when
   * there is none.
   */
  private Long stagedOn(Snapshot staged) {
    Long id = staged.snapshotId();
    for (Snapshot own : stagedBy(staged)) {
      id = own.parentId();
    }
    return id;
  }

  /** A staged snapshot and those of its ancestors that the same job wrote, newest first. */
  List<Snapshot> stagedBy(Snapshot staged) {
    Optional<JobKey> key = lineage(staged).map(Lineage::key);
    List<Snapshot> own = new ArrayList<>();
    Snapshot at = staged;
    while (at != null && lineage(at).map(Lineage::key).equals(key)) {
      own.add(at);
      at = at.parentId() == null ? null : table.snapshot(at.parentId());
    }
    return own;
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

  /** The rows that a run wrote; null when unknown. */
  private static Long rows(Snapshot snapshot) {
    Optional<Lineage> partition = lineage(snapshot).filter(it -> it.partition() != null);
    return partition.isPresent() ? partition.get().rows() : totalRecords(snapshot);
  }

  private static Long totalRecords(Snapshot snapshot) {
    String total = snapshot.summary().get(SnapshotSummary.TOTAL_RECORDS_PROP);
    return total == null ? null : Long.valueOf(total);
  }
}
