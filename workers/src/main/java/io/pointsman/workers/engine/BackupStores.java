package io.pointsman.workers.engine;

import io.pointsman.backup.Backup;
import io.pointsman.backup.BackupReaders;
import io.pointsman.backup.NoUsableBackupException;
import io.pointsman.backup.ObjectStore;
import io.pointsman.backup.ObjectStores;
import io.pointsman.backup.Pins;
import io.pointsman.backup.StoreSettings;
import io.pointsman.backup.StoreUri;
import io.pointsman.decider.BackupPin;
import io.pointsman.decider.Movement;
import io.pointsman.decider.SourceTable;
import io.pointsman.decider.registry.SourceDefinition;
import io.pointsman.workers.run.BackupFinder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Finds backups in object stores, whatever their layout. */
public final class BackupStores implements BackupFinder, AutoCloseable {
  private final Map<StoreSettings, ObjectStore> stores = new ConcurrentHashMap<>();

  @Override
  public Found find(Request request) throws IOException {
    SourceTable table = request.movement().source();
    try {
      Pins pins = pins(request.source()).neededUntil(request.neededUntil());
      Pins.Pinned pinned =
          request.backupId() == null
              ? pins.newest(
                  table.keyspace(), table.table(), request.asOf(), request.referenceTime())
              : pins.byId(
                  request.backupId(), table.keyspace(), table.table(), request.referenceTime());
      List<String> notes = new ArrayList<>(pinned.backup().notes());
      pinned.passedOver().forEach(backup -> notes.add("passed over the newer backup " + backup));
      return new Found.Pinned(
          pinned.pin(), pinned.backup().schema(), bytes(pinned.backup()), notes);
    } catch (NoUsableBackupException e) {
      return new Found.None(e.getMessage());
    }
  }

  private static long bytes(Backup backup) {
    return backup.sstables().stream().mapToLong(Backup.SSTable::bytes).sum();
  }

  @Override
  public Optional<String> missing(SourceDefinition source, Movement movement, BackupPin pin)
      throws IOException {
    try {
      pins(source).pinned(pin, movement.source().keyspace(), movement.source().table());
      return Optional.empty();
    } catch (NoUsableBackupException e) {
      return Optional.of(e.getMessage());
    }
  }

  private Pins pins(SourceDefinition source) throws IOException {
    StoreUri uri = StoreUri.parse(source.backupUri());
    ObjectStore store =
        stores.computeIfAbsent(
            new StoreSettings(
                source.endpoint(),
                source.region(),
                source.pathStyle(),
                source.credentials(),
                uri.bucket()),
            ObjectStores::open);
    return new Pins(
        source, BackupReaders.of(source.layout(), store, uri.prefix(), source.maxSkew()));
  }

  @Override
  public void close() {
    stores.values().forEach(ObjectStore::close);
    stores.clear();
  }
}
