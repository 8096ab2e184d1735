package io.pointsman.sstable;

import static org.assertj.core.api.Assertions.assertThat;

import io.pointsman.backup.MemoryObjectStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableScanTest {
  private static final String SCHEMA =
      """
      CREATE TYPE ks.address (street text, zip int);
      CREATE TABLE ks.t (
        k int, c int, s text static, v text, l list<int>, m map<text, int>, u address, f frozen<address>,
        PRIMARY KEY (k, c)) WITH CLUSTERING ORDER BY (c DESC);
      """;
  private static final long NOW = 1_700_000_000;

  private final MemoryObjectStore store = new MemoryObjectStore();
  @TempDir private Path directory;
  private WrittenTable table;

  @BeforeEach
  void schema() {
    table = new WrittenTable(directory, store, SCHEMA, "t");
  }

  @Test
  void readsRowsInClusteringOrder() throws IOException {
    var one = table.partition(1).timestamp(10);
    one.row(1).add("v", "a");
    one.row(2).add("v", "b");
    table.write("node1", one.build());

    assertThat(table.rows(NOW, "k", "c", "v")).containsExactly("1|2|'b'", "1|1|'a'");
  }

  @Test
  void theNewestOfSeveralReplicasWins() throws IOException {
    var older = table.partition(1).timestamp(10);
    older.row(1).add("v", "old").add("l", List.of(1, 2));
    var newer = table.partition(1).timestamp(20);
    newer.row(1).add("v", "new");
    table.write("node1", older.build());
    table.write("node2", newer.build());

    assertThat(table.rows(NOW, "k", "c", "v", "l")).containsExactly("1|1|'new'|[1, 2]");
  }
}
