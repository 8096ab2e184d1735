package io.pointsman.backup;

import io.pointsman.decider.FailureReason;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** A layout of backups: how it is known, and how it is read. */
interface BackupLayout {
  /** Its name in configuration, lower case. */
  String name();

  /** What lies below a prefix when it is this one, for a message. */
  String lookedFor();

  /**
   * Whether what lies below {@code root} looks like it.
   *
   * @param root empty, or ending with a slash
   */
  boolean isAt(ObjectStore store, String root) throws IOException;

  /** A reader of the backups below {@code root}. */
  BackupReader reader(Place place) throws IOException;

  /**
   * Where backups lie and what a user said of them.
   *
   * @param root empty, or ending with a slash
   * @param facts what the user wrote beside them
   * @param maxSkew how far the nodes' snapshots of one backup may be apart
   */
  record Place(ObjectStore store, String root, ClusterFacts facts, Duration maxSkew) {
    /** The same a folder deeper. */
    Place at(String deeperRoot) {
      return new Place(store, deeperRoot, facts, maxSkew);
    }

    /**
     * The folder of the one cluster whose backups lie below this; this place when there is none.
     *
     * @param clusters the clusters' folders
     * @param tool for the message
     */
    Place ofOnly(List<String> clusters, String tool) throws NoUsableBackupException {
      if (clusters.size() > 1) {
        throw new NoUsableBackupException(
            FailureReason.BACKUP_MISSING,
            "There are several clusters' "
                + tool
                + " backups below s3://"
                + store.bucket()
                + "/"
                + root
                + "; add one of their folders to the URI",
            clusters);
      }
      return clusters.isEmpty() ? this : at(clusters.get(0));
    }
  }
}
