package io.pointsman.sstable;

import static org.assertj.core.api.Assertions.assertThat;

import io.pointsman.backup.MemoryObjectStore;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import org.apache.cassandra.cql3.Duration;
import org.apache.cassandra.db.Clustering;
import org.apache.cassandra.db.LivenessInfo;
import org.apache.cassandra.db.context.CounterContext;
import org.apache.cassandra.db.marshal.ByteBufferAccessor;
import org.apache.cassandra.db.marshal.Int32Type;
import org.apache.cassandra.db.marshal.UTF8Type;
import org.apache.cassandra.db.partitions.PartitionUpdate;
import org.apache.cassandra.db.rows.BTreeRow;
import org.apache.cassandra.db.rows.BufferCell;
import org.apache.cassandra.db.rows.CellPath;
import org.apache.cassandra.db.rows.Row;
import org.apache.cassandra.schema.ColumnMetadata;
import org.apache.cassandra.schema.TableMetadata;
import org.apache.cassandra.utils.CounterId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TypesScanTest {
  private static final long NOW = 1_700_000_000;

  private final MemoryObjectStore store = new MemoryObjectStore();
  @TempDir private Path directory;

  private WrittenTable table(String schema) {
    return new WrittenTable(directory, store, schema, "t");
  }

  @Test
  void simpleTypesComeAsTheyWereWritten() throws IOException {
    WrittenTable table =
        table(
            """
            CREATE TABLE ks.t (k int PRIMARY KEY, a ascii, b bigint, bl blob, bo boolean, d date,
              de decimal, do double, du duration, f float, i inet, s smallint, ti time,
              ts timestamp, tu timeuuid, ty tinyint, u uuid, vi varint);
            """);
    var partition = table.partition(1).timestamp(10);
    partition
        .row()
        .add("a", "ascii")
        .add("b", Long.MIN_VALUE)
        .add("bl", ByteBuffer.wrap(new byte[] {0, 1, -1}))
        .add("bo", true)
        .add("d", Integer.MIN_VALUE + 365)
        .add("de", new BigDecimal("-123.4500"))
        .add("do", Double.NaN)
        .add("du", Duration.newInstance(-1, -2, -3))
        .add("f", -0.0f)
        .add("i", java.net.InetAddress.getByName("::1"))
        .add("s", (short) -7)
        .add("ti", 86_399_999_999_999L)
        .add("ts", new Date(1_700_000_000_123L))
        .add("tu", org.apache.cassandra.utils.TimeUUID.minAtUnixMillis(1_700_000_000_000L))
        .add("ty", (byte) -128)
        .add("u", new UUID(1, 2))
        .add("vi", BigInteger.TWO.pow(80));
    table.write("node1", partition.build());

    assertThat(table.rows(NOW))
        .containsExactly(
            String.join(
                "|",
                "1",
                "'ascii'",
                "-9223372036854775808",
                "0x0001ff",
                "true",
                "'1971-01-01'",
                "-123.4500",
                "NaN",
                "-1mo2d3ns",
                "-0.0",
                "'0:0:0:0:0:0:0:1'",
                "-7",
                "'23:59:59.999999999'",
                "'2023-11-14T22:13:20.123Z'",
                "04afc000-833b-11ee-8080-808080808080",
                "-128",
                "00000000-0000-0001-0000-000000000002",
                "1208925819614629174706176"));
  }

  @Test
  void userDefinedTypesTuplesAndVectors() throws IOException {
    WrittenTable table =
        table(
            """
            CREATE TYPE ks.address (street text, zip int);
            CREATE TABLE ks.t (k int PRIMARY KEY, u address, f frozen<address>,
              p tuple<int, text>, e vector<float, 3>, n map<int, frozen<list<address>>>);
            """);
    TableMetadata metadata = table.metadata();
    ByteBuffer street = UTF8Type.instance.decompose("High Street");
    Row.Builder row = BTreeRow.unsortedBuilder();
    row.newRow(Clustering.EMPTY);
    row.addPrimaryKeyLivenessInfo(LivenessInfo.create(10, NOW));
    ColumnMetadata user = column(metadata, "u");
    row.addCell(BufferCell.live(user, 10, street, CellPath.create(shortBytes(0))));
    ColumnMetadata frozen = column(metadata, "f");
    row.addCell(BufferCell.live(frozen, 10, frozen.type.fromString("Low Road:12345")));
    ColumnMetadata tuple = column(metadata, "p");
    row.addCell(BufferCell.live(tuple, 10, tuple.type.fromString("7:seven")));
    ColumnMetadata vector = column(metadata, "e");
    row.addCell(
        BufferCell.live(
            vector, 10, ByteBuffer.allocate(12).putFloat(1).putFloat(2).putFloat(3).flip()));
    table.write("node1", update(metadata, row.build()));

    assertThat(table.rows(NOW, "u", "f", "p", "e", "n"))
        .containsExactly(
            "{street: 'High Street', zip: null}|{street: 'Low Road', zip: 12345}|(7, 'seven')"
                + "|[1.0, 2.0, 3.0]|null");
  }

  @Test
  void ofACountersShardsThatDifferOnlyInTheirCountTheGreaterCounts() throws IOException {
    WrittenTable table = table("CREATE TABLE ks.t (k int PRIMARY KEY, n counter);");
    TableMetadata metadata = table.metadata();
    table.write("node1", counter(metadata, 1, 2, 30));
    table.write("node2", counter(metadata, 1, 2, 40));

    assertThat(table.rows(NOW, "n")).containsExactly("40");
  }

  @Test
  void aCounterIsTheSumOfItsReplicasShards() throws IOException {
    WrittenTable table = table("CREATE TABLE ks.t (k int PRIMARY KEY, n counter);");
    TableMetadata metadata = table.metadata();
    table.write("node1", counter(metadata, 1, 2, 30));
    table.write("node2", counter(metadata, 1, 1, 10));
    table.write("node2", counter(metadata, 2, 1, 5));

    assertThat(table.rows(NOW)).containsExactly("1|35");
  }

  private static PartitionUpdate counter(TableMetadata table, int node, long clock, long count) {
    ByteBuffer context =
        CounterContext.instance().createGlobal(CounterId.fromInt(node), clock, count);
    assertThat(CounterContext.instance().total(context, ByteBufferAccessor.instance))
        .isEqualTo(count);
    Row.Builder row = BTreeRow.unsortedBuilder();
    row.newRow(Clustering.EMPTY);
    row.addCell(BufferCell.live(column(table, "n"), 10 + clock, context));
    return update(table, row.build());
  }

  private static PartitionUpdate update(TableMetadata table, Row row) {
    return PartitionUpdate.singleRowUpdate(
        table, table.partitioner.decorateKey(Int32Type.instance.decompose(1)), row);
  }

  private static ColumnMetadata column(TableMetadata table, String name) {
    return table.getColumn(UTF8Type.instance.decompose(name));
  }

  private static ByteBuffer shortBytes(int value) {
    return ByteBuffer.allocate(2).putShort(0, (short) value);
  }

  @Test
  void partitionKeysOfSeveralColumnsComeApart() throws IOException {
    WrittenTable table =
        table("CREATE TABLE ks.t (a text, b int, c blob, v int, PRIMARY KEY ((a, b, c)));");
    var partition = table.partition("x", 5, ByteBuffer.allocate(0)).timestamp(10);
    partition.row().add("v", 1);
    PartitionUpdate update = partition.build();
    table.write("node1", update);

    assertThat(table.rows(NOW)).containsExactly("'x'|5|0x|1");
    assertThat(
            PartitionKeys.split(
                CqlSchema.tableSchema(table.metadata()),
                org.apache.cassandra.utils.ByteBufferUtil.getArray(update.partitionKey().getKey())))
        .isEqualTo(
            new ByteBuffer[] {
              UTF8Type.instance.decompose("x"),
              Int32Type.instance.decompose(5),
              ByteBuffer.allocate(0)
            });
  }

  @Test
  void aPartitionKeyOfOneColumnStaysWholeThoughItsTypeIsComposite() throws IOException {
    WrittenTable table =
        table(
            "CREATE TABLE ks.t (k 'org.apache.cassandra.db.marshal.CompositeType("
                + "org.apache.cassandra.db.marshal.Int32Type,"
                + "org.apache.cassandra.db.marshal.UTF8Type)' PRIMARY KEY, v int);");
    ByteBuffer key = table.metadata().partitionKeyType.fromString("7:seven");
    var partition = table.partition(key).timestamp(10);
    partition.row().add("v", 1);
    table.write("node1", partition.build());

    try (RowCursor cursor = TableScan.open(store, table.request(NOW), ReadSettings.defaults())) {
      assertThat(cursor.next()).isTrue();
      assertThat(cursor.value(0)).isEqualTo(key);
    }
  }

  @Test
  void cellsOfADroppedColumnStayGone() throws IOException {
    String before = "CREATE TABLE ks.t (k int PRIMARY KEY, v text, w text);";
    WrittenTable table =
        table(before + "ALTER TABLE ks.t DROP w USING TIMESTAMP 50; ALTER TABLE ks.t ADD w text;");
    table.asOf(before);
    var partition = table.partition(1).timestamp(10);
    partition.row().add("v", "kept").add("w", "dropped");
    table.write("node1", partition.build());
    var later = table.partition(2).timestamp(60);
    later.row().add("v", "kept").add("w", "new");
    table.write("node1", later.build());

    assertThat(table.rows(NOW)).containsExactly("1|'kept'|null", "2|'kept'|'new'");
  }

  @Test
  void aColumnThatTheSchemaDoesNotKnowCountsAsDroppedAndIsNoted() throws IOException {
    WrittenTable table = table("CREATE TABLE ks.t (k int PRIMARY KEY, v text);");
    table.asOf("CREATE TABLE ks.t (k int PRIMARY KEY, v text, gone list<int>);");
    var partition = table.partition(1).timestamp(10);
    partition.row().add("v", "kept").appendAll("gone", List.of(1, 2));
    table.write("node1", partition.build());

    try (RowCursor cursor = TableScan.open(store, table.request(NOW), ReadSettings.defaults())) {
      assertThat(cursor.next()).isTrue();
      assertThat(UTF8Type.instance.compose(cursor.value(1))).isEqualTo("kept");
      assertThat(cursor.next()).isFalse();
      assertThat(cursor.notes())
          .singleElement()
          .asString()
          .contains("'gone'")
          .contains("nb-1-big-Data.db");
    }
  }
}
