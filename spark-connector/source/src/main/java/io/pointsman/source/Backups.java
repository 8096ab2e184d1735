package io.pointsman.source;

import io.pointsman.backup.Backup;
import io.pointsman.backup.BackupReader;
import io.pointsman.backup.BackupReaders;
import io.pointsman.backup.NoUsableBackupException;
import io.pointsman.backup.ObjectStore;
import io.pointsman.backup.Pins;
import io.pointsman.decider.FailureReason;
import io.pointsman.decider.registry.SourceDefinition;
import io.pointsman.source.UnreadableBackupException.Problem;
import io.pointsman.sstable.CqlSchema;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** Finds the backup that options name, and refuses one that is not whole or not the pinned one. */
final class Backups {
  private Backups() {}

  /**
   * Resolves one table of one backup.
   *
   * @throws UnreadableBackupException when there is none that may be read, saying why
   * @throws UncheckedIOException when the store does not answer
   */
  static BackupTable resolve(BackupOptions options) {
    try {
      return table(find(options), options);
    } catch (NoUsableBackupException e) {
      throw new UnreadableBackupException(problem(e.reason()), e.getMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Backup find(BackupOptions options) throws IOException {
    ObjectStore store = ExecutorStores.of(options.store());
    SourceDefinition source =
        SourceDefinition.of(
                options.backupUri().bucket(), options.backupUri().toString(), options.layout())
            .withStore(options.region(), options.endpoint(), options.pathStyle())
            .withReplicas(options.dataCentre(), options.consistency())
            .withCredentials(options.credentials());
    BackupReader reader =
        BackupReaders.of(options.layout(), store, options.backupUri().prefix(), options.maxSkew());
    Pins pins = new Pins(source, reader);
    if (options.pin() != null) {
      return pins.pinned(options.pin(), options.keyspace(), options.table());
    }
    Pins.Pinned pinned =
        options.backupId() == null
            ? pins.newest(
                options.keyspace(), options.table(), options.asOf(), options.referenceTime())
            : pins.byId(
                options.backupId(), options.keyspace(), options.table(), options.referenceTime());
    return pinned.backup();
  }

  private static Problem problem(FailureReason reason) {
    return switch (reason) {
      case BACKUP_MISSING -> Problem.MISSING;
      case BACKUP_GONE -> Problem.GONE;
      case BACKUP_CORRUPT -> Problem.CHANGED;
      default -> Problem.INCOMPLETE;
    };
  }

  private static BackupTable table(Backup backup, BackupOptions options) {
    List<String> notes = new ArrayList<>(backup.notes());
    if (backup.sstables().isEmpty()) {
      notes.add(
          "The backup has no SSTable of %s.%s: the table is empty"
              .formatted(options.keyspace(), options.table()));
    }
    return new BackupTable(
        options.store(),
        backup.id(),
        backup.takenAt(),
        options.referenceTime() == null ? backup.takenAt() : options.referenceTime(),
        backup.schema(),
        CqlSchema.parse(backup.schema(), options.keyspace(), options.table()),
        backup.sstables(),
        notes);
  }
}
