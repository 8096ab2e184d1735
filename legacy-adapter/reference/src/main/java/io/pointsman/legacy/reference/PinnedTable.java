package io.pointsman.legacy.reference;

import io.pointsman.backup.Backup;
import io.pointsman.backup.BackupReader;
import io.pointsman.backup.BackupReaders;
import io.pointsman.backup.NoUsableBackupException;
import io.pointsman.backup.ObjectStore;
import io.pointsman.backup.ObjectStores;
import io.pointsman.backup.Pins;
import io.pointsman.backup.StoreSettings;
import io.pointsman.backup.StoreUri;
import io.pointsman.backup.TableSchema;
import io.pointsman.control.JobFailure;
import io.pointsman.decider.BackupPin;
import io.pointsman.decider.FailureReason;
import io.pointsman.decider.SourceTable;
import io.pointsman.decider.job.JobRequest;
import io.pointsman.decider.registry.SourceDefinition;
import io.pointsman.sstable.CqlSchema;
import java.io.IOException;
import java.util.List;

/**
 * The table as the pinned backup holds it.
 *
 * @param store where its SSTables lie
 * @param schemaCql the schema text that came with the backup
 * @param schema the table's columns
 * @param sstables of every node that is read
 * @param notes what a user should know of the backup
 */
record PinnedTable(
    StoreSettings store,
    String schemaCql,
    TableSchema schema,
    List<Backup.SSTable> sstables,
    List<String> notes) {
  /**
   * Reads the pinned backup and refuses it when it is gone, not whole, or not what was pinned.
   *
   * @throws JobFailure naming what is wrong with it
   * @throws IOException when the store does not answer
   */
  static PinnedTable open(JobRequest request) throws IOException, JobFailure {
    SourceDefinition source = request.source();
    BackupPin pin = request.pin();
    if (source == null || pin == null) {
      throw new JobFailure(
          FailureReason.BACKUP_MISSING, "The request names no source, or no backup to read");
    }
    StoreUri uri = StoreUri.parse(source.backupUri());
    StoreSettings settings =
        new StoreSettings(
            source.endpoint(),
            source.region(),
            source.pathStyle(),
            source.credentials(),
            uri.bucket());
    try (ObjectStore store = ObjectStores.open(settings)) {
      BackupReader reader = BackupReaders.of(pin.layout(), store, uri.prefix(), source.maxSkew());
      SourceTable table = request.movement().source();
      Backup backup = new Pins(source, reader).pinned(pin, table.keyspace(), table.table());
      return of(settings, backup, table);
    } catch (NoUsableBackupException e) {
      throw new JobFailure(e.reason(), e.getMessage(), e);
    }
  }

  private static PinnedTable of(StoreSettings settings, Backup backup, SourceTable table) {
    return new PinnedTable(
        settings,
        backup.schema(),
        CqlSchema.parse(backup.schema(), table.keyspace(), table.table()),
        backup.sstables(),
        backup.notes());
  }
}
