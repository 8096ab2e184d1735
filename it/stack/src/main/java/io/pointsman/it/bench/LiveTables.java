package io.pointsman.it.bench;

import com.datastax.oss.driver.api.core.CqlSession;
import io.pointsman.bench.ReadCase;
import io.pointsman.it.CassandraManagement;
import io.pointsman.it.CassandraNode;
import io.pointsman.it.CassandraSettings;
import io.pointsman.it.StackPaths;
import io.pointsman.it.show.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A live node that serves the bench's own SSTables, never compacted. */
final class LiveTables implements AutoCloseable {
  private static final int HEAP_MB = 1024;

  private final CassandraNode node;

  private LiveTables(CassandraNode node) {
    this.node = node;
  }

  static LiveTables start(StackPaths paths, Path dir, Progress progress)
      throws IOException, InterruptedException {
    return new LiveTables(
        CassandraNode.start(
            paths,
            dir.resolve("cassandra"),
            CassandraSettings.usual().withClusterName("bench").withHeapMb(HEAP_MB),
            progress::detail));
  }

  CassandraNode node() {
    return node;
  }

  /** Makes the tables, and those of one partition beside them, of links to their SSTables. */
  void load(List<ReadCase> cases, Path backups) throws IOException {
    try (CqlSession session = node.connect();
        CassandraManagement management = node.manage()) {
      session.execute(
          "CREATE KEYSPACE "
              + ReadCase.KEYSPACE
              + " WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1}");
      for (ReadCase each : cases) {
        load(each, backups, session, management);
        load(each.ofOnePartition(), backups, session, management);
      }
    }
  }

  private void load(
      ReadCase table, Path backups, CqlSession session, CassandraManagement management)
      throws IOException {
    session.execute(table.schema());
    session.execute(
        "ALTER TABLE %s.%s WITH compaction = {'class': 'SizeTieredCompactionStrategy', 'enabled': 'false'}"
            .formatted(ReadCase.KEYSPACE, table.name()));
    Path to = folder(table);
    try (Stream<Path> files = Files.list(table.folder(backups))) {
      for (Path file : files.filter(LiveTables::isComponent).toList()) {
        Files.createLink(to.resolve(file.getFileName()), file);
      }
    }
    management.load(ReadCase.KEYSPACE, table.name());
  }

  private static boolean isComponent(Path file) {
    return file.getFileName().toString().startsWith("nb-");
  }

  private Path folder(ReadCase table) throws IOException {
    try (Stream<Path> folders = Files.list(node.dataDirectory().resolve(ReadCase.KEYSPACE))) {
      return folders
          .filter(each -> each.getFileName().toString().startsWith(table.name() + "-"))
          .findFirst()
          .orElseThrow();
    }
  }

  @Override
  public void close() {
    node.close();
  }
}
