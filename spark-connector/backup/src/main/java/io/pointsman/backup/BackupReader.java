package io.pointsman.backup;

import io.pointsman.decider.BackupPin;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Reads one layout of backups. A new layout is one class behind this interface, named in {@link
 * BackupReaders}. What is in the object store is the only truth; nothing else is asked.
 */
public interface BackupReader {
  /** How far the nodes' snapshots of one backup may be apart, unless configured. */
  Duration DEFAULT_MAX_SKEW = Duration.ofHours(1);

  /** The layout's name in configuration, lower case. */
  String layout();

  /** How far the nodes' snapshots of one backup may be apart. */
  Duration maxSkew();

  /** Every backup there is, newest first, with the parts that a listing costs; never null. */
  List<Summary> list() throws IOException;

  /**
   * One backup with the SSTables of one table, and what is missing in it, from the store alone.
   *
   * @throws java.nio.file.NoSuchFileException when there is no backup of that id
   */
  Backup read(String backupId, String keyspace, String table) throws IOException;

  /**
   * The backup that a pin fixed: exactly its manifests, whatever was written since.
   *
   * @throws java.nio.file.NoSuchFileException when it is gone
   */
  default Backup read(BackupPin pin, String keyspace, String table) throws IOException {
    return read(pin.backupId(), keyspace, table);
  }

  /**
   * What one backup holds, by its manifests alone: no object is looked at.
   *
   * @throws java.nio.file.NoSuchFileException when there is no backup of that id
   */
  Contents contents(String backupId) throws IOException;

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

  /**
   * What a backup holds.
   *
   * @param id the tool's own id
   * @param nodes sorted by name, those without a manifest too
   * @param tables each node's part of each table
   * @param schema CQL text, or null when the layout has one for each table only
   */
  record Contents(String id, List<Backup.Node> nodes, List<TableContents> tables, String schema) {
    public Contents {
      nodes = List.copyOf(nodes);
      tables = List.copyOf(tables);
    }
  }

  /**
   * One node's part of one table, as its manifest has it.
   *
   * @param bytes of all files, on the store; -1 when the manifest does not say
   * @param formats versions and formats of its SSTables, such as {@code nb-big}
   */
  record TableContents(
      String keyspace,
      String table,
      String node,
      int sstables,
      int files,
      long bytes,
      List<String> formats) {
    public TableContents {
      formats = List.copyOf(formats);
    }

    /** Counts files by their names and sizes. */
    static TableContents of(
        String keyspace, String table, String node, List<SSTableFiles.Entry> entries) {
      java.util.Set<String> descriptors = new java.util.TreeSet<>();
      java.util.Set<String> formats = new java.util.TreeSet<>();
      long bytes = 0;
      for (SSTableFiles.Entry entry : entries) {
        java.util.regex.Matcher component = SSTableFiles.COMPONENT.matcher(entry.fileName());
        if (component.matches()) {
          descriptors.add(component.group(1));
          formats.add(entry.fileName().substring(0, 2) + "-" + component.group(2));
        }
        bytes = bytes < 0 || entry.size() < 0 ? -1 : bytes + entry.size();
      }
      return new TableContents(
          keyspace, table, node, descriptors.size(), entries.size(), bytes, List.copyOf(formats));
    }
  }
}
