package io.pointsman.legacy.reference;

import io.pointsman.backup.Backup;
import io.pointsman.backup.BackupReader;
import io.pointsman.backup.BackupReaders;
import io.pointsman.backup.ObjectStore;
import io.pointsman.backup.ObjectStores;
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
import java.nio.file.NoSuchFileException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

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
  private static final int SHOWN = 20;

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
      BackupReader reader = BackupReaders.of(source.layout(), store, uri.prefix());
      Backup backup = read(reader, pin, request.movement().source());
      return of(settings, backup, pin, request.movement().source());
    }
  }

  private static Backup read(BackupReader reader, BackupPin pin, SourceTable table)
      throws IOException, JobFailure {
    Backup backup;
    try {
      backup = reader.read(pin.backupId(), table.keyspace(), table.table());
    } catch (NoSuchFileException e) {
      throw new JobFailure(
          FailureReason.BACKUP_GONE,
          "Backup '" + pin.backupId() + "' is gone since it was pinned: " + e.getMessage(),
          e);
    }
    if (!backup.complete()) {
      throw new JobFailure(
          FailureReason.BACKUP_INCOMPLETE,
          "Backup '" + backup.id() + "' is not complete: " + shown(backup.incompleteBecause()));
    }
    Map<String, String> manifests = new HashMap<>();
    backup.nodes().forEach(node -> manifests.put(node.manifestKey(), node.manifestSha256()));
    for (BackupPin.NodeManifest pinned : pin.nodes()) {
      String now = manifests.get(pinned.manifestKey());
      if (!pinned.manifestSha256().equals(now)) {
        throw new JobFailure(
            now == null ? FailureReason.BACKUP_GONE : FailureReason.BACKUP_CORRUPT,
            "Manifest %s of backup '%s' %s since it was pinned"
                .formatted(
                    pinned.manifestKey(), backup.id(), now == null ? "is gone" : "has changed"));
      }
    }
    return backup;
  }

  private static PinnedTable of(
      StoreSettings settings, Backup backup, BackupPin pin, SourceTable table) throws JobFailure {
    if (backup.schema() == null) {
      throw new JobFailure(
          FailureReason.BACKUP_INCOMPLETE, "Backup '" + backup.id() + "' has no schema text");
    }
    Set<String> nodes =
        backup.nodes().stream()
            .filter(node -> pin.dataCentre() == null || pin.dataCentre().equals(node.dataCentre()))
            .map(Backup.Node::name)
            .collect(Collectors.toSet());
    if (nodes.isEmpty()) {
      throw new JobFailure(
          FailureReason.BACKUP_MISSING,
          "Backup '" + backup.id() + "' has no node of data centre '" + pin.dataCentre() + "'");
    }
    List<Backup.SSTable> sstables =
        backup.sstables().stream()
            .filter(sstable -> sstable.keyspace().equals(table.keyspace()))
            .filter(sstable -> sstable.table().equals(table.table()))
            .filter(sstable -> nodes.contains(sstable.node()))
            .toList();
    return new PinnedTable(
        settings,
        backup.schema(),
        CqlSchema.parse(backup.schema(), table.keyspace(), table.table()),
        sstables,
        backup.notes());
  }

  private static String shown(List<String> all) {
    String text = String.join("; ", all.subList(0, Math.min(SHOWN, all.size())));
    return all.size() > SHOWN ? text + "; and " + (all.size() - SHOWN) + " more" : text;
  }
}
