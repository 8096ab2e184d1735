package io.pointsman.sstable;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.cassandra.db.BufferClusteringBound;
import org.apache.cassandra.db.ClusteringBound;
import org.apache.cassandra.db.ClusteringComparator;
import org.apache.cassandra.db.ClusteringPrefix;
import org.apache.cassandra.db.Slice;
import org.apache.cassandra.schema.TableMetadata;
import org.apache.cassandra.utils.ByteBufferUtil;

/** Where to cut a Cassandra partition, so that its parts have about as many bytes. */
final class CutPlaces {
  /** So many places are looked at for each part. */
  private static final int PLACES_A_PART = 4;

  private static final int MOST_PLACES = 2_000;

  private final ClusteringComparator order;
  private final Slice within;

  /**
   * @param within the rows that count
   */
  CutPlaces(TableMetadata table, Slice within) {
    this.order = table.comparator;
    this.within = within;
  }

  /**
   * A place in one SSTable.
   *
   * @param bound before the row there
   * @param values of the row's clustering
   * @param bytes from the place before, as stored
   */
  record Weighted(ClusteringBound<?> bound, List<ByteBuffer> values, double bytes) {}

  /**
   * How many places an SSTable is asked for.
   *
   * @param parts how many parts it has bytes for
   */
  static int count(double parts) {
    return (int) Math.min(MOST_PLACES, Math.ceil(parts * PLACES_A_PART));
  }

  /**
   * The places of one SSTable.
   *
   * @param partitionBytes of the partition there, uncompressed
   * @param storedShare how many bytes one of those has on the store
   */
  List<Weighted> weighted(List<RowIndex.Place> places, long partitionBytes, double storedShare) {
    List<Weighted> weighted = new ArrayList<>();
    long before = 0;
    for (RowIndex.Place place : places) {
      if (!place.clustering().isEmpty()) {
        ClusteringBound<?> bound =
            BufferClusteringBound.create(
                ClusteringPrefix.Kind.INCL_START_BOUND,
                place.clustering().toArray(ByteBuffer[]::new));
        weighted.add(
            new Weighted(bound, place.clustering(), (place.offset() - before) * storedShare));
        before = place.offset();
      }
    }
    weighted.add(
        new Weighted(
            BufferClusteringBound.TOP, List.of(), (partitionBytes - before) * storedShare));
    return weighted;
  }

  /** The parts; only one when it is not worth more. */
  List<PartitionCut> cuts(byte[] key, List<List<Weighted>> ofSSTables, long cutBytes) {
    List<Weighted> inside =
        ofSSTables.stream()
            .flatMap(List::stream)
            .filter(place -> order.compare(place.bound(), within.start()) > 0)
            .sorted(Comparator.comparing(Weighted::bound, order::compare))
            .toList();
    double whole = 0;
    for (Weighted place : inside) {
      whole += place.bytes();
      if (order.compare(place.bound(), within.end()) >= 0) {
        break;
      }
    }
    long parts = (long) Math.ceil(whole / cutBytes);
    List<PartitionCut> cuts = new ArrayList<>();
    List<byte[]> from = List.of();
    ClusteringBound<?> last = null;
    double sum = 0;
    for (Weighted place : inside) {
      sum += place.bytes();
      if (order.compare(place.bound(), within.end()) >= 0) {
        break;
      }
      if (sum >= whole * (cuts.size() + 1) / parts
          && cuts.size() + 1 < parts
          && (last == null || order.compare(last, place.bound()) < 0)) {
        last = place.bound();
        List<byte[]> to = place.values().stream().map(ByteBufferUtil::getArray).toList();
        cuts.add(new PartitionCut(key, from, to));
        from = to;
      }
    }
    cuts.add(new PartitionCut(key, from, List.of()));
    return cuts;
  }
}
