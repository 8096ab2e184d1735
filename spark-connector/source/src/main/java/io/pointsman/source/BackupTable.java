package io.pointsman.source;

import io.pointsman.backup.Backup;
import io.pointsman.backup.StoreSettings;
import io.pointsman.backup.TableSchema;
import java.io.Serializable;
import java.time.Instant;
import java.util.List;

/**
 * One table of one backup, resolved: all that an executor needs to read any part of it.
 *
 * @param store how the bucket is reached
 * @param backupId which backup
 * @param takenAt when its last node began its snapshot
 * @param referenceTime what TTLs and tombstones are judged at
 * @param schemaCql the schema text that came with it
 * @param schema the table's columns
 * @param sstables of all nodes that are read
 * @param notes what a user should know
 */
public record BackupTable(
    StoreSettings store,
    String backupId,
    Instant takenAt,
    Instant referenceTime,
    String schemaCql,
    TableSchema schema,
    List<Backup.SSTable> sstables,
    List<String> notes)
    implements Serializable {
  private static final String DATA = "-Data.db";

  public BackupTable {
    sstables = List.copyOf(sstables);
    notes = List.copyOf(notes);
  }

  /** The same without its SSTables, for whoever is told which of them to read. */
  BackupTable withoutSSTables() {
    return new BackupTable(
        store, backupId, takenAt, referenceTime, schemaCql, schema, List.of(), notes);
  }

  /** Bytes of all data files, as stored. */
  public long dataBytes() {
    return sstables.stream()
        .flatMap(sstable -> sstable.components().stream())
        .filter(component -> component.fileName().endsWith(DATA))
        .mapToLong(Backup.Component::size)
        .sum();
  }
}
