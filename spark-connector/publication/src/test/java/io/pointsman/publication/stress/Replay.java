package io.pointsman.publication.stress;

import io.pointsman.decider.job.JobKey;
import io.pointsman.decider.job.Lineage;
import io.pointsman.publication.Claim;
import io.pointsman.publication.ClaimOrder;
import io.pointsman.publication.Destination;
import io.pointsman.publication.Lake;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataOperations;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.util.SnapshotUtil;

/** Goes through every version of a table's metadata and judges each change of main and fence. */
final class Replay {
  private final Tally tally;
  private final String trial;
  private final Set<JobKey> mayOverwriteForeign;
  private final Map<String, Integer> publishes = new HashMap<>();
  private final Set<JobKey> published = new HashSet<>();
  private final Map<String, Instant> newestOf = new HashMap<>();
  private Instant newestWhole = Instant.MIN;
  private ClaimOrder head;

  Replay(Tally tally, String trial, Set<JobKey> mayOverwriteForeign) {
    this.tally = tally;
    this.trial = trial;
    this.mayOverwriteForeign = mayOverwriteForeign;
  }

  void run(Lake lake, TableIdentifier table) {
    var loaded = lake.load(table);
    TableMetadata last = ((HasTableOperations) loaded).operations().current();
    List<String> files = new ArrayList<>();
    last.previousFiles().forEach(entry -> files.add(entry.file()));
    files.add(last.metadataFileLocation());
    TableMetadata before = null;
    for (String file : files) {
      TableMetadata now = TableMetadataParser.read(loaded.io(), file);
      if (before == null && now.snapshots().size() > 1) {
        throw new IllegalStateException("Trial " + trial + ": the table's first metadata are gone");
      }
      judge(before, now, loaded.io());
      before = now;
    }
  }

  boolean published(JobKey job) {
    return published.contains(job);
  }

  boolean published(String runId, int execution) {
    return publishes.containsKey(runId + "/" + execution);
  }

  /** The highest claim that the table has seen. */
  Optional<ClaimOrder> head() {
    return Optional.ofNullable(head);
  }

  private void judge(TableMetadata before, TableMetadata now, FileIO io) {
    Optional<ClaimOrder> claim = claim(now);
    if (claim.isPresent() && !claim.get().equals(head)) {
      if (head != null && claim.get().compareTo(head) < 0) {
        tally.fault(
            Tally.Fault.FENCED_A_HIGHER_CLAIM,
            trial + ": " + claim.get().claimId() + " over " + head.claimId());
      }
      head = claim.get();
    }
    Snapshot main = now.currentSnapshot();
    Snapshot old = before == null ? null : before.currentSnapshot();
    if (main == null || (old != null && old.snapshotId() == main.snapshotId())) {
      return;
    }
    Optional<Lineage> lineage = Lineage.read(main.summary());
    if (lineage.isPresent()) {
      judgePublish(before, main, lineage.get());
      if (lineage.get().partition() != null) {
        judgePartition(before, now, lineage.get(), io);
      }
    }
  }

  private void judgePublish(TableMetadata before, Snapshot main, Lineage lineage) {
    JobKey job = lineage.key();
    tally.count(Tally.Count.PUBLISHES);
    published.add(job);
    if (head == null || !head.key().equals(job)) {
      tally.fault(
          Tally.Fault.LATE,
          trial + ": " + job.path() + " while " + (head == null ? "none" : head.claimId()));
    }
    if (publishes.merge(lineage.runId() + "/" + lineage.execution(), 1, Integer::sum) > 1) {
      tally.fault(Tally.Fault.PUBLISHED_TWICE, trial + ": " + job.path());
    }
    Instant newest = newest(lineage.partition());
    if (lineage.takenAt().isBefore(newest)) {
      tally.fault(
          Tally.Fault.BACK_IN_TIME,
          trial + ": " + job.path() + " " + lineage.takenAt() + " after " + newest);
    } else if (lineage.partition() == null) {
      newestOf.clear();
      newestWhole = lineage.takenAt();
    } else {
      newestOf.put(lineage.partition(), lineage.takenAt());
    }
    if (lineage.partition() == null
        && before != null
        && before.currentSnapshot() != null
        && !mayOverwriteForeign.contains(job)) {
      judgeForeign(before, main, job);
    }
  }

