package io.pointsman.sstable;

import java.io.Serializable;
import java.util.List;

/**
 * Which of a range's rows are wanted, so that the others need not be read. Rows that are not wanted
 * may come all the same, where leaving them out would cost more: whoever asks looks again.
 *
 * @param partitionKeys as Cassandra serializes them ({@link PartitionKeys#join}), or null for all
 * @param clustering which rows of each Cassandra partition, or null for all
 * @param origins whether {@link RowCursor#origins} and {@link RowCursor#versions} will be asked
 */
public record RowSelection(List<byte[]> partitionKeys, Clustering clustering, boolean origins)
    implements Serializable {
  private static final RowSelection EVERYTHING = new RowSelection(null, null, false);

  public RowSelection {
    partitionKeys = partitionKeys == null ? null : List.copyOf(partitionKeys);
  }

  /** All rows, and of them their values alone. */
  public static RowSelection everything() {
    return EVERYTHING;
  }

  /**
   * The rows that begin with some clustering values and lie between two bounds of the column after
   * them. Values are in native serialization, and bounds are those of the values, whatever the
   * table's clustering order.
   *
   * @param equal values of the first clustering columns
   * @param lower of the clustering column after those, or null
   * @param upper of the same column, or null
   */
  public record Clustering(List<byte[]> equal, Bound lower, Bound upper) implements Serializable {
    public Clustering {
      equal = List.copyOf(equal);
    }
  }

  /** One end of a range. */
  public record Bound(byte[] value, boolean inclusive) implements Serializable {}
}
