package io.pointsman.sstable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.apache.cassandra.db.DecoratedKey;
import org.apache.cassandra.db.PartitionPosition;
import org.apache.cassandra.dht.Murmur3Partitioner.LongToken;

/**
 * Looks for large Cassandra partitions in one SSTable, by its index alone. A range of tokens that
 * has fewer bytes than a large partition holds none; others are halved, the largest first. So the
 * whole index need not be read, and when the steps run out, what was missed is small beside what
 * was found.
 */
final class PartitionSearch {
  /** Each costs a request or two. */
  private static final int MOST_STEPS = 256;

  private final PrimaryIndex index;
  private final long dataEnd;
  private final long least;
  private final List<Found> found = new ArrayList<>();
  private final PriorityQueue<Region> regions =
      new PriorityQueue<>(Comparator.comparingLong(Region::bytes).reversed());
  private int steps;

  /**
   * One that was found.
   *
   * @param entry in the index
   * @param to where it ends in the uncompressed data
   */
  record Found(PrimaryIndex.Entry entry, long to) {
    long bytes() {
      return to - entry.position();
    }
  }

  /** Tokens {@code (start, end]}, whose partitions lie from byte {@code from} up to {@code to}. */
  private record Region(long start, long end, long from, long to) {
    long bytes() {
      return to - from;
    }

    long width() {
      return end - start; // unsigned
    }
  }

  /**
   * @param least bytes of a large partition, uncompressed
   */
  private PartitionSearch(PrimaryIndex index, long dataEnd, long least) {
    this.index = index;
    this.dataEnd = dataEnd;
    this.least = least;
  }

  /** Those with tokens in {@code (start, end]}. */
  static List<Found> in(OpenSSTable sstable, long start, long end, long least) throws IOException {
    PartitionSearch search =
        new PartitionSearch(
            sstable.primaryIndex(), sstable.reader().uncompressedLength(), Math.max(1, least));
    long from = start == Long.MIN_VALUE ? 0 : search.position(search.first(start));
    long to = end == Long.MAX_VALUE ? search.dataEnd : search.position(search.first(end));
    search.look(new Region(start, end, from, to));
    return search.found;
  }

  private void look(Region whole) throws IOException {
    regions.add(whole);
    while (!regions.isEmpty() && steps < MOST_STEPS) {
      Region region = regions.poll();
      if (region.bytes() < least) {
        return;
      }
      look(region, first(region.start()));
    }
  }

  private void look(Region region, PrimaryIndex.Entry first) throws IOException {
    if (first != null && first.rows() >= 0) {
      long token = PartitionLookup.token(first.key());
      long to = position(first(token));
      if (to - first.position() >= least && isAlone(first, to)) {
        found.add(new Found(first, to));
        if (token < region.end()) {
          regions.add(new Region(token, region.end(), to, region.to()));
        }
        return;
      }
    }
    if (region.width() == 1) {
      return;
    }
    long middle = region.start() + (region.width() >>> 1);
    long place = position(first(middle));
    regions.add(new Region(region.start(), middle, region.from(), place));
    regions.add(new Region(middle, region.end(), place, region.to()));
  }

  /** Two keys of one token are read as one range. */
  private boolean isAlone(PrimaryIndex.Entry entry, long to) throws IOException {
    return position(after(entry.key())) == to;
  }

  private PrimaryIndex.Entry first(long token) throws IOException {
    return token == Long.MAX_VALUE ? null : after(new LongToken(token).maxKeyBound());
  }

  private PrimaryIndex.Entry after(PartitionPosition place) throws IOException {
    steps++;
    return index.firstAfter(place);
  }

  private long position(PrimaryIndex.Entry entry) {
    return entry == null ? dataEnd : entry.position();
  }

  /** One partition, if it is there and large. */
  static List<Found> of(OpenSSTable sstable, DecoratedKey key, long least) throws IOException {
    long token = PartitionLookup.token(key);
    return in(sstable, token - 1, token, least).stream()
        .filter(each -> key.equals(each.entry().key()))
        .toList();
  }
}
