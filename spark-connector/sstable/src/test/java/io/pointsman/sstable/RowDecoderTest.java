package io.pointsman.sstable;

import static org.assertj.core.api.Assertions.assertThat;

import io.pointsman.backup.MemoryObjectStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.apache.cassandra.db.DeletionPurger;
import org.apache.cassandra.db.DeletionTime;
import org.apache.cassandra.db.RegularAndStaticColumns;
import org.apache.cassandra.db.filter.ColumnFilter;
import org.apache.cassandra.db.partitions.PartitionUpdate;
import org.apache.cassandra.db.rows.Cell;
import org.apache.cassandra.db.rows.Row;
import org.apache.cassandra.db.rows.Unfiltered;
import org.apache.cassandra.db.rows.UnfilteredRowIterator;
import org.apache.cassandra.io.sstable.SSTableSimpleIterator;
import org.apache.cassandra.io.sstable.format.SSTableReader;
import org.apache.cassandra.io.util.RandomAccessReader;
import org.apache.cassandra.schema.ColumnMetadata;
import org.apache.cassandra.schema.TableMetadata;
import org.apache.cassandra.utils.ByteBufferUtil;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Random SSTables: what Cassandra's own decoder makes of them is what ours does. */
class RowDecoderTest {
  private static final String PLAIN =
      "CREATE TABLE ks.t (k int, c text, d int, s text static, a bigint, b boolean, e text, f int,"
          + " g uuid, h varint, i blob, j smallint, w text, PRIMARY KEY (k, c, d))"
          + " WITH CLUSTERING ORDER BY (c ASC, d DESC);";
  private static final String RE_ADDED =
      PLAIN + " ALTER TABLE ks.t DROP w USING TIMESTAMP 50; ALTER TABLE ks.t ADD w text;";
  private static final String WITH_COLLECTION =
      "CREATE TABLE ks.t (k int, c text, d int, e text, m map<text, int>, f int,"
          + " PRIMARY KEY (k, c, d));";
  private static final String COUNTERS =
      "CREATE TABLE ks.t (k int, c text, d int, n counter, o counter, PRIMARY KEY (k, c, d));";
  private static final String KEYS_ONLY =
      "CREATE TABLE ks.t (k int, c text, d int, PRIMARY KEY (k, c, d));";

  private static String manyColumns(int count) {
    StringBuilder columns = new StringBuilder();
    for (int i = 0; i < count; i++) {
      columns.append(", v%03d int".formatted(i));
    }
    return "CREATE TABLE ks.t (k int, c text, d int%s, PRIMARY KEY (k, c, d));".formatted(columns);
  }

  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource({
    "PLAIN, nb",
    "PLAIN, oa",
    "PLAIN, da",
    "RE_ADDED, nb",
    "WITH_COLLECTION, nb",
    "COUNTERS, nb",
    "KEYS_ONLY, nb",
    "31, nb",
    "32, nb",
    "70, oa"
  })
  void everyRowIsTheOneThatCassandraDecodes(String shape, String version) throws IOException {
    String schema =
        switch (shape) {
          case "PLAIN" -> PLAIN;
          case "RE_ADDED" -> RE_ADDED;
          case "WITH_COLLECTION" -> WITH_COLLECTION;
          case "COUNTERS" -> COUNTERS;
          case "KEYS_ONLY" -> KEYS_ONLY;
          default -> manyColumns(Integer.parseInt(shape));
        };
    MemoryObjectStore store = new MemoryObjectStore();
    WrittenTable written = new WrittenTable(directory, store, schema, "t").version(version);
    TableMetadata readers = written.metadata();
    if (shape.equals("RE_ADDED")) {
      // A writer that knows of the drop leaves out what it dropped.
      written.asOf(PLAIN);
    }
    Random random = new Random(shape.hashCode() * 31L + version.hashCode());
    List<PartitionUpdate> partitions = new ArrayList<>();
    for (int k = 0; k < 40; k++) {
      partitions.add(new RandomPartitions(written.metadata(), random).partition(k, 0));
    }
    partitions.sort(Comparator.comparing(PartitionUpdate::partitionKey));
    written.write("node1", partitions);

    try (OpenSSTables opened =
        OpenSSTables.open(
            new ObjectSource.InStore(store),
            ReadSettings.defaults(),
            written.sstables(),
            readers)) {
      OpenSSTable sstable = opened.all().get(0);
      for (ColumnFilter filter : filters(readers)) {
        List<Unfiltered> expected = byCassandra(sstable.reader(), filter);
        List<Unfiltered> decoded = decoded(sstable, filter);

        assertThat(expected).hasSizeGreaterThan(40);
        assertThat(texts(decoded, readers)).isEqualTo(texts(expected, readers));
        assertThat(decoded).isEqualTo(expected);
      }
    }
  }

  private static List<ColumnFilter> filters(TableMetadata table) {
    List<ColumnFilter> filters = new ArrayList<>();
    filters.add(null);
    RegularAndStaticColumns.Builder some = RegularAndStaticColumns.builder();
    int place = 0;
    for (ColumnMetadata column : new TreeSet<>(table.columns())) {
      if (!column.isPrimaryKeyColumn() && place++ % 2 == 0) {
        some.add(column);
      }
    }
    filters.add(ColumnFilter.selection(table, some.build(), true));
    return filters;
  }

  private static List<Unfiltered> byCassandra(SSTableReader reader, ColumnFilter filter)
      throws IOException {
    List<Unfiltered> all = new ArrayList<>();
    try (RandomAccessReader data = reader.openDataReader()) {
      while (!data.isEOF()) {
        ByteBufferUtil.readWithShortLength(data);
        DeletionTime deletion =
            DeletionTime.getSerializer(reader.descriptor.version).deserialize(data);
        SSTableSimpleIterator rows =
            SSTableSimpleIterator.create(
                reader.metadata(), data, reader.header, new EveryCell(reader, filter), deletion);
        all.add(rows.readStaticRow());
        rows.forEachRemaining(all::add);
      }
    }
    return all;
  }

  private static List<Unfiltered> decoded(OpenSSTable sstable, ColumnFilter filter)
      throws IOException {
    List<Unfiltered> all = new ArrayList<>();
    try (PartitionScanner partitions = sstable.scan(Long.MIN_VALUE, Long.MAX_VALUE, filter)) {
      while (partitions.hasNext()) {
        try (UnfilteredRowIterator partition = partitions.next()) {
          all.add(partition.staticRow());
          partition.forEachRemaining(all::add);
        }
      }
    }
    return all;
  }

  private static List<String> texts(List<Unfiltered> all, TableMetadata table) {
    return all.stream()
        .map(each -> each instanceof Row row ? text(row) : each.toString(table, true))
        .toList();
  }

  /** With what is left of it at some time, which says whether its earliest deletion is right. */
  private static String text(Row row) {
    StringBuilder text = new StringBuilder();
    text.append(row.clustering()).append(' ').append(row.primaryKeyLivenessInfo());
    text.append(' ').append(row.deletion());
    for (Cell<?> cell : row.cells()) {
      text.append(' ').append(cell.column().name).append('@').append(cell.timestamp());
      text.append('+').append(cell.ttl()).append('!').append(cell.localDeletionTime());
      text.append('=').append(ByteBufferUtil.bytesToHex(cell.buffer()));
    }
    Row left = row.purge(DeletionPurger.PURGE_ALL, RandomPartitions.NOW, true);
    return text + " left: " + (left == null ? 0 : left.columnCount());
  }
}
