package io.pointsman.sstable;

import static org.assertj.core.api.Assertions.assertThat;

import io.pointsman.backup.MemoryObjectStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When, for how long and by which SSTable each value was written. */
class CellOriginsTest {
  private static final long NOW = 1_700_000_000;
  private static final String FIRST = "s3://memory/backups/node1/data/ks/t-1/nb-1-big-Data.db";
  private static final String SECOND = "s3://memory/backups/node2/data/ks/t-1/nb-2-big-Data.db";

  private final MemoryObjectStore store = new MemoryObjectStore();
  @TempDir private Path directory;
  private WrittenTable table;

  @BeforeEach
  void aTable() {
    table =
        new WrittenTable(
            directory,
            store,
            "CREATE TYPE ks.u (a int, b int, c int);"
                + "CREATE TABLE ks.t (k int, c int, s text static, v text, w text, m map<text, int>,"
                + " PRIMARY KEY (k, c));",
            "t");
  }

  private RowCursor open(String... columns) throws IOException {
    return TableScan.open(
        store,
        table.request(NOW, columns),
        new RowSelection(null, null, true),
        ReadSettings.defaults());
  }

  @Test
  void eachValueTellsItsWriteTimeItsExpiryAndItsSSTable() throws IOException {
    var older = table.partition(1).timestamp(10).nowInSec(NOW);
    older.row(1).add("v", "old").add("w", "kept");
    older.row().noPrimaryKeyLivenessInfo().add("s", "static");
    table.write("node1", older.build());
    var newer = table.partition(1).timestamp(20).nowInSec(NOW);
    newer.row(1).ttl(100).noPrimaryKeyLivenessInfo().add("v", "new");
    table.write("node2", newer.build());

    try (RowCursor cursor = open("c", "v", "w", "s", "m")) {
      assertThat(cursor.next()).isTrue();
      assertThat(cursor.origins(0)).isNull();
      assertThat(cursor.origins(1)).containsExactly(new CellOrigin(20, NOW + 100, SECOND));
      assertThat(cursor.origins(2)).containsExactly(new CellOrigin(10, CellOrigin.NEVER, FIRST));
      assertThat(cursor.origins(3)).containsExactly(new CellOrigin(10, CellOrigin.NEVER, FIRST));
      assertThat(cursor.origins(4)).isNull();
      assertThat(cursor.versions()).containsExactly(FIRST, SECOND);
      assertThat(cursor.token())
          .isEqualTo(table.partition(1).build().partitionKey().getToken().getTokenValue());
      assertThat(cursor.next()).isFalse();
    }
  }

  @Test
  void aCollectionHasOneForEachElement() throws IOException {
    var one = table.partition(1).timestamp(10).nowInSec(NOW);
    one.row(1).noPrimaryKeyLivenessInfo().appendAll("m", Map.of("a", 1, "b", 1));
    table.write("node1", one.build());
    var other = table.partition(1).timestamp(20).nowInSec(NOW);
    other.row(1).noPrimaryKeyLivenessInfo().appendAll("m", Map.of("b", 2, "c", 2));
    table.write("node2", other.build());

    try (RowCursor cursor = open("m")) {
      assertThat(cursor.next()).isTrue();
      assertThat(cursor.origins(0))
          .containsExactly(
              new CellOrigin(10, CellOrigin.NEVER, FIRST),
              new CellOrigin(20, CellOrigin.NEVER, SECOND),
              new CellOrigin(20, CellOrigin.NEVER, SECOND));
    }
  }

  @Test
  void anSSTableThatOnlyDeletesIsNamedAmongTheVersions() throws IOException {
    var one = table.partition(1).timestamp(10).nowInSec(NOW);
    one.row(1).add("v", "x").add("w", "y");
    one.row(2).add("v", "x");
    table.write("node1", one.build());
    var other = table.partition(1).timestamp(20).nowInSec(NOW);
    other.row(1).noPrimaryKeyLivenessInfo().delete("v");
    table.write("node2", other.build());

    try (RowCursor cursor = open("c", "v", "w")) {
      assertThat(cursor.next()).isTrue();
      assertThat(cursor.origins(1)).isNull();
      assertThat(cursor.versions()).isEqualTo(List.of(FIRST, SECOND));
      assertThat(cursor.next()).isTrue();
      assertThat(cursor.versions()).isEqualTo(List.of(FIRST));
    }
  }

  @Test
  void aPartitionOfStaticValuesAloneHasOriginsToo() throws IOException {
    var one = table.partition(1).timestamp(10).nowInSec(NOW);
    one.row().noPrimaryKeyLivenessInfo().add("s", "static");
    table.write("node1", one.build());
    var other = table.partition(2).timestamp(10).nowInSec(NOW);
    other.row(1).add("v", "x");
    table.write("node2", other.build());

    try (RowCursor cursor = open("s", "v")) {
      assertThat(cursor.next()).isTrue();
      assertThat(cursor.origins(0)).containsExactly(new CellOrigin(10, CellOrigin.NEVER, FIRST));
      assertThat(cursor.versions()).containsExactly(FIRST);
    }
  }
}
