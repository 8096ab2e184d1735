package io.pointsman.sstable;

import java.nio.ByteBuffer;
import java.util.Random;
import org.apache.cassandra.cql3.ColumnIdentifier;
import org.apache.cassandra.db.Clustering;
import org.apache.cassandra.db.ClusteringBound;
import org.apache.cassandra.db.DeletionTime;
import org.apache.cassandra.db.LivenessInfo;
import org.apache.cassandra.db.RangeTombstone;
import org.apache.cassandra.db.Slice;
import org.apache.cassandra.db.context.CounterContext;
import org.apache.cassandra.db.marshal.Int32Type;
import org.apache.cassandra.db.marshal.UTF8Type;
import org.apache.cassandra.db.partitions.PartitionUpdate;
import org.apache.cassandra.db.rows.BTreeRow;
import org.apache.cassandra.db.rows.BufferCell;
import org.apache.cassandra.db.rows.Row;
import org.apache.cassandra.schema.ColumnMetadata;
import org.apache.cassandra.schema.TableMetadata;
import org.apache.cassandra.utils.ByteBufferUtil;
import org.apache.cassandra.utils.CounterId;

/**
 * Partitions with all that SSTables have: deletions of every kind, TTLs, cells without values. Of
 * tables whose key is an int, and whose clustering columns are a text and an int.
 */
final class RandomPartitions {
  static final long NOW = 1_700_000_000;

  private final TableMetadata table;
  private final Random random;
  private final int oddness;

  RandomPartitions(TableMetadata table, Random random) {
    this(table, random, 1);
  }

  /**
   * Such partitions, most of whose rows are what applications write.
   *
   * @param oddness how many times as rare all else is
   */
  RandomPartitions(TableMetadata table, Random random, int oddness) {
    this.table = table;
    this.random = random;
    this.oddness = oddness;
  }

  /**
   * A partition of some rows.
   *
   * @param after all of it is written in the hundred microseconds from there on
   */
  PartitionUpdate partition(int k, long after) {
    PartitionUpdate.Builder builder =
        new PartitionUpdate.Builder(
            table, ByteBufferUtil.bytes(k), table.regularAndStaticColumns(), 8);
    if (oneIn(4 * oddness)) {
      builder.addPartitionDeletion(deletion(after));
    }
    ColumnMetadata fixed = table.getColumn(ColumnIdentifier.getInterned("s", true));
    if (fixed != null && random.nextBoolean()) {
      Row.Builder row = BTreeRow.unsortedBuilder();
      row.newRow(Clustering.STATIC_CLUSTERING);
      row.addCell(cell(fixed, after + random.nextInt(100), true));
      builder.add(row.build());
    }
    for (int rows = random.nextInt(12); rows > 0; rows--) {
      if (oneIn(8 * oddness) && !table.isCounter()) {
        builder.add(
            new RangeTombstone(
                Slice.make(
                    ClusteringBound.inclusiveStartOf(
                        Clustering.make(UTF8Type.instance.decompose("b"))),
                    ClusteringBound.exclusiveEndOf(
                        Clustering.make(UTF8Type.instance.decompose("c")))),
                deletion(after)));
      }
      builder.add(row(after));
    }
    return builder.build();
  }

  private DeletionTime deletion(long after) {
    return DeletionTime.build(after + random.nextInt(100), NOW - random.nextInt(100));
  }

  private boolean oneIn(int times) {
    return random.nextInt(times) == 0;
  }

  private Row row(long after) {
    boolean isOdd = oneIn(oddness);
    boolean together = !isOdd && random.nextBoolean();
    Row.Builder row = BTreeRow.unsortedBuilder();
    row.newRow(
        Clustering.make(
            UTF8Type.instance.decompose("abcd".substring(0, random.nextInt(5))),
            oneIn(6)
                ? ByteBufferUtil.EMPTY_BYTE_BUFFER
                : Int32Type.instance.decompose(random.nextInt(9))));
    if (isOdd && oneIn(6)) {
      row.addRowDeletion(new Row.Deletion(deletion(after), false));
    }
    long timestamp = after + random.nextInt(100);
    switch (random.nextInt(isOdd ? 4 : 8)) {
      case 0 -> {}
      case 1 ->
          row.addPrimaryKeyLivenessInfo(
              LivenessInfo.withExpirationTime(timestamp, 60, NOW - 50 + random.nextInt(100)));
      default -> row.addPrimaryKeyLivenessInfo(LivenessInfo.create(timestamp, NOW));
    }
    boolean all = !isOdd || random.nextBoolean();
    for (ColumnMetadata column : table.regularColumns()) {
      if (column.isSimple() && (all || random.nextBoolean())) {
        long written = together ? timestamp : after + random.nextInt(100);
        row.addCell(cell(column, written, isOdd || oneIn(20)));
      }
    }
    return row.build();
  }

  private BufferCell cell(ColumnMetadata column, long timestamp, boolean isOdd) {
    if (isOdd && oneIn(6)) {
      return BufferCell.tombstone(column, timestamp, NOW - random.nextInt(100));
    }
    if (column.type.isCounter()) {
      return BufferCell.live(column, timestamp, counter());
    }
    int fixed = column.type.valueLengthIfFixed();
    byte[] value = new byte[fixed >= 0 ? fixed : random.nextInt(40)];
    random.nextBytes(value);
    if (column.type instanceof UTF8Type) {
      for (int i = 0; i < value.length; i++) {
        value[i] &= Byte.MAX_VALUE;
      }
    }
    ByteBuffer bytes = ByteBuffer.wrap(oneIn(8) ? new byte[0] : value);
    return isOdd && oneIn(5)
        ? BufferCell.expiring(column, timestamp, 60, NOW - random.nextInt(120), bytes)
        : BufferCell.live(column, timestamp, bytes);
  }

  /** Some of them with a shard that was its writer's own, and no longer is. */
  private ByteBuffer counter() {
    CounterContext contexts = CounterContext.instance();
    int count = 1 + random.nextInt(1_000);
    return random.nextBoolean()
        ? contexts.createGlobal(CounterId.fromInt(1), count, count)
        : contexts.markLocalToBeCleared(contexts.createUpdate(count));
  }
}
