package io.pointsman.sstable;

import io.pointsman.backup.Backup;
import io.pointsman.backup.ObjectStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.cassandra.db.DecoratedKey;
import org.apache.cassandra.db.Slice;
import org.apache.cassandra.schema.TableMetadata;
import org.apache.cassandra.utils.ByteBufferUtil;

/**
 * Finds the Cassandra partitions of a table that are too large for one task, and cuts them by their
 * rows.
 *
 * <p>Statistics say how large an SSTable's largest partition is; only where that is much, its index
 * is looked into. Where to cut follows from the row indexes of the SSTables that hold much of the
 * partition. Nothing that is read depends on it: the cuts of a partition are all of it, wherever
 * they are.
 */
public final class WidePartitions {
  private static final String DATA = "-Data.db";

  /** Several SSTables may hold a part of a partition each. */
  private static final int SHARES = 8;

  private final ScanRequest request;
  private final RowSelection selection;
  private final long cutBytes;

  private WidePartitions(ScanRequest request, RowSelection selection, long cutBytes) {
    this.request = request;
    this.selection = selection;
    this.cutBytes = cutBytes;
  }

  /**
   * Those of a range, or of the partitions that a selection names.
   *
   * @param selection of whose clusterings only the wanted ones count
   * @param cutBytes what one task should read, as stored
   * @return in token order; none of a table without clustering columns
   */
  public static List<WidePartition> find(
      ObjectStore store,
      ScanRequest request,
      RowSelection selection,
      long cutBytes,
      ReadSettings settings)
      throws IOException {
    TableMetadata table = Schemas.of(request);
    return table.clusteringColumns().isEmpty()
        ? List.of()
        : new WidePartitions(request, selection, cutBytes).find(store, table, settings);
  }

  private List<WidePartition> find(ObjectStore store, TableMetadata table, ReadSettings settings)
      throws IOException {
    List<Backup.SSTable> large = large(store);
    if (large.isEmpty()) {
      return List.of();
    }
    Map<DecoratedKey, List<Holder>> holders = new TreeMap<>();
    try (OpenSSTables opened =
        OpenSSTables.open(new ObjectSource.InStore(store), settings, large, table)) {
      opened.each(
          (place, sstable) -> {
            for (PartitionSearch.Found found : search(sstable)) {
              Holder holder = new Holder(sstable, found, storedShare(large.get(place), sstable));
              if (sstable.owned().contains(PartitionLookup.token(holder.key()))) {
                synchronized (holders) {
                  holders.computeIfAbsent(holder.key(), key -> new ArrayList<>()).add(holder);
                }
              }
            }
          });
      List<WidePartition> wide = new ArrayList<>();
      for (Map.Entry<DecoratedKey, List<Holder>> each : holders.entrySet()) {
        double bytes = each.getValue().stream().mapToDouble(Holder::storedBytes).sum();
        if (bytes > cutBytes) {
          WidePartition cut = cut(table, each.getKey(), each.getValue(), bytes);
          if (cut.cuts().size() > 1) {
            wide.add(cut);
          }
        }
      }
      return wide;
    }
  }

  /** The SSTables that have a large partition. */
  private List<Backup.SSTable> large(ObjectStore store) throws IOException {
    List<Backup.SSTable> asked =
        request.sstables().stream().filter(each -> dataBytes(each) >= cutBytes / SHARES).toList();
    boolean[] isLarge = new boolean[asked.size()];
    IOException[] failures = new IOException[asked.size()];
    Concurrently.each(
        isLarge.length,
        place -> {
          try {
            isLarge[place] =
                SSTableStatistics.read(store, asked.get(place), request.referenceTime())
                        .largestPartitionBytes()
                    >= cutBytes / SHARES;
          } catch (IOException e) {
            failures[place] = e;
          }
        });
    List<Backup.SSTable> large = new ArrayList<>();
    for (int i = 0; i < isLarge.length; i++) {
      if (failures[i] != null) {
        throw failures[i];
      }
      if (isLarge[i]) {
        large.add(asked.get(i));
      }
    }
    return large;
  }

  private static long dataBytes(Backup.SSTable sstable) {
    return sstable.components().stream()
        .filter(component -> component.fileName().endsWith(DATA))
        .mapToLong(Backup.Component::size)
        .sum();
  }

  /** How many bytes a byte of the uncompressed data has on the store. */
  private static double storedShare(Backup.SSTable sstable, OpenSSTable opened) {
    return (double) dataBytes(sstable) / Math.max(1, opened.reader().uncompressedLength());
  }

  private List<PartitionSearch.Found> search(OpenSSTable sstable) throws IOException {
    try {
      long least = cutBytes / SHARES;
      if (selection.partitionKeys() == null) {
        return PartitionSearch.in(sstable, request.startExclusive(), request.endInclusive(), least);
      }
      List<PartitionSearch.Found> found = new ArrayList<>();
      for (DecoratedKey key : new PartitionLookup(selection.partitionKeys(), request).keys()) {
        found.addAll(PartitionSearch.of(sstable, key, least));
      }
      return found;
    } catch (IOException | RuntimeException | Error e) {
      throw sstable.failure(e);
    }
  }

  /** An SSTable that holds much of a partition. */
  private record Holder(OpenSSTable sstable, PartitionSearch.Found found, double storedShare) {
    DecoratedKey key() {
      return found.entry().key();
    }

    double storedBytes() {
      return found.bytes() * storedShare;
    }
  }

  private WidePartition cut(
      TableMetadata table, DecoratedKey key, List<Holder> holders, double bytes)
      throws IOException {
    Slice within =
        selection.clustering() == null
            ? Slice.ALL
            : ClusteringSlice.of(table, selection.clustering());
    CutPlaces places = new CutPlaces(table, within);
    List<List<CutPlaces.Weighted>> ofHolders = new ArrayList<>();
    holders.forEach(holder -> ofHolders.add(List.of()));
    IOException[] failures = new IOException[holders.size()];
    Concurrently.each(
        holders.size(),
        place -> {
          Holder holder = holders.get(place);
          int count = CutPlaces.count(holder.storedBytes() / cutBytes);
          try (RowIndex rows = holder.sstable().primaryIndex().rowsOf(holder.found().entry())) {
            ofHolders.set(
                place,
                places.weighted(rows.places(count), holder.found().bytes(), holder.storedShare()));
          } catch (IOException | RuntimeException | Error e) {
            failures[place] = holder.sstable().failure(e);
          }
        });
    for (IOException failure : failures) {
      if (failure != null) {
        throw failure;
      }
    }
    byte[] serialized = ByteBufferUtil.getArray(key.getKey());
    return new WidePartition(
        serialized,
        PartitionLookup.token(key),
        Math.round(bytes),
        places.cuts(serialized, ofHolders, cutBytes));
  }
}