  private Instant newest(String partition) {
    Instant newest = newestWhole;
    for (Map.Entry<String, Instant> of : newestOf.entrySet()) {
      boolean counts = partition == null || of.getKey().equals(partition);
      newest = counts && of.getValue().isAfter(newest) ? of.getValue() : newest;
    }
    return newest;
  }

  /** The run's partition holds its rows and no others; the other partitions hold what they held. */
  private void judgePartition(TableMetadata before, TableMetadata now, Lineage lineage, FileIO io) {
    Map<String, Set<String>> was = files(before, io);
    Map<String, Set<String>> is = files(now, io);
    Set<String> replaced = was.getOrDefault(lineage.partition(), Set.of());
    Set<String> own = new HashSet<>();
    now.currentSnapshot().addedDataFiles(io).forEach(file -> own.add(file.location()));
    boolean exact = is.getOrDefault(lineage.partition(), Set.of()).equals(own);
    was.remove(lineage.partition());
    is.remove(lineage.partition());
    if (!exact || own.size() != 1 || !was.equals(is)) {
      tally.fault(
          Tally.Fault.OTHER_ROWS_CHANGED,
          trial + ": " + lineage.key().path() + ", others from " + was + " to " + is);
    }
    if (before == null || mayOverwriteForeign.contains(lineage.key())) {
      return;
    }
    Snapshot staged = null;
    for (Snapshot snapshot : before.snapshots()) {
      if (Lineage.read(snapshot.summary())
          .filter(it -> it.key().equals(lineage.key()))
          .isPresent()) {
        staged = snapshot;
      }
    }
    Snapshot base =
        staged == null || staged.parentId() == null ? null : before.snapshot(staged.parentId());
    for (Snapshot snapshot : before.snapshots()) {
      boolean foreign =
          DataOperations.APPEND.equals(snapshot.operation())
              && Lineage.read(snapshot.summary()).isEmpty()
              && (base == null || snapshot.sequenceNumber() > base.sequenceNumber());
      if (!foreign) {
        continue;
      }
      for (DataFile file : snapshot.addedDataFiles(io)) {
        if (replaced.contains(file.location())) {
          tally.fault(
              Tally.Fault.FOREIGN_ROWS_LOST,
              trial + ": " + snapshot.snapshotId() + " by " + lineage.key().path());
        }
      }
    }
  }

  /** What readers see: data files a partition. */
  private static Map<String, Set<String>> files(TableMetadata table, FileIO io) {
    Map<String, Set<String>> files = new HashMap<>();
    if (table == null || table.currentSnapshot() == null) {
      return files;
    }
    for (ManifestFile manifest : table.currentSnapshot().dataManifests(io)) {
      try (var live = ManifestFiles.read(manifest, io, table.specsById())) {
        for (DataFile file : live) {
          String partition = table.spec().partitionToPath(file.partition());
          files.computeIfAbsent(partition, it -> new HashSet<>()).add(file.location());
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return files;
  }

  private void judgeForeign(TableMetadata before, Snapshot main, JobKey job) {
    Set<Long> kept = new HashSet<>();
    // The staged snapshot is in the metadata before it is published.
    SnapshotUtil.ancestorsOf(main.snapshotId(), before::snapshot)
        .forEach(snapshot -> kept.add(snapshot.snapshotId()));
    for (Snapshot snapshot :
        SnapshotUtil.ancestorsOf(before.currentSnapshot().snapshotId(), before::snapshot)) {
      boolean foreign =
          DataOperations.APPEND.equals(snapshot.operation())
              && Lineage.read(snapshot.summary()).isEmpty()
              && snapshot.summary().containsKey("added-data-files");
      if (foreign && !kept.contains(snapshot.snapshotId())) {
        tally.fault(
            Tally.Fault.FOREIGN_ROWS_LOST,
            trial + ": " + snapshot.snapshotId() + " by " + job.path());
      }
    }
  }

  private static Optional<ClaimOrder> claim(TableMetadata table) {
    SnapshotRef ref = table.ref(Destination.FENCE_BRANCH);
    return ref == null
        ? Optional.empty()
        : Claim.read(table.snapshot(ref.snapshotId()).summary()).map(Claim::order);
  }
}
