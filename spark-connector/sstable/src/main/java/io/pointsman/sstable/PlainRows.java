package io.pointsman.sstable;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.apache.cassandra.config.DatabaseDescriptor;
import org.apache.cassandra.db.Clustering;
import org.apache.cassandra.db.DeletionTime;
import org.apache.cassandra.db.LivenessInfo;
import org.apache.cassandra.db.SerializationHeader;
import org.apache.cassandra.db.filter.ColumnFilter;
import org.apache.cassandra.db.marshal.AbstractType;
import org.apache.cassandra.db.marshal.ByteArrayAccessor;
import org.apache.cassandra.db.rows.ArrayCell;
import org.apache.cassandra.db.rows.BTreeRow;
import org.apache.cassandra.db.rows.Cell;
import org.apache.cassandra.db.rows.DeserializationHelper;
import org.apache.cassandra.db.rows.Row;
import org.apache.cassandra.io.util.RandomAccessReader;
import org.apache.cassandra.schema.ColumnMetadata;
import org.apache.cassandra.schema.DroppedColumn;
import org.apache.cassandra.schema.TableMetadata;
import org.apache.cassandra.utils.btree.BTree;

/**
 * Decodes rows without a deletion, of columns that have one cell each: what Cassandra's {@code
 * UnfilteredSerializer} and {@code Cell.Serializer} make of the same bytes (Cassandra 5.0), for
 * less. They ask for each cell's type by its column's name, go through a builder for any number of
 * cells in any order, and count the bytes of each number that they read; here that is known before
 * the first row, or looked at once a row. As with {@link EveryCell} no cell is left out because it
 * is older than its row's marker.
 */
final class PlainRows {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final byte[] EMPTY = {};

  private static final int HAS_TIMESTAMP = 0x04;
  private static final int HAS_TTL = 0x08;
  private static final int HAS_ALL_COLUMNS = 0x20;

  /** Of a row: the end of the partition, a range tombstone, deletions, a second byte of flags. */
  private static final int NOT_PLAIN = 0x01 | 0x02 | 0x10 | 0x40 | 0x80;

  private static final int CELL_IS_DELETED = 0x01;
  private static final int CELL_IS_EXPIRING = 0x02;
  private static final int CELL_IS_EMPTY = 0x04;
  private static final int CELL_HAS_TIMESTAMP_OF_ROW = 0x08;
  private static final int CELL_HAS_TTL_OF_ROW = 0x10;

  /** What is missing of this many columns is told by the bits of one number. */
  private static final int MOST_COLUMNS = Math.min(63, BTree.MAX_KEYS);

  private static final int CLUSTERING_BATCH = 32;
  private static final long IS_EMPTY = 1;
  private static final long IS_NULL = 2;

  private final SerializationHeader header;
  private final DeserializationHelper helper;
  private final RandomAccessReader data;
  private final long firstTimestamp;
  private final int[] clusteringLengths;
  private final Column[] columns;
  private final Object[] cells;
  private final int mostBytes = DatabaseDescriptor.getMaxValueSize();
  private final int columnsOfTable;

  /** Rows that were written together share it. */
  private LivenessInfo lastLiveness = LivenessInfo.EMPTY;

  // Of the row that comes next, or was the last.
  private int flags;
  private Clustering<?> clustering;
  private long begin;
  private long end;
  private long covers;

  /**
   * A column as this SSTable has it.
   *
   * @param length of its values, or negative when it stands before each
   * @param isCounter whether its values are counter contexts
   * @param isFetched whether its cells are looked at
   * @param isWanted whether its values are: of the others only whether they are there
   * @param isOfTable whether the table has it still, and its newest value takes the place of others
   * @param dropped when it was dropped before it was added again, or null
   */
  private record Column(
      ColumnMetadata metadata,
      int length,
      boolean isCounter,
      boolean isFetched,
      boolean isWanted,
      boolean isOfTable,
      DroppedColumn dropped) {}

