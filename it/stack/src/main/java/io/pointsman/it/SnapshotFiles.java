package io.pointsman.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Finds a snapshot's files below a node's data folder. */
final class SnapshotFiles {
  /** Cassandra's own; Medusa leaves them out. */
  private static final Set<String> NEVER_BACKED_UP = Set.of("manifest.json", "schema.cql");

  private SnapshotFiles() {}

  /**
   * One table's part of a snapshot.
   *
   * @param keyspace unquoted
   * @param directory {@code <table>-<id>}
   * @param snapshot its folder
   * @param files those to back up, sorted; those of indexes in a subfolder
   */
  record Table(String keyspace, String directory, Path snapshot, List<Path> files) {
    Table {
      files = List.copyOf(files);
    }
  }

  static List<Table> of(Path dataDirectory, String tag) throws IOException {
    List<Table> tables = new ArrayList<>();
    for (Path keyspace : directories(dataDirectory)) {
      for (Path table : directories(keyspace)) {
        Path snapshot = table.resolve("snapshots").resolve(tag);
        if (Files.isDirectory(snapshot)) {
          tables.add(
              new Table(
                  keyspace.getFileName().toString(),
                  table.getFileName().toString(),
                  snapshot,
                  files(snapshot)));
        }
      }
    }
    return tables;
  }

  private static List<Path> directories(Path parent) throws IOException {
    try (Stream<Path> children = Files.list(parent)) {
      return children.filter(Files::isDirectory).sorted().toList();
    }
  }

  private static List<Path> files(Path snapshot) throws IOException {
    try (Stream<Path> all = Files.walk(snapshot)) {
      return all.filter(Files::isRegularFile)
          .filter(file -> !NEVER_BACKED_UP.contains(file.getFileName().toString()))
          .sorted()
          .toList();
    }
  }

  /** A relative path as part of a key. */
  static String slashed(Path relative) {
    return StreamSupport.stream(relative.spliterator(), false)
        .map(Path::toString)
        .collect(Collectors.joining("/"));
  }
}
