package io.pointsman.publication;

import io.pointsman.decider.StaticPartition;
import io.pointsman.decider.job.Lineage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.OverwriteFiles;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.io.FileIO;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts what a job staged for one partition onto main as it is now: a new snapshot that replaces
 * just that partition's files by the staged ones. Like a claim, it is made without a snapshot
 * producer's own commit.
 */
final class PartitionRestage {
  private static final Logger LOG = LoggerFactory.getLogger(PartitionRestage.class);

  private final StaticPartition partition;
  private final String table;
  private final List<Snapshot> staged = new ArrayList<>();
  private final List<Snapshot> made = new ArrayList<>();
  private Place place;
  private Snapshot current;

  /** What of a table a snapshot was made for: for the same, the same will do. */
  private record Place(String uuid, Long main, long sequenceNumber, int schemaId, int specId) {}

  /** It cannot be done, whoever tries. */
  static final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    RefusedException(String message) {
      super(message);
    }
  }

  PartitionRestage(StaticPartition partition, String table) {
    this.partition = partition;
    this.table = table;
  }

  /**
   * The metadata that the publish commits.
   *
   * @param own what the job staged, newest first
   * @throws RefusedException when the table, or what was staged, is not what it has to be
   */
  TableMetadata published(TableOperations operations, TableMetadata base, List<Snapshot> own)
      throws RefusedException {
    String problem = PartitionTarget.refusal(base.schema(), base.spec(), partition).orElse(null);
    if (problem != null) {
      throw new RefusedException(problem);
    }
    Snapshot main = base.currentSnapshot();
    Place now =
        new Place(
            base.uuid(),
            main == null ? null : main.snapshotId(),
            base.lastSequenceNumber(),
            base.currentSchemaId(),
            base.defaultSpecId());
    if (!now.equals(place)) {
      current = restaged(operations, base, own.get(0));
      place = now;
      made.add(current);
      own.stream().filter(snapshot -> !staged.contains(snapshot)).forEach(staged::add);
    }
    return FenceBranch.published(base, current, own);
  }

  private Snapshot restaged(TableOperations operations, TableMetadata base, Snapshot from)
      throws RefusedException {
    PartitionTarget target = new PartitionTarget(partition, base.specsById());
    OverwriteFiles overwrite =
        new BaseTable(new MetadataView(operations, base), table)
            .newOverwrite()
            .overwriteByRowFilter(target.filter());
    long rows = 0;
    for (DataFile file : filesOf(target, from, operations.io(), base)) {
      rows += file.recordCount();
      overwrite.addFile(file);
    }
    Lineage lineage = MainHistory.lineage(from).orElseThrow();
    lineage.withRows(rows).toSummary().forEach(overwrite::set);
    try {
      return overwrite.apply();
    } catch (ValidationException e) {
      // Files from when the table was partitioned otherwise hold rows of several partitions.
      throw new RefusedException(
          "partition %s cannot be replaced by itself: %s".formatted(partition, e.getMessage()));
    }
  }

  /** The partition's files as they were staged. */
  private static List<DataFile> filesOf(
      PartitionTarget target, Snapshot from, FileIO io, TableMetadata base) {
    List<DataFile> files = new ArrayList<>();
    for (ManifestFile manifest : from.dataManifests(io)) {
      if (!target.mayBeListedIn(manifest)) {
        continue;
      }
      try (var live = ManifestFiles.read(manifest, io, base.specsById())) {
        for (DataFile file : live) {
          if (target.place(file) == PartitionTarget.Place.INSIDE) {
            files.add(file);
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return files;
  }

  /** Whether another writer's snapshot changed rows of the partition, as far as can be told. */
  boolean touchedBy(Snapshot foreign, TableOperations operations, TableMetadata base) {
    PartitionTarget target = new PartitionTarget(partition, base.specsById());
    FileIO io = operations.io();
    return touched(target, foreign.addedDataFiles(io))
        || touched(target, foreign.removedDataFiles(io))
        || touched(target, foreign.addedDeleteFiles(io))
        || touched(target, foreign.removedDeleteFiles(io));
  }

  private static boolean touched(PartitionTarget target, Iterable<? extends ContentFile<?>> files) {
    for (ContentFile<?> file : files) {
      if (target.place(file) != PartitionTarget.Place.OUTSIDE) {
        return true;
      }
    }
    return false;
  }

  /**
   * Deletes the manifests of what was staged, and of commits of this publish that came to nothing.
   * They can land no more, since the one that did has changed the fence.
   *
   * @param published what main's history names
   */
  void tidy(TableOperations operations, TableMetadata base, long published) {
    if (made.stream().noneMatch(snapshot -> snapshot.snapshotId() == published)
        || base.snapshot(published) == null) {
      return;
    }
    List<Snapshot> gone = new ArrayList<>(staged);
    gone.addAll(made);
    gone.removeIf(snapshot -> base.snapshot(snapshot.snapshotId()) != null);
    staged.clear();
    made.clear();
    try {
      Set<String> used = new HashSet<>();
      base.snapshot(published)
          .allManifests(operations.io())
          .forEach(manifest -> used.add(manifest.path()));
      for (Snapshot snapshot : gone) {
        for (ManifestFile manifest : snapshot.allManifests(operations.io())) {
          boolean own =
              manifest.snapshotId() != null && manifest.snapshotId() == snapshot.snapshotId();
          if (own && !used.contains(manifest.path())) {
            operations.io().deleteFile(manifest.path());
          }
        }
        operations.io().deleteFile(snapshot.manifestListLocation());
      }
    } catch (RuntimeException e) {
      // What stays is nobody's: removing orphan files takes it.
      LOG.warn("Manifests of a publish to {} stay: {}", table, e.toString());
    }
  }
}
