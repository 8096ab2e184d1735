package io.pointsman.sstable;

import java.io.Serializable;
import java.util.List;

/**
 * Which of a range's rows are wanted, so that the others need not be read. Rows that are not wanted
 * may come all the same, where leaving them out would cost more: whoever asks looks again.
 *
 * @param partitionKeys as Cassandra serializes them ({@link PartitionKeys#join}), or null for all
 * @param clustering which rows of each Cassandra partition, or null for all
 * @param cut the part of one Cassandra partition that is read, or null; no row beside it comes. The
 *     range that is read is then that of its token alone
 * @param origins whether {@link RowCursor#origins} and {@link RowCursor#versions} will be asked
 */
public record RowSelection(
    List<byte[]> partitionKeys, Clustering clustering, PartitionCut cut, boolean origins)
    implements Serializable {
  private static final RowSelection EVERYTHING = new RowSelection(null, null, false);

  public RowSelection {
    partitionKeys = partitionKeys == null ? null : List.copyOf(partitionKeys);
  }

  /** One of whole Cassandra partitions, as far as clustering does not say otherwise. */
  public RowSelection(List<byte[]> partitionKeys, Clustering clustering, boolean origins) {
    this(partitionKeys, clustering, null, origins);
  }

  /** All rows, and of them their values alone. */
  public static RowSelection everything() {
    return EVERYTHING;
  }

  /** The same of these Cassandra partitions alone. */
  public RowSelection ofKeys(List<byte[]> keys) {
    return new RowSelection(keys, clustering, cut, origins);
  }

  /** The same of a part of one Cassandra partition alone. */
  public RowSelection of(PartitionCut part) {
    return new RowSelection(partitionKeys, clustering, part, origins);
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