  PlainRows(
      TableMetadata table,
      SerializationHeader header,
      DeserializationHelper helper,
      ColumnFilter wanted,
      RandomAccessReader data) {
    this.header = header;
    this.helper = helper;
    this.data = data;
    this.firstTimestamp = header.stats().minTimestamp;
    this.clusteringLengths =
        header.clusteringTypes().stream().mapToInt(AbstractType::valueLengthIfFixed).toArray();
    this.columns = new Column[header.columns(false).size()];
    int next = 0;
    for (ColumnMetadata column : header.columns(false)) {
      columns[next++] =
          new Column(
              column,
              header.getType(column).valueLengthIfFixed(),
              column.type.isCounter(),
              wanted == null || wanted.fetches(column),
              wanted == null || wanted.fetches(column) && wanted.fetchedColumnIsQueried(column),
              table.regularColumns().contains(column) && !column.type.isCounter(),
              table.droppedColumns.get(column.name.bytes));
    }
    this.cells = new Object[columns.length];
    this.columnsOfTable = table.regularColumns().size();
  }

  /** Whether the rows of an SSTable are such. */
  static boolean canDecode(SerializationHeader header) {
    return !header.columns(false).hasComplex() && header.columns(false).size() <= MOST_COLUMNS;
  }

  /**
   * Whether one row is.
   *
   * @param flags its first byte
   */
  static boolean isPlain(int flags) {
    return (flags & NOT_PLAIN) == 0;
  }

  /**
   * Decodes where a row stands in its partition, and how long it is. {@link #body} or {@link
   * #skipBody} comes next.
   *
   * @param rowFlags its first byte, which was read
   */
  Clustering<?> head(int rowFlags) throws IOException {
    flags = rowFlags;
    clustering = clustering();
    long length = data.readUnsignedVInt();
    begin = data.getFilePointer();
    data.readUnsignedVInt(); // the length of the row before
    end = begin + length;
    if (length < 0 || end < begin || end > data.length()) {
      throw new IOException("a row is said to have " + length + " bytes at " + begin);
    }
    return clustering;
  }

  /** Goes to where the row ends, without a look at it. */
  void skipBody() {
    data.seek(end);
  }

  /** Decodes the row itself. */
  Row body() throws IOException {
    LivenessInfo liveness = (flags & HAS_TIMESTAMP) == 0 ? LivenessInfo.EMPTY : liveness();
    long missing = (flags & HAS_ALL_COLUMNS) != 0 ? 0 : data.readUnsignedVInt();
    if (missing >>> columns.length != 0) {
      throw new IOException("a row lacks more columns than there are: " + missing);
    }
    boolean isForEver = !liveness.isExpiring();
    int count = 0;
    int ofTable = 0;
    boolean isKeptAlive = false;
    long oldest = Long.MAX_VALUE;
    for (int i = 0; i < columns.length; i++, missing >>>= 1) {
      if ((missing & 1) == 0) {
        Cell<?> cell = cell(columns[i], liveness);
        if (cell != null) {
          boolean lives = cell.localDeletionTime() == Cell.NO_DELETION_TIME;
          isForEver &= lives;
          if (columns[i].isOfTable()) {
            ofTable++;
            isKeptAlive |= lives;
          }
          oldest = Math.min(oldest, cell.timestamp());
          cells[count++] = cell;
        }
      }
    }
    // Cassandra, too, lets a row have fewer bytes than it is said to have.
    if (data.getFilePointer() > end) {
      throw new IOException(
          "a row of %d bytes at %d has %d"
              .formatted(end - begin, begin, data.getFilePointer() - begin));
    }
    // Of no marker the time is the earliest there is.
    long inAll = isKeptAlive ? oldest : Math.min(oldest, liveness.timestamp());
    covers = ofTable == columnsOfTable ? inAll : Long.MIN_VALUE;
    Object[] leaf = leaf(count);
    return isForEver
        ? BTreeRow.create(clustering, liveness, Row.Deletion.LIVE, leaf, Cell.MAX_DELETION_TIME)
        : BTreeRow.create(clustering, liveness, Row.Deletion.LIVE, leaf);
  }

  /**
   * The write time in microseconds before which other SSTables' writes to the row that was decoded
   * last change nothing of it, or {@link Long#MIN_VALUE} when there is none. Such a row has a cell
   * in each of the table's columns, none of them written earlier. What is in them does not matter,
   * but that another's marker might outlive them: so one of them lives for ever, or the row has a
   * marker of its own, not written earlier either.
   */
  long covers() {
    return covers;
  }

  /** A B-tree of one leaf, which has an odd number of places. */
  private Object[] leaf(int count) {
    if (count == 0) {
      return BTree.empty();
    }
    Object[] leaf = new Object[count | 1];
    System.arraycopy(cells, 0, leaf, 0, count);
    return leaf;
  }

