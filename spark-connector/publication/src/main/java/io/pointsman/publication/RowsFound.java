package io.pointsman.publication;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.ManifestContent;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.ManifestReader;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.io.FileIO;

/**
 * Whether the rows that a run replaces are those that its job found, told from the files alone: for
 * when snapshots in between were expired. Whatever adds rows gives its files a sequence number of
 * its own; a compaction keeps that of the rows it rewrites. Whatever only takes rows away leaves
 * fewer than the job took away itself.
 */
final class RowsFound {
  private final TableMetadata metadata;
  private final FileIO io;
  private final PartitionTarget target;
  private final long floor;
  private long rows;

  /**
   * @param target the partition that is overwritten, or null for the whole table
   * @param floor no file that the job found has a higher sequence number
   */
  RowsFound(TableMetadata metadata, FileIO io, PartitionTarget target, long floor) {
    this.metadata = metadata;
    this.io = io;
    this.target = target;
    this.floor = floor;
  }

  /**
   * Looks at main.
   *
   * @param staged the job's first snapshot, which took away what it found
   * @return false when rows were changed, and when nobody can tell
   */
  boolean areStillThere(Snapshot staged) {
    if (metadata.formatVersion() == 1 || metadata.currentSnapshot() == null) {
      return false;
    }
    for (ManifestFile manifest : metadata.currentSnapshot().allManifests(io)) {
      if (target != null && !target.mayBeListedIn(manifest)) {
        continue;
      }
      try (ManifestReader<?> live = read(manifest)) {
        for (ContentFile<?> file : live) {
          if (target != null && target.place(file) == PartitionTarget.Place.OUTSIDE) {
            continue;
          }
          if (file.dataSequenceNumber() == null || file.dataSequenceNumber() > floor) {
            return false;
          }
          rows += file instanceof DataFile ? file.recordCount() : 0;
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    String taken = staged.summary().getOrDefault(SnapshotSummary.DELETED_RECORDS_PROP, "0");
    return rows == Long.parseLong(taken);
  }

  private ManifestReader<?> read(ManifestFile manifest) {
    return manifest.content() == ManifestContent.DELETES
        ? ManifestFiles.readDeleteManifest(manifest, io, metadata.specsById())
        : ManifestFiles.read(manifest, io, metadata.specsById());
  }
}
