package io.pointsman.workers.doctor;

import io.pointsman.backup.BackupReader;
import io.pointsman.backup.BackupReaders;
import io.pointsman.backup.ObjectStore;
import io.pointsman.backup.ObjectStores;
import io.pointsman.backup.StoreUri;
import io.pointsman.control.ControlLocation;
import io.pointsman.decider.registry.SourceDefinition;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Object stores: that of the records, and those of the backups. */
final class StoreChecks {
  private StoreChecks() {}

  /** Everything that workers and drivers do with records. */
  static Check control(ControlLocation location) throws IOException {
    try (ObjectStore store = location.openStore()) {
      return control(store, location.uri());
    }
  }

  static Check control(ObjectStore store, StoreUri uri) throws IOException {
    long begun = System.nanoTime();
    String folder = uri.prefix().isEmpty() ? "doctor/" : uri.prefix() + "/doctor/";
    String key = folder + UUID.randomUUID() + ".json";
    byte[] first = "first".getBytes(StandardCharsets.UTF_8);
    byte[] second = "second".getBytes(StandardCharsets.UTF_8);
    List<String> wrong = new ArrayList<>();
    try {
      if (!store.putIfAbsent(key, first)) {
        wrong.add("it says that a new object was there already");
      }
      if (store.putIfAbsent(key, second)) {
        wrong.add(
            "it let a second writer overwrite what was to be written only if absent"
                + " (If-None-Match is ignored): one request could start two drivers");
      }
      if (!Arrays.equals(store.readAll(key, 100), first)) {
        wrong.add("it did not give back what was written first");
      }
      List<String> listed = new ArrayList<>();
      store.list(folder, object -> listed.add(object.key()));
      if (!listed.contains(key)) {
        wrong.add("a listing does not name what was just written");
      }
    } catch (IOException | RuntimeException e) {
      try {
        store.delete(key);
      } catch (IOException | RuntimeException alsoNot) {
        e.addSuppressed(alsoNot);
      }
      throw e;
    }
    store.delete(key);
    if (store.head(key).isPresent()) {
      wrong.add("what was deleted is still there");
    }
    return wrong.isEmpty()
        ? Check.of(
            "control store",
            true,
            (System.nanoTime() - begun) / 1_000_000,
            "ms",
            uri + " writes only if absent, reads, lists and deletes")
        : Check.of(
            "control store",
            false,
            null,
            null,
            uri
                + ": "
                + String.join("; ", wrong)
                + ". To do: use a store that honours conditional writes, as S3 does");
  }

  /** The newest backup of which every node has finished, and how old it is. */
  static Check source(SourceDefinition source) throws IOException {
    String name = "source " + source.name();
    StoreUri uri = StoreUri.parse(source.backupUri());
    try (ObjectStore store =
        ObjectStores.open(
            source.endpoint(),
            source.region(),
            source.pathStyle(),
            source.credentials(),
            uri.bucket())) {
      List<BackupReader.Summary> backups =
          BackupReaders.of(source.layout(), store, uri.prefix(), source.maxSkew()).list();
      Optional<BackupReader.Summary> newest =
          backups.stream().filter(BackupReader.Summary::allNodesFinished).findFirst();
      if (newest.isEmpty()) {
        return Check.of(
            name,
            false,
            backups.size(),
            "backups",
            backups.isEmpty()
                ? "can be listed and holds no backup. To do: see that backupUri "
                    + source.backupUri()
                    + " and the layout "
                    + source.layout()
                    + " are right"
                : "holds "
                    + backups.size()
                    + " backups, none of which every node has finished; the newest, "
                    + backups.get(0).id()
                    + ", has "
                    + backups.get(0).nodesFinished()
                    + " of "
                    + backups.get(0).nodesExpected()
                    + " nodes. To do: see that backups end");
      }
      double hours = Duration.between(newest.get().takenAt(), Instant.now()).toMinutes() / 60.0;
      return Check.of(
          name,
          true,
          Math.round(hours * 10) / 10.0,
          "hours since the newest complete backup",
          "holds "
              + backups.size()
              + " backups; the newest complete one is "
              + newest.get().id()
              + " of "
              + newest.get().takenAt());
    }
  }
}
