package io.pointsman.publication;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.ManifestContent;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.ManifestReader;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.io.FileIO;

/**
 * What a staged snapshot holds of one partition, and whether it left the others alone. Manifests
 * that the snapshot before it has too, and that list nothing of the partition, are not read: their
 * files are the same.
 */
final class PartitionFiles {
  private static final int MOST_NAMED = 5;

  private final PartitionTarget target;
  private final TableMetadata metadata;
  private final FileIO io;
  private final List<DataFile> inside = new ArrayList<>();
  private final List<String> deletes = new ArrayList<>();
  private final Set<String> othersBefore = new TreeSet<>();
  private final Set<String> othersAfter = new TreeSet<>();

  private PartitionFiles(PartitionTarget target, TableMetadata metadata, FileIO io) {
    this.target = target;
    this.metadata = metadata;
    this.io = io;
  }

  static PartitionFiles of(PartitionTarget target, TableMetadata metadata, FileIO io) {
    return new PartitionFiles(target, metadata, io);
  }

  /**
   * Reads what differs between two snapshots.
   *
   * @param before what the job found, or null when the table was empty, or it is gone
   */
  PartitionFiles between(Snapshot before, Snapshot staged) throws IOException {
    List<ManifestFile> old = before == null ? List.of() : before.allManifests(io);
    List<ManifestFile> now = staged.allManifests(io);
    Set<String> oldPaths = paths(old);
    Set<String> nowPaths = paths(now);
    for (ManifestFile manifest : now) {
      if (!oldPaths.contains(manifest.path()) || target.mayBeListedIn(manifest)) {
        read(manifest, true);
      }
    }
    for (ManifestFile manifest : old) {
      if (!nowPaths.contains(manifest.path()) || target.mayBeListedIn(manifest)) {
        read(manifest, false);
      }
    }
    return this;
  }

  /** The partition's data files as they are staged. */
  List<DataFile> inside() {
    return inside;
  }

  /**
   * What is wrong, one sentence each.
   *
   * @param beforeIsGone whether nobody can tell any more what the job found
   */
  List<String> faults(boolean beforeIsGone) {
    List<String> faults = new ArrayList<>();
    if (!deletes.isEmpty()) {
      faults.add("it carries deletes in the partition, in " + named(deletes));
    }
    if (!beforeIsGone) {
      Set<String> lost = new TreeSet<>(othersBefore);
      lost.removeAll(othersAfter);
      if (!lost.isEmpty()) {
        faults.add("it lacks files of other partitions: " + named(lost));
      }
      Set<String> strange = new TreeSet<>(othersAfter);
      strange.removeAll(othersBefore);
      if (!strange.isEmpty()) {
        faults.add("it holds files beyond the partition: " + named(strange));
      }
    }
    return faults;
  }

  private void read(ManifestFile manifest, boolean staged) throws IOException {
    if (manifest.content() == ManifestContent.DELETES) {
      try (ManifestReader<?> live =
          ManifestFiles.readDeleteManifest(manifest, io, metadata.specsById())) {
        for (ContentFile<?> file : live) {
          if (target.place(file) != PartitionTarget.Place.INSIDE) {
            other(file, staged);
          } else if (staged) {
            deletes.add(file.location());
          }
        }
      }
      return;
    }
    try (ManifestReader<DataFile> live = ManifestFiles.read(manifest, io, metadata.specsById())) {
      for (DataFile file : live) {
        if (target.place(file) != PartitionTarget.Place.INSIDE) {
          other(file, staged);
        } else if (staged) {
          inside.add(file);
        }
      }
    }
  }

  private void other(ContentFile<?> file, boolean staged) {
    (staged ? othersAfter : othersBefore).add(file.location());
  }

  private static Set<String> paths(List<ManifestFile> manifests) {
    return manifests.stream()
        .map(ManifestFile::path)
        .collect(Collectors.toCollection(HashSet::new));
  }

  private static String named(java.util.Collection<String> files) {
    String first = files.stream().limit(MOST_NAMED).collect(Collectors.joining(", "));
    return files.size() > MOST_NAMED
        ? first + " and " + (files.size() - MOST_NAMED) + " more"
        : first;
  }
}
