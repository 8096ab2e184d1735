package io.pointsman.sstable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pointsman.backup.MemoryObjectStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.cassandra.db.partitions.PartitionUpdate;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableScanTest {
  private static final String SCHEMA =
      """
      CREATE TABLE ks.t (
        k int, c int, s text static, v text, w int, l list<int>, m map<text, int>, x set<text>,
        PRIMARY KEY (k, c)) WITH CLUSTERING ORDER BY (c DESC);
      """;
  private static final long NOW = 1_700_000_000;

  private final MemoryObjectStore store = new MemoryObjectStore();
  @TempDir private Path directory;

  private WrittenTable table() {
    return new WrittenTable(directory, store, SCHEMA, "t");
  }

  /** Rows 1 to {@code rows} of partition 1, each with its number as text. */
  private static PartitionUpdate.SimpleBuilder rows(WrittenTable table, long timestamp, int rows) {
    var partition = table.partition(1).timestamp(timestamp).nowInSec(NOW);
    for (int c = 1; c <= rows; c++) {
      partition.row(c).add("v", Integer.toString(c));
    }
    return partition;
  }

  @Test
  void rowsComeInClusteringOrder() throws IOException {
    WrittenTable table = table();
    table.write("node1", rows(table, 10, 3).build());

    assertThat(table.rows(NOW, "k", "c", "v")).containsExactly("1|3|'3'", "1|2|'2'", "1|1|'1'");
  }

  @Test
  void partitionsComeInTokenOrder() throws IOException {
    WrittenTable table = table();
    PartitionUpdate[] partitions = new PartitionUpdate[4];
    for (int k = 0; k < 4; k++) {
      var partition = table.partition(k).timestamp(10);
      partition.row(1).add("v", "x");
      partitions[k] = partition.build();
    }
    table.write("node1", partitions);

    assertThat(table.rows(NOW, "k")).containsExactly("1", "0", "2", "3");
  }

  @Test
  void theNewestValueOfSeveralReplicasWinsCellByCell() throws IOException {
    WrittenTable table = table();
    var older = table.partition(1).timestamp(10);
    older.row(1).add("v", "old").add("w", 1);
    var newer = table.partition(1).timestamp(20);
    newer.row(1).add("v", "new");
    table.write("node1", older.build());
    table.write("node2", newer.build());

    assertThat(table.rows(NOW, "c", "v", "w")).containsExactly("1|'new'|1");
  }

  @Test
  void aColumnThatIsNotAskedForKeepsItsRowWhenTheRowsMarkerHasExpired() throws IOException {
    WrittenTable table = table();
    table.write("node1", PartitionUpdate.merge(List.of(cell(table), marker(table, 20, 5))));

    assertThat(table.rows(NOW + 10)).hasSize(1);
    assertThat(table.rows(NOW + 10, "k", "c", "v")).containsExactly("1|1|null");
  }

  @Test
  void aColumnThatIsNotAskedForKeepsItsRowWhenAnotherMarkerTookThePlaceOfItsOwnAndExpired()
      throws IOException {
    WrittenTable table = table();
    table.write("node1", PartitionUpdate.merge(List.of(cell(table), marker(table, 20, 0))));
    table.write("node2", marker(table, 30, 5));

    assertThat(table.rows(NOW + 10)).hasSize(1);
    assertThat(table.rows(NOW + 10, "k", "c", "v")).containsExactly("1|1|null");
  }

  /** A cell of the column {@code w}, of the time 10, and nothing else of its row. */
  private static PartitionUpdate cell(WrittenTable table) {
    var partition = table.partition(1).timestamp(10);
    partition.row(1).noPrimaryKeyLivenessInfo().add("w", 7);
    return partition.build();
  }

  /** The marker of the same row alone. */
  private static PartitionUpdate marker(WrittenTable table, long timestamp, int ttl) {
    var partition = table.partition(1).timestamp(timestamp).nowInSec(NOW);
    partition.row(1).ttl(ttl);
    return partition.build();
  }

  @Test
  void aTableWithoutSSTablesHasNoRows() throws IOException {
    assertThat(table().rows(NOW)).isEmpty();
  }

  @Nested
  class Tombstones {
    @Test
    void ofACellHideWhatIsNotNewer() throws IOException {
      WrittenTable table = table();
      table.write("node1", rows(table, 10, 1).build());
      var deletion = table.partition(1).timestamp(10).nowInSec(NOW);
      deletion.row(1).noPrimaryKeyLivenessInfo().delete("v");
      table.write("node2", deletion.build());

      assertThat(table.rows(NOW, "c", "v")).containsExactly("1|null");
    }

    @Test
    void ofARowHideTheRow() throws IOException {
      WrittenTable table = table();
      table.write("node1", rows(table, 10, 3).build());
      var deletion = table.partition(1).timestamp(20).nowInSec(NOW);
      deletion.row(2).delete();
      table.write("node2", deletion.build());

      assertThat(table.rows(NOW, "c")).containsExactly("3", "1");
    }

    @Test
    void ofARangeHideWhatLiesWithinTheirBounds() throws IOException {
      WrittenTable table = table();
      table.write("node1", rows(table, 10, 5).build());
      var deletion = table.partition(1).timestamp(20).nowInSec(NOW);
      // The clustering order is descending, so the range from 2 to below 4 begins with 4.
      deletion.addRangeTombstone().start(4).exclStart().end(2).inclEnd();
      table.write("node2", deletion.build());

      assertThat(table.rows(NOW, "c")).containsExactly("5", "4", "1");
    }

    @Test
    void ofAPartitionHideItsRowsAndItsStaticRow() throws IOException {
      WrittenTable table = table();
      var live = rows(table, 10, 3);
      live.row().add("s", "static");
      table.write("node1", live.build());
      var deletion = table.partition(1).timestamp(20).nowInSec(NOW);
      deletion.delete();
      table.write("node2", deletion.build());

      assertThat(table.rows(NOW)).isEmpty();
    }

    @Test
    void ofACollectionHideItsOlderElements() throws IOException {
      WrittenTable table = table();
      var older = table.partition(1).timestamp(10).nowInSec(NOW);
      older.row(1).appendAll("m", Map.of("a", 1, "b", 2));
      table.write("node1", older.build());
      var newer = table.partition(1).timestamp(20).nowInSec(NOW);
      newer.row(1).add("m", Map.of("c", 3));
      table.write("node2", newer.build());

      assertThat(table.rows(NOW, "m")).containsExactly("{'c': 3}");
    }

    @Test
    void thatAreOlderHideNothing() throws IOException {
      WrittenTable table = table();
      table.write("node1", rows(table, 30, 1).build());
      var deletion = table.partition(1).timestamp(20).nowInSec(NOW);
      deletion.delete();
      table.write("node2", deletion.build());

      assertThat(table.rows(NOW, "v")).containsExactly("'1'");
    }
  }

  @Nested
  class TimeToLive {
    private WrittenTable expiring() throws IOException {
      WrittenTable table = table();
      var partition = table.partition(1).timestamp(10).nowInSec(NOW).ttl(100);
      partition.row(1).add("v", "expires");
      table.write("node1", partition.build());
      return table;
    }

    @Test
    void isJudgedAtTheReferenceTime() throws IOException {
      WrittenTable table = expiring();

      assertThat(table.rows(NOW + 99, "v")).containsExactly("'expires'");
      assertThat(table.rows(NOW + 100, "v")).isEmpty();
    }

    @Test
    void aRowOutlivesItsMarkerByACellThatDoesNotExpire() throws IOException {
      WrittenTable table = expiring();
      var update = table.partition(1).timestamp(20).nowInSec(NOW);
      update.row(1).noPrimaryKeyLivenessInfo().add("w", 7);
      table.write("node1", update.build());

      assertThat(table.rows(NOW + 500, "c", "v", "w")).containsExactly("1|null|7");
    }
  }

  @Nested
  class Statics {
    @Test
    void areTheSameInAllRowsOfAPartition() throws IOException {
      WrittenTable table = table();
      var partition = rows(table, 10, 2);
      partition.row().add("s", "shared");
      table.write("node1", partition.build());

      assertThat(table.rows(NOW, "c", "s")).containsExactly("2|'shared'", "1|'shared'");
    }

    @Test
    void aloneMakeOneRowWithoutClustering() throws IOException {
      WrittenTable table = table();
      var partition = table.partition(1).timestamp(10);
      partition.row().add("s", "alone");
      table.write("node1", partition.build());

      assertThat(table.rows(NOW, "k", "c", "s", "v")).containsExactly("1|null|'alone'|null");
    }

    @Test
    void makeThatRowWhetherTheyAreAskedForOrNot() throws IOException {
      WrittenTable table = table();
      var partition = table.partition(1).timestamp(10);
      partition.row().add("s", "alone");
      table.write("node1", partition.build());

      assertThat(table.rows(NOW, "k")).containsExactly("1");
    }
  }

  @Nested
  class Collections {
    @Test
    void areMergedElementByElement() throws IOException {
      WrittenTable table = table();
      var one = table.partition(1).timestamp(10).nowInSec(NOW);
      one.row(1).appendAll("m", Map.of("a", 1, "b", 2)).appendAll("x", Set.of("p"));
      table.write("node1", one.build());
      var other = table.partition(1).timestamp(20).nowInSec(NOW);
      other.row(1).appendAll("m", Map.of("b", 3)).appendAll("x", Set.of("q"));
      table.write("node2", other.build());

      assertThat(table.rows(NOW, "m", "x")).containsExactly("{'a': 1, 'b': 3}|{'p', 'q'}");
    }

    @Test
    void thatAreEmptyAreNull() throws IOException {
      WrittenTable table = table();
      var partition = table.partition(1).timestamp(10).nowInSec(NOW);
      partition.row(1).add("l", List.of());
      table.write("node1", partition.build());

      assertThat(table.rows(NOW, "c", "l")).containsExactly("1|null");
    }
  }

  @Nested
  class Projection {
    @Test
    void keepsARowThatLivesByAColumnThatWasNotAskedFor() throws IOException {
      WrittenTable table = table();
      var update = table.partition(1).timestamp(10).nowInSec(NOW);
      update.row(1).noPrimaryKeyLivenessInfo().add("w", 7);
      table.write("node1", update.build());

      assertThat(table.rows(NOW, "c", "v")).containsExactly("1|null");
    }

    @Test
    void followsTheOrderThatWasAskedFor() throws IOException {
      WrittenTable table = table();
      table.write("node1", rows(table, 10, 1).build());

      assertThat(table.rows(NOW, "v", "c", "k")).containsExactly("'1'|1|1");
    }

    @Test
    void ofAColumnThatDoesNotExistIsRefused() {
      assertThatThrownBy(() -> table().rows(NOW, "nothing"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("Table ks.t has no column 'nothing'");
    }
  }
}
