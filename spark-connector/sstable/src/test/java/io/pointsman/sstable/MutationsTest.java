package io.pointsman.sstable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pointsman.backup.Backup;
import io.pointsman.backup.MemoryObjectStore;
import io.pointsman.sstable.Mutation.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.cassandra.db.marshal.Int32Type;
import org.apache.cassandra.db.marshal.UTF8Type;
import org.apache.cassandra.db.partitions.PartitionUpdate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MutationsTest {
  private static final long NOW = 1_700_000_000;

  private final MemoryObjectStore store = new MemoryObjectStore();
  @TempDir private Path directory;

  private WrittenTable table(String order) {
    return new WrittenTable(
        directory,
        store,
        "CREATE TABLE ks.t (k int, c int, s text static, v text, w int, m map<text, int>,"
            + " PRIMARY KEY (k, c)) WITH CLUSTERING ORDER BY (c "
            + order
            + ");",
        "t");
  }

  private List<Mutation> mutations(WrittenTable table) throws IOException {
    List<Mutation> mutations = new ArrayList<>();
    try (MutationCursor cursor =
        Mutations.open(store, table.request(NOW), ReadSettings.defaults())) {
      while (cursor.next()) {
        mutations.add(cursor.mutation());
      }
      assertThat(cursor.bytesRead()).isPositive();
    }
    return mutations;
  }

  private static PartitionUpdate.SimpleBuilder partition(WrittenTable table) {
    return table.partition(1).timestamp(10).nowInSec(NOW);
  }

  @Test
  void aRowIsItsMarkerAndItsCells() throws IOException {
    WrittenTable table = table("ASC");
    var partition = partition(table);
    partition.row(5).add("v", "a").add("w", 7);
    table.write("node1", partition.build());

    List<Mutation> mutations = mutations(table);

    assertThat(mutations)
        .extracting(Mutation::kind)
        .containsExactly(Kind.ROW_MARKER, Kind.CELL, Kind.CELL);
    Mutation cell = mutations.get(1);
    assertThat(cell.column()).isEqualTo("v");
    assertThat(UTF8Type.instance.compose(ByteBuffer.wrap(cell.value()))).isEqualTo("a");
    assertThat(cell.timestamp()).isEqualTo(10);
    assertThat(cell.localDeletionTime()).isEqualTo(Long.MAX_VALUE);
    assertThat(cell.ttl()).isZero();
    assertThat(cell.token()).isEqualTo(-4069959284402364209L);
    assertThat(cell.partitionKey()).containsExactly(0, 0, 0, 1);
    assertThat(cell.clustering()).isEqualTo(new byte[][] {{0, 0, 0, 5}});
    assertThat(cell.position()).isEqualTo(mutations.get(0).position());
  }

  @Test
  void whatExpiresSaysWhen() throws IOException {
    WrittenTable table = table("ASC");
    var partition = partition(table).ttl(60);
    partition.row(5).add("v", "a");
    table.write("node1", partition.build());

    assertThat(mutations(table))
        .allSatisfy(
            mutation -> {
              assertThat(mutation.ttl()).isEqualTo(60);
              assertThat(mutation.localDeletionTime()).isEqualTo(NOW + 60);
            });
  }

  @Test
  void deletionsOfEveryKind() throws IOException {
    WrittenTable table = table("ASC");
    var deletion = partition(table);
    deletion.delete();
    var partition = table.partition(1).timestamp(20).nowInSec(NOW);
    partition.row(1).delete();
    partition.row(2).noPrimaryKeyLivenessInfo().delete("v");
    partition.row(3).noPrimaryKeyLivenessInfo().add("m", Map.of("a", 1));
    partition.addRangeTombstone().start(6).inclStart().end(8).exclEnd();
    table.write("node1", PartitionUpdate.merge(List.of(deletion.build(), partition.build())));

    List<Mutation> mutations = mutations(table);

    assertThat(mutations)
        .extracting(Mutation::kind)
        .containsExactly(
            Kind.PARTITION_DELETION,
            Kind.ROW_DELETION,
            Kind.CELL,
            Kind.COLUMN_DELETION,
            Kind.CELL,
            Kind.RANGE_DELETION);
    Mutation whole = mutations.get(0);
    assertThat(whole.kind()).isEqualTo(Kind.PARTITION_DELETION);
    assertThat(whole.timestamp()).isEqualTo(10);
    assertThat(whole.localDeletionTime()).isEqualTo(NOW);
    assertThat(whole.position()).isEmpty();
    assertThat(whole.clustering()).isNull();
  }

  @Test
  void aTombstoneOfACellHasNoValue() throws IOException {
    WrittenTable table = table("ASC");
    var partition = partition(table);
    partition.row(2).noPrimaryKeyLivenessInfo().delete("v");
    table.write("node1", partition.build());

    Mutation tombstone = mutations(table).get(0);

    assertThat(tombstone.kind()).isEqualTo(Kind.CELL);
    assertThat(tombstone.value()).isNull();
    assertThat(tombstone.localDeletionTime()).isEqualTo(NOW);
    assertThat(tombstone.ttl()).isZero();
  }

  @Test
  void aCollectionIsItsDeletionAndItsElements() throws IOException {
    WrittenTable table = table("ASC");
    var partition = partition(table);
    partition.row(3).noPrimaryKeyLivenessInfo().add("m", Map.of("a", 1));
    table.write("node1", partition.build());

    List<Mutation> mutations = mutations(table);

    assertThat(mutations)
        .extracting(Mutation::kind)
        .containsExactly(Kind.COLUMN_DELETION, Kind.CELL);
    assertThat(mutations.get(0).timestamp()).isEqualTo(9);
    assertThat(mutations.get(1).path()).containsExactly('a');
    assertThat(mutations.get(1).value()).containsExactly(0, 0, 0, 1);
  }

  @Test
  void staticCellsHaveNoPosition() throws IOException {
    WrittenTable table = table("ASC");
    var partition = partition(table);
    partition.row().noPrimaryKeyLivenessInfo().add("s", "shared");
    table.write("node1", partition.build());

    assertThat(mutations(table))
        .singleElement()
        .satisfies(
            mutation -> {
              assertThat(mutation.column()).isEqualTo("s");
              assertThat(mutation.position()).isEmpty();
              assertThat(mutation.clustering()).isNull();
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"ASC", "DESC"})
  void boundsOfARangeOrderAgainstRowsAsBytes(String order) throws IOException {
    boolean ascending = order.equals("ASC");
    for (boolean startInclusive : List.of(true, false)) {
      for (boolean endInclusive : List.of(true, false)) {
        Path separate = directory.resolve(order + startInclusive + endInclusive);
        WrittenTable table =
            new WrittenTable(
                separate,
                store,
                "CREATE TABLE ks.t (k int, c int, v text, PRIMARY KEY (k, c))"
                    + " WITH CLUSTERING ORDER BY (c "
                    + order
                    + ");",
                "t");
        var partition = partition(table);
        for (int c = 1; c <= 9; c++) {
          partition.row(c).timestamp(20).add("v", "x");
        }
        var range = partition.addRangeTombstone();
        range.start(ascending ? 3 : 7).end(ascending ? 7 : 3);
        range = startInclusive ? range.inclStart() : range.exclStart();
        range = endInclusive ? range.inclEnd() : range.exclEnd();
        table.write("node1", partition.build());

        List<Mutation> all = mutations(table);
        Mutation deletion =
            all.stream().filter(each -> each.kind() == Kind.RANGE_DELETION).findFirst().get();
        List<Integer> within =
            all.stream()
                .filter(each -> each.kind() == Kind.CELL)
                .filter(
                    each ->
                        Arrays.compareUnsigned(deletion.position(), each.position()) < 0
                            && Arrays.compareUnsigned(each.position(), deletion.end()) < 0)
                .map(each -> Int32Type.instance.compose(ByteBuffer.wrap(each.clustering()[0])))
                .sorted()
                .toList();
        int first = (ascending ? startInclusive : endInclusive) ? 3 : 4;
        int last = (ascending ? endInclusive : startInclusive) ? 7 : 6;
        assertThat(within).first().isEqualTo(first);
        assertThat(within).last().isEqualTo(last);
      }
    }
  }

  @Test
  void rangesThatTouchArePaired() throws IOException {
    WrittenTable table = table("ASC");
    var partition = partition(table);
    partition.addRangeTombstone().start(1).inclStart().end(5).exclEnd();
    var later = table.partition(1).timestamp(20).nowInSec(NOW + 1);
    later.addRangeTombstone().start(5).inclStart().end(9).inclEnd();
    table.write("node1", PartitionUpdate.merge(List.of(partition.build(), later.build())));

    List<Mutation> ranges = mutations(table);

    assertThat(ranges)
        .extracting(Mutation::kind)
        .containsExactly(Kind.RANGE_DELETION, Kind.RANGE_DELETION);
    assertThat(ranges).extracting(Mutation::timestamp).containsExactly(10L, 20L);
    assertThat(Arrays.compareUnsigned(ranges.get(0).end(), ranges.get(1).position()))
        .isLessThanOrEqualTo(0);
  }

  @Test
  void filesOfADirectoryAreReadAlike() throws IOException {
    WrittenTable table = table("ASC");
    var partition = partition(table);
    partition.row(5).add("v", "a");
    Backup.SSTable sstable = table.write("node1", partition.build());

    List<Kind> kinds = new ArrayList<>();
    try (MutationCursor cursor =
        Mutations.open(directory.resolve("node1-1"), table.request(NOW), ReadSettings.defaults())) {
      while (cursor.next()) {
        kinds.add(cursor.mutation().kind());
      }
    }
    assertThat(sstable.descriptor()).isEqualTo("nb-1-big");
    assertThat(kinds).containsExactly(Kind.ROW_MARKER, Kind.CELL);
  }

  @Test
  void moreThanOneSSTableIsRefused() throws IOException {
    WrittenTable table = table("ASC");
    var partition = partition(table);
    partition.row(5).add("v", "a");
    PartitionUpdate update = partition.build();
    table.write("node1", update);
    table.write("node2", update);

    assertThatThrownBy(() -> mutations(table))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Mutations are read from one SSTable, and there are 2");
  }
}
