package io.pointsman.publication;

import io.pointsman.decider.job.JobKey;
import io.pointsman.decider.job.Lineage;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.util.PropertyUtil;
import org.apache.iceberg.util.SnapshotUtil;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Staged snapshots that can never be published any more, and their files.
 *
 * <p>A snapshot is dead when its job is not the fence's head: heads only go up, and only the head's
 * own job may publish. It must also be no reference's, never main's, and nobody's source. Without
 * the first of these, a REST catalog would let a removal and a publish both through, and drop main.
 */
final class DeadSnapshots {
  private static final Logger LOG = LoggerFactory.getLogger(DeadSnapshots.class);

  private int files;
  private long bytes;

  int files() {
    return files;
  }

  long bytes() {
    return bytes;
  }

  /** The dead snapshots of one version of a table; none when the table forbids deleting files. */
  static List<Snapshot> of(TableMetadata table) {
    Optional<JobKey> head = FenceBranch.head(table).map(it -> it.claim().order().key());
    boolean mayDelete =
        PropertyUtil.propertyAsBoolean(
            table.properties(), TableProperties.GC_ENABLED, TableProperties.GC_ENABLED_DEFAULT);
    if (head.isEmpty() || !mayDelete) {
      return List.of();
    }
    MainHistory main = new MainHistory(table);
    Set<Long> alive = new HashSet<>();
    for (SnapshotRef ref : table.refs().values()) {
      SnapshotUtil.ancestorsOf(ref.snapshotId(), table::snapshot)
          .forEach(snapshot -> alive.add(snapshot.snapshotId()));
    }
    for (Snapshot snapshot : table.snapshots()) {
      String source = snapshot.summary().get(SnapshotSummary.SOURCE_SNAPSHOT_ID_PROP);
      if (source != null) {
        alive.add(Long.valueOf(source));
      }
    }
    List<Snapshot> dead = new ArrayList<>();
    for (Snapshot snapshot : table.snapshots()) {
      Optional<JobKey> job = MainHistory.lineage(snapshot).map(Lineage::key);
      if (job.isPresent()
          && !job.equals(head)
          && !alive.contains(snapshot.snapshotId())
          && !main.contains(snapshot.snapshotId())) {
        dead.add(snapshot);
      }
    }
    return dead;
  }

  /** Deletes what a snapshot added, once it is seen that the table has it no more. */
  void delete(FileIO io, Snapshot snapshot) {
    try {
      for (DataFile file : snapshot.addedDataFiles(io)) {
        delete(io, file.location());
        bytes += file.fileSizeInBytes();
      }
      for (ManifestFile manifest : snapshot.allManifests(io)) {
        if (manifest.snapshotId() != null && manifest.snapshotId() == snapshot.snapshotId()) {
          delete(io, manifest.path());
        }
      }
      delete(io, snapshot.manifestListLocation());
    } catch (RuntimeException e) {
      // What stays is nobody's: removing orphan files takes it.
      LOG.warn("Files of the dead snapshot {} stay: {}", snapshot.snapshotId(), e.toString());
    }
  }

  private void delete(FileIO io, String location) {
    try {
      io.deleteFile(location);
      files++;
    } catch (NotFoundException gone) {
      LOG.debug("{} is gone already", location);
    }
  }
}