  /** {@code ClusteringPrefix.Serializer}: two bits a value, for 32 values at a time. */
  private Clustering<?> clustering() throws IOException {
    if (clusteringLengths.length == 0) {
      return ByteArrayAccessor.factory.clustering();
    }
    byte[][] values = new byte[clusteringLengths.length][];
    long bits = 0;
    for (int i = 0; i < values.length; i++, bits >>>= 2) {
      if (i % CLUSTERING_BATCH == 0) {
        bits = data.readUnsignedVInt();
      }
      if ((bits & IS_NULL) != 0) {
        values[i] = null;
      } else {
        values[i] = (bits & IS_EMPTY) != 0 ? EMPTY : value(clusteringLengths[i], data.length());
      }
    }
    return ByteArrayAccessor.factory.clustering(values);
  }

  private LivenessInfo liveness() throws IOException {
    long timestamp = data.readUnsignedVInt() + firstTimestamp;
    if ((flags & HAS_TTL) == 0) {
      if (lastLiveness.timestamp() != timestamp || lastLiveness.isExpiring()) {
        lastLiveness = LivenessInfo.create(timestamp, 0);
      }
      return lastLiveness;
    }
    int ttl = header.readTTL(data);
    if (ttl <= 0) {
      throw new IOException("a row that expires has a TTL of " + ttl);
    }
    long deletion = Cell.decodeLocalDeletionTime(header.readLocalDeletionTime(data), ttl, helper);
    return LivenessInfo.withExpirationTime(timestamp, ttl, deletion);
  }

  /** The next cell, or null when it does not count. */
  private Cell<?> cell(Column column, LivenessInfo row) throws IOException {
    int cellFlags = data.readUnsignedByte();
    boolean hasTtlOfRow = (cellFlags & CELL_HAS_TTL_OF_ROW) != 0;
    boolean isExpiring = (cellFlags & CELL_IS_EXPIRING) != 0;
    long timestamp =
        (cellFlags & CELL_HAS_TIMESTAMP_OF_ROW) != 0
            ? row.timestamp()
            : data.readUnsignedVInt() + firstTimestamp;
    long deletion = Cell.NO_DELETION_TIME;
    int ttl = Cell.NO_TTL;
    if (hasTtlOfRow) {
      deletion = row.localExpirationTime();
      ttl = row.ttl();
    } else if (isExpiring || (cellFlags & CELL_IS_DELETED) != 0) {
      deletion = header.readLocalDeletionTime(data);
      ttl = isExpiring ? header.readTTL(data) : Cell.NO_TTL;
    }
    boolean hasValue = (cellFlags & CELL_IS_EMPTY) == 0;
    byte[] value = EMPTY;
    if (hasValue && column.isWanted()) {
      value = value(column.length(), end);
      if (column.isCounter() && deletion == Cell.NO_DELETION_TIME) {
        value = helper.maybeClearCounterValue(value, ByteArrayAccessor.instance);
      }
    } else if (hasValue) {
      data.skipBytesFully(length(column.length(), end));
    }
    if (ttl < 0 || ttl == 0 && (isExpiring || hasTtlOfRow)) {
      throw new IOException("a cell of " + column.metadata() + " that expires has a TTL of " + ttl);
    }
    deletion = Cell.decodeLocalDeletionTime(deletion, ttl, helper);
    boolean counts =
        column.isFetched()
            && (column.dropped() == null || timestamp > column.dropped().droppedTime)
            && !DeletionTime.LIVE.deletes(timestamp);
    return !counts ? null : new ArrayCell(column.metadata(), timestamp, ttl, deletion, value, null);
  }

  private int length(int fixed, long end) throws IOException {
    if (fixed >= 0) {
      return fixed;
    }
    long length = data.readUnsignedVInt();
    long left = end - data.getFilePointer();
    if (length < 0 || length > left || length > mostBytes) {
      throw new IOException(
          "a value is said to have " + length + " bytes where " + left + " are left");
    }
    return (int) length;
  }

  private byte[] value(int fixed, long end) throws IOException {
    int length = length(fixed, end);
    byte[] value = new byte[length];
    switch (length) {
      case Long.BYTES -> LONGS.set(value, 0, data.readLong());
      case Integer.BYTES -> INTS.set(value, 0, data.readInt());
      default -> data.readFully(value, 0, length);
    }
    return value;
  }
}
