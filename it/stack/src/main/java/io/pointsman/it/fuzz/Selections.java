package io.pointsman.it.fuzz;

import io.pointsman.backup.TableSchema;
import io.pointsman.backup.TableSchema.Kind;
import io.pointsman.sstable.PartitionKeys;
import io.pointsman.sstable.RowSelection;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Looks some rows up, by key and by clustering, as a pushed-down query does. The reader may give
 * more than was selected, so that both sides are filtered alike before they are compared.
 */
final class Selections {
  private static final HexFormat HEX = HexFormat.of();
  private static final byte[] NOBODY = HEX.parseHex("6e6f626f6479");

  private final LiveRows live;
  private final BackupRows backup;
  private final Random random;
  private final List<TableSchema.Column> partition = new ArrayList<>();
  private final List<TableSchema.Column> clustering = new ArrayList<>();

  Selections(LiveRows live, BackupRows backup, Random random) {
    this.live = live;
    this.backup = backup;
    this.random = random;
    for (TableSchema.Column column : backup.schemaColumns()) {
      if (column.kind() == Kind.PARTITION_KEY) {
        partition.add(column);
      } else if (column.kind() == Kind.CLUSTERING) {
        clustering.add(column);
      }
    }
  }

  /** Compares; null when nothing differs. */
  Difference difference() throws IOException {
    if (live.rows().isEmpty()) {
      return null;
    }
    Set<List<String>> wanted = new HashSet<>();
    for (int i = 1 + random.nextInt(2); i > 0; i--) {
      wanted.add(key(live.rows().get(random.nextInt(live.rows().size()))));
    }
    List<byte[]> keys = new ArrayList<>();
    for (List<String> key : wanted) {
      keys.add(PartitionKeys.join(key.stream().map(HEX::parseHex).toList()));
    }
    Predicate<List<String>> hasKey = row -> wanted.contains(key(row));
    // A key that no SSTable has; what it looks like does not matter to a lookup.
    List<byte[]> more = new ArrayList<>(keys);
    more.add(PartitionKeys.join(partition.stream().map(column -> NOBODY).toList()));
    Difference byKey =
        Difference.between(
            "the partitions " + wanted + " looked up",
            live.where(hasKey),
            backup.read(new RowSelection(more, null, false)).where(hasKey));
    if (byKey != null || clustering.isEmpty()) {
      return byKey;
    }
    return byClustering(random.nextBoolean() ? keys : null, hasKey);
  }

  private Difference byClustering(List<byte[]> keys, Predicate<List<String>> hasKey)
      throws IOException {
    List<List<String>> candidates =
        live.rows().stream().filter(hasKey).filter(row -> !hasNull(row)).toList();
    if (candidates.isEmpty()) {
      return null;
    }
    List<String> chosen = candidates.get(random.nextInt(candidates.size()));
    int equal = random.nextInt(clustering.size());
    List<byte[]> values = new ArrayList<>();
    for (int i = 0; i < equal; i++) {
      values.add(HEX.parseHex(value(chosen, clustering.get(i))));
    }
    RowSelection.Bound bound =
        new RowSelection.Bound(HEX.parseHex(value(chosen, clustering.get(equal))), true);
    boolean lower = random.nextBoolean();
    RowSelection.Clustering slice =
        new RowSelection.Clustering(values, lower ? bound : null, lower ? null : bound);
    Predicate<List<String>> inSlice =
        row -> key(row).equals(key(chosen)) && isBeyond(row, chosen, equal, lower);
    return Difference.between(
        "the rows %s %s of the first %d clustering columns, %s"
            .formatted(
                lower ? "from" : "up to",
                chosen,
                equal + 1,
                keys == null ? "scanned" : "looked up"),
        live.where(inSlice),
        backup.read(new RowSelection(keys, slice, false)).where(inSlice));
  }

  /**
   * Whether a row lies on the wanted side, told by its place among the rows that the nodes
   * answered: they come in clustering order, so no value has to be compared.
   */
  private boolean isBeyond(List<String> row, List<String> chosen, int equal, boolean lower) {
    for (int i = 0; i < equal; i++) {
      if (!value(row, clustering.get(i)).equals(value(chosen, clustering.get(i)))) {
        return false;
      }
    }
    int place = live.rows().indexOf(row);
    int from = live.rows().indexOf(chosen);
    boolean after = lower != clustering.get(equal).descending();
    return place >= 0 && (after ? place >= from : place <= from);
  }

  private boolean hasNull(List<String> row) {
    return clustering.stream().anyMatch(column -> value(row, column).equals(LiveRows.NULL));
  }

  private List<String> key(List<String> row) {
    return partition.stream().map(column -> value(row, column)).toList();
  }

  private String value(List<String> row, TableSchema.Column column) {
    return row.get(live.columns().indexOf(column.name()));
  }
}
