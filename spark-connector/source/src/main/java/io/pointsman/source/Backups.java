package io.pointsman.source;

import io.pointsman.backup.Backup;
import io.pointsman.backup.BackupReaders;
import io.pointsman.backup.NoUsableBackupException;
import io.pointsman.backup.ObjectStore;
import io.pointsman.backup.Pins;
import io.pointsman.decider.BackupPin;
import io.pointsman.decider.FailureReason;
import io.pointsman.decider.registry.SourceDefinition;
import io.pointsman.source.UnreadableBackupException.Problem;
import io.pointsman.sstable.CqlSchema;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Finds the backup that options name, and refuses one that is not whole or not the pinned one. */
final class Backups {
  private static final int SHOWN = 20;

  private Backups() {}

  /**
   * Resolves one table of one backup.
   *
   * @throws UnreadableBackupException when there is none that may be read, saying why
   * @throws UncheckedIOException when the store does not answer
   */
  static BackupTable resolve(BackupOptions options) {
    try {
      Backup backup = find(options);
      if (options.pin() != null) {
        checkPin(backup, options.pin());
      }
      return table(backup, options);
    } catch (NoUsableBackupException e) {
      throw new UnreadableBackupException(problem(e.reason(), options), e.getMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Backup find(BackupOptions options) throws IOException {
    ObjectStore store = ExecutorStores.of(options.store());
    SourceDefinition source =
        new SourceDefinition(
            options.backupUri().bucket(),
            options.backupUri().toString(),
            options.layout(),
            options.region(),
            options.endpoint(),
            options.pathStyle(),
            options.dataCentre(),
            null,
            options.credentials());
    Pins pins =
        new Pins(source, BackupReaders.of(options.layout(), store, options.backupUri().prefix()));
    Pins.Pinned pinned =
        options.backupId() == null
            ? pins.newest(
                options.keyspace(), options.table(), options.asOf(), options.referenceTime())
            : pins.byId(
                options.backupId(), options.keyspace(), options.table(), options.referenceTime());
    return pinned.backup();
  }

  private static Problem problem(FailureReason reason, BackupOptions options) {
    if (options.pin() != null) {
      // It was complete when it was pinned.
      return Problem.GONE;
    }
    return reason == FailureReason.BACKUP_MISSING ? Problem.MISSING : Problem.INCOMPLETE;
  }

  private static void checkPin(Backup backup, BackupPin pin) {
    Map<String, String> now = new HashMap<>();
    for (Backup.Node node : backup.nodes()) {
      now.put(node.manifestKey(), node.manifestSha256());
    }
    List<String> gone = new ArrayList<>();
    List<String> changed = new ArrayList<>();
    for (BackupPin.NodeManifest pinned : pin.nodes()) {
      String sha256 = now.get(pinned.manifestKey());
      if (sha256 == null) {
        gone.add(pinned.manifestKey());
      } else if (!sha256.equals(pinned.manifestSha256())) {
        changed.add(pinned.manifestKey());
      }
    }
    if (!gone.isEmpty()) {
      throw new UnreadableBackupException(
          Problem.GONE,
          "Manifests of backup '%s' are gone since it was pinned: %s"
              .formatted(pin.backupId(), shown(gone)),
          null);
    }
    if (!changed.isEmpty()) {
      throw new UnreadableBackupException(
          Problem.CHANGED,
          "Manifests of backup '%s' are not those that were pinned: %s"
              .formatted(pin.backupId(), shown(changed)),
          null);
    }
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

  private static String shown(List<String> all) {
    String text = String.join("; ", all.subList(0, Math.min(SHOWN, all.size())));
    return all.size() > SHOWN ? text + "; and " + (all.size() - SHOWN) + " more" : text;
  }
}
