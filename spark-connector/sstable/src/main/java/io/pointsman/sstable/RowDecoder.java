package io.pointsman.sstable;

import java.io.IOException;
import java.util.List;
import org.apache.cassandra.db.Clusterable;
import org.apache.cassandra.db.Clustering;
import org.apache.cassandra.db.ClusteringBoundOrBoundary;
import org.apache.cassandra.db.SerializationHeader;
import org.apache.cassandra.db.filter.ColumnFilter;
import org.apache.cassandra.db.marshal.AbstractType;
import org.apache.cassandra.db.rows.BTreeRow;
import org.apache.cassandra.db.rows.DeserializationHelper;
import org.apache.cassandra.db.rows.Row;
import org.apache.cassandra.db.rows.Rows;
import org.apache.cassandra.db.rows.Unfiltered;
import org.apache.cassandra.db.rows.UnfilteredSerializer;
import org.apache.cassandra.io.sstable.format.SSTableReader;
import org.apache.cassandra.io.util.RandomAccessReader;

/**
 * Decodes what the partitions of one SSTable consist of, from where its data file stands. Rows of
 * plain cells, which most are, go through {@link PlainRows}; all else is left to Cassandra's own
 * decoder: columns of several cells, deletions, range tombstones, static rows.
 */
final class RowDecoder {
  private static final int END_OF_PARTITION = 0x01;
  private static final int IS_MARKER = 0x02;
  private static final int HAS_TTL = 0x08;
  private static final int EXTENSION_FLAG = 0x80;
  private static final int IS_STATIC = 0x01;

  private final RandomAccessReader data;
  private final SerializationHeader header;
  private final DeserializationHelper helper;
  private final List<AbstractType<?>> clusteringTypes;
  private final PlainRows plainRows;

  /**
   * @param columns whose values are wanted, or null for all
   * @param data its data file
   */
  RowDecoder(SSTableReader reader, ColumnFilter columns, RandomAccessReader data) {
    this.data = data;
    this.header = reader.header;
    this.helper = new EveryCell(reader, columns);
    this.clusteringTypes = header.clusteringTypes();
    this.plainRows =
        PlainRows.canDecode(header)
            ? new PlainRows(reader.metadata(), header, helper, columns, data)
            : null;
  }

  /** The static row, which stands at the beginning of a partition. */
  Row staticRow() throws IOException {
    return header.hasStatic()
        ? UnfilteredSerializer.serializer.deserializeStaticRow(data, header, helper)
        : Rows.EMPTY_STATIC_ROW;
  }

  /** The next row or range tombstone of the partition, or null at its end. */
  Unfiltered next() throws IOException {
    while (true) {
      Unfiltered next = one();
      // A row whose columns were all dropped since is none.
      if (next == null || !next.isEmpty()) {
        return next;
      }
    }
  }

  /** The same, or a row without anything: no more is read than that. */
  Unfiltered one() throws IOException {
    int flags = data.readUnsignedByte();
    if ((flags & END_OF_PARTITION) != 0) {
      return null;
    }
    if (!isPlain(flags)) {
      return other(flags);
    }
    plainRows.head(flags);
    return plainRows.body();
  }

  private boolean isPlain(int flags) {
    return plainRows != null && PlainRows.isPlain(flags);
  }

  /**
   * Looks at what {@link #next} would decode, and decodes no more than it has to.
   *
   * @return the place of a row, of which {@link #body} or {@link #skipBody} makes an end; a whole
   *     row or range tombstone, which is behind then; or null at the partition's end
   */
  Clusterable<?> look() throws IOException {
    while (true) {
      int flags = data.readUnsignedByte();
      if ((flags & END_OF_PARTITION) != 0) {
        return null;
      }
      if (isPlain(flags)) {
        return plainRows.head(flags);
      }
      Unfiltered other = other(flags);
      if (!other.isEmpty()) {
        return other;
      }
    }
  }

  /** The row that was looked at; it may be without anything. */
  Row body() throws IOException {
    return plainRows.body();
  }

  /** Passes over the row that was looked at. */
  void skipBody() {
    plainRows.skipBody();
  }

  /** What {@link PlainRows#covers} says of the row that {@link #body} decoded last. */
  long covers() {
    return plainRows.covers();
  }

  private Unfiltered other(int flags) throws IOException {
    int extended = (flags & EXTENSION_FLAG) == 0 ? 0 : data.readUnsignedByte();
    if ((flags & IS_MARKER) != 0) {
      return UnfilteredSerializer.serializer.deserializeMarkerBody(
          data,
          header,
          ClusteringBoundOrBoundary.serializer.deserialize(data, helper.version, clusteringTypes));
    }
    if ((extended & IS_STATIC) != 0) {
      throw new IOException("a static row stands among the others; its flags are " + flags);
    }
    // One that failed half-way could not be used again.
    Row.Builder builder = BTreeRow.sortedBuilder();
    builder.newRow(Clustering.serializer.deserialize(data, helper.version, clusteringTypes));
    Row row =
        UnfilteredSerializer.serializer.deserializeRowBody(
            data, header, helper, flags, extended, builder);
    if ((flags & HAS_TTL) != 0 && !row.primaryKeyLivenessInfo().isExpiring()) {
      throw new IOException("a row that expires has a TTL of 0");
    }
    return row;
  }
}
