package io.pointsman.sstable;

import static org.assertj.core.api.Assertions.assertThat;

import io.pointsman.backup.MemoryObjectStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.apache.cassandra.db.partitions.PartitionUpdate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows come out of the merge as they come out of Cassandra's own. */
class PartitionMergeTest {
  private static final long NOW = RandomPartitions.NOW;
  private static final String SMALL =
      "CREATE TABLE ks.t (k int, c int, a text, b text, PRIMARY KEY (k, c));";

  /** Which rows are asked for with their origins, Cassandra merges alone. */
  private static final RowSelection BY_CASSANDRA = new RowSelection(null, null, true);

  private final MemoryObjectStore store = new MemoryObjectStore();
  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource({
    "'s text static, a bigint, e text, i blob, w text', nb, nb",
    "'s text static, a bigint, e text, i blob, w text', oa, da",
    "'a bigint, e text, i blob', nb, da",
    "'e text', nb, nb",
    "'s text static', nb, oa",
    "'e text, m map<text, int>, f int', nb, nb",
    "'n counter, o counter', nb, nb"
  })
  void randomSSTables(String columns, String version, String otherVersion) throws IOException {
    String schema =
        "CREATE TABLE ks.t (k int, c text, d int, %s, PRIMARY KEY (k, c, d));".formatted(columns);
    int rows = 0;
    for (int seed = 0; seed < 15; seed++) {
      Random random = new Random(seed);
      WrittenTable table =
          new WrittenTable(directory.resolve("" + seed), store, schema, "t").snapshot("s" + seed);
      List<List<PartitionUpdate>> written = new ArrayList<>();
      for (int i = 2 + random.nextInt(4); i > 0; i--) {
        written.add(partitions(table, random, written));
        table.version(random.nextBoolean() ? version : otherVersion);
        table.write("node" + random.nextInt(3), written.get(written.size() - 1));
      }
      for (long time : new long[] {NOW - 30, NOW, NOW + 200}) {
        List<String> expected = table.rows(BY_CASSANDRA, time);

        assertThat(table.rows(time)).as("seed %d", seed).isEqualTo(expected);
        assertThat(table.rows(time, "d", "c", "k")).hasSameSizeAs(expected);
        rows += expected.size();
      }
      for (String from : List.of("", "b", "bcd")) {
        RowSelection.Clustering part = from(from);

        assertThat(table.rows(new RowSelection(null, part, false), NOW))
            .as("seed %d from '%s'", seed, from)
            .isEqualTo(table.rows(new RowSelection(null, part, true), NOW));
      }
    }
    assertThat(rows).isGreaterThan(500);
  }

  private static RowSelection.Clustering from(String text) {
    return new RowSelection.Clustering(
        List.of(),
        new RowSelection.Bound(text.getBytes(StandardCharsets.UTF_8), true),
        new RowSelection.Bound("c".getBytes(StandardCharsets.UTF_8), true));
  }

  /** Written later than the others, or at the same time, or the same as one of them. */
  private static List<PartitionUpdate> partitions(
      WrittenTable table, Random random, List<List<PartitionUpdate>> others) {
    if (!others.isEmpty() && random.nextInt(3) == 0) {
      return others.get(random.nextInt(others.size()));
    }
    long after = random.nextInt(3) == 0 ? 0 : 90L * others.size();
    RandomPartitions partitions = new RandomPartitions(table.metadata(), random, 8);
    List<PartitionUpdate> all = new ArrayList<>();
    for (int k = 0; k < 6; k++) {
      all.add(partitions.partition(k, after));
    }
    all.sort(Comparator.comparing(PartitionUpdate::partitionKey));
    return all;
  }

  private WrittenTable small() {
    return new WrittenTable(directory, store, SMALL, "t");
  }

  private static void write(WrittenTable table, long timestamp, String a, String b)
      throws IOException {
    PartitionUpdate.SimpleBuilder partition = table.partition(1).timestamp(timestamp);
    var row = partition.row(1);
    if (a != null) {
      row.add("a", a);
    }
    if (b != null) {
      row.add("b", b);
    }
    table.write("node1", partition.build());
  }

