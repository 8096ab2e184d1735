package io.pointsman.backup;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds the schema of a table in Priam's backups, where no manifest names it. */
final class PriamSchema {
  private static final long MAX_SCHEMA_BYTES = 4L << 20;

  private final BackupLayout.Place place;
  private final Map<String, List<PriamKeys.Manifest>> manifests;
  private final Instant newest;

  /**
   * @param manifests of each node
   * @param newest when the last node began its snapshot
   */
  PriamSchema(
      BackupLayout.Place place, Map<String, List<PriamKeys.Manifest>> manifests, Instant newest) {
    this.place = place;
    this.manifests = manifests;
    this.newest = newest;
  }

  /**
   * The table's schema as the node that was last wrote it into its snapshot: the first {@code
   * schema.cql} since, and before its next snapshot. It is in no manifest.
   */
  String find(Map<String, PriamKeys.Manifest> chosen, BackupAssembly backup) throws IOException {
    List<Map.Entry<String, PriamKeys.Manifest>> nodes = new ArrayList<>(chosen.entrySet());
    nodes.sort(
        Comparator.comparing(
                (Map.Entry<String, PriamKeys.Manifest> node) -> node.getValue().takenAt())
            .reversed()
            .thenComparing(Map.Entry::getKey));
    for (Map.Entry<String, PriamKeys.Manifest> node : nodes) {
      Optional<PriamKeys.DataFile> file = schemaFile(node.getKey(), node.getValue(), backup);
      if (file.isPresent()) {
        backup.directory(file.get().directory());
        return text(file.get());
      }
    }
    backup.problem(
        null,
        "the schema: no node has "
            + place.root()
            + "<token>/"
            + PriamKeys.DATA
            + "<time>/"
            + backup.keyspace()
            + "/"
            + backup.table()
            + "-<id>/…/schema.cql from between its snapshot at "
            + newest
            + " and its next one");
    return null;
  }

  private Optional<PriamKeys.DataFile> schemaFile(
      String node, PriamKeys.Manifest manifest, BackupAssembly backup) throws IOException {
    long from = manifest.takenAt().toEpochMilli();
    long to =
        manifests.get(node).stream()
            .map(PriamKeys.Manifest::takenAt)
            .filter(at -> at.isAfter(manifest.takenAt()))
            .min(Instant::compareTo)
            .map(Instant::toEpochMilli)
            .orElse(Long.MAX_VALUE);
    List<PriamKeys.DataFile> found = new ArrayList<>();
    String home = place.root() + node + "/";
    String prefix = home + PriamKeys.DATA;
    place
        .store()
        .listAfter(
            prefix,
            prefix + from,
            object -> {
              Optional<PriamKeys.DataFile> file = PriamKeys.file(home, object.key());
              if (file.isEmpty()) {
                return true;
              }
              if (file.get().modifiedMillis() >= to) {
                return false;
              }
              if (file.get().isSchema() && isOfTable(file.get(), backup)) {
                found.add(file.get());
              }
              return found.isEmpty();
            });
    return found.stream().findFirst();
  }

  private static boolean isOfTable(PriamKeys.DataFile file, BackupAssembly backup) {
    return file.keyspace().equals(backup.keyspace())
        && TableDirectory.isOf(file.directory(), backup.table())
        && (backup.directories().isEmpty() || backup.directories().contains(file.directory()))
        && file.storage().obstacle().isEmpty();
  }

  private String text(PriamKeys.DataFile file) throws IOException {
    byte[] stored = place.store().readAll(file.key(), MAX_SCHEMA_BYTES);
    String name = "s3://" + place.store().bucket() + "/" + file.key();
    byte[] content =
        file.storage()
            .codec()
            .decode(new ByteArrayInputStream(stored), name, MAX_SCHEMA_BYTES)
            .readAllBytes();
    return new String(content, StandardCharsets.UTF_8);
  }
}
