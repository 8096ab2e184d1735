package io.pointsman.backup;

import java.io.IOException;
import java.time.Instant;
import java.util.List;

/**
 * Reads one layout of backups. A new layout is one class behind this interface. What is in the
 * object store is the only truth; nothing else is asked.
 */
public interface BackupReader {

  /** The layout's name in configuration, lower case. */
  String layout();

  /** Every backup there is, newest first, with the parts that a listing costs; never null. */
  List<Summary> list() throws IOException;

  /**
   * One backup with the SSTables of one table, judged complete or not from the store alone.
   *
   * @throws java.nio.file.NoSuchFileException when there is no backup of that id
   */
  Backup read(String backupId, String keyspace, String table) throws IOException;

  /**
   * One backup in a listing.
   *
   * @param id the tool's own id
   * @param takenAt when its last node began its snapshot
   * @param nodesFinished nodes that have their manifest
   * @param nodesExpected nodes of its ring, or -1 when unknown
   */
  record Summary(String id, Instant takenAt, int nodesFinished, int nodesExpected) {
    public boolean allNodesFinished() {
      return nodesExpected >= 0 && nodesFinished >= nodesExpected;
    }
  }
}