  @Test
  void theNewestCountsWhereverItStands() throws IOException {
    WrittenTable table = small();
    write(table, 20, "z", "z");
    write(table, 30, "m", "m");
    write(table, 10, "y", "y");

    assertThat(table.rows(NOW)).containsExactly("1|1|'m'|'m'");
  }

  @Test
  void ofWritesAtTheSameTimeTheLargerValueCounts() throws IOException {
    WrittenTable table = small();
    write(table, 10, "a", "z");
    write(table, 10, "z", "a");

    assertThat(table.rows(NOW)).containsExactly("1|1|'z'|'z'");
  }

  @Test
  void whatTheNewestDoesNotHaveComesFromTheOthers() throws IOException {
    WrittenTable table = small();
    write(table, 10, "a", "b");
    write(table, 20, "c", null);

    assertThat(table.rows(NOW)).containsExactly("1|1|'c'|'b'");
  }

  @Test
  void aColumnThatOnlyOlderSSTablesHaveIsNotLost() throws IOException {
    WrittenTable table = small();
    write(table, 10, "a", "b");
    table.asOf("CREATE TABLE ks.t (k int, c int, a text, PRIMARY KEY (k, c));");
    write(table, 20, "c", null);

    assertThat(table.rows(NOW)).containsExactly("1|1|'c'|'b'");
  }

  @Test
  void aColumnThatWasDroppedTakesNoOthersPlace() throws IOException {
    String before = "CREATE TABLE ks.t (k int, c int, a text, b text, x text, PRIMARY KEY (k, c));";
    WrittenTable table =
        new WrittenTable(
            directory, store, before + " ALTER TABLE ks.t DROP x USING TIMESTAMP 5;", "t");
    write(table, 10, "a", "b");
    // As many cells as the table has columns, one of them of a column that it no longer has.
    table.asOf(before);
    PartitionUpdate.SimpleBuilder partition = table.partition(1).timestamp(20);
    partition.row(1).add("a", "c").add("x", "y");
    table.write("node1", partition.build());

    assertThat(table.rows(NOW)).containsExactly("1|1|'c'|'b'");
  }

  @Test
  void aRowOutlivesTheUpdateOfAllItsColumns() throws IOException {
    WrittenTable table = small();
    write(table, 10, "a", "b");
    PartitionUpdate.SimpleBuilder partition =
        table.partition(1).timestamp(20).nowInSec(NOW).ttl(60);
    partition.row(1).noPrimaryKeyLivenessInfo().add("a", "c").add("b", "d");
    table.write("node1", partition.build());

    assertThat(table.rows(NOW + 30)).containsExactly("1|1|'c'|'d'");
    assertThat(table.rows(NOW + 90)).containsExactly("1|1|null|null");
  }

  @Test
  void whatExpiresTakesWhatIsOlderWithIt() throws IOException {
    WrittenTable table = small();
    write(table, 10, "a", "b");
    PartitionUpdate.SimpleBuilder partition =
        table.partition(1).timestamp(20).nowInSec(NOW).ttl(60);
    partition.row(1).add("a", "c").add("b", "d");
    table.write("node1", partition.build());

    assertThat(table.rows(NOW + 30)).containsExactly("1|1|'c'|'d'");
    assertThat(table.rows(NOW + 90)).isEmpty();
  }

  @Test
  void aDeletionThatIsNewerThanTheNewestRowDeletes() throws IOException {
    WrittenTable table = small();
    write(table, 10, "a", "b");
    PartitionUpdate.SimpleBuilder partition = table.partition(1).timestamp(20).nowInSec(NOW);
    partition.row(1).delete();
    table.write("node1", partition.build());
    write(table, 15, "c", "d");

    assertThat(table.rows(NOW)).isEmpty();

    write(table, 25, "e", "f");

    assertThat(table.rows(NOW)).containsExactly("1|1|'e'|'f'");
  }
}
