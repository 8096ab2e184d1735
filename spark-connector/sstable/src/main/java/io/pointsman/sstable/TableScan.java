package io.pointsman.sstable;

import io.pointsman.backup.Backup;
import io.pointsman.backup.ObjectStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.cassandra.cql3.ColumnIdentifier;
import org.apache.cassandra.db.DecoratedKey;
import org.apache.cassandra.db.EmptyIterators;
import org.apache.cassandra.db.RegularAndStaticColumns;
import org.apache.cassandra.db.filter.ColumnFilter;
import org.apache.cassandra.db.partitions.PartitionIterator;
import org.apache.cassandra.db.partitions.UnfilteredPartitionIterator;
import org.apache.cassandra.db.partitions.UnfilteredPartitionIterators;
import org.apache.cassandra.dht.Murmur3Partitioner;
import org.apache.cassandra.schema.ColumnMetadata;
import org.apache.cassandra.schema.TableMetadata;

/**
 * Reads the live rows of a token range out of the SSTables of a backup, with Cassandra's own
 * readers and merge, straight from the object store. What is held in memory does not depend on the
 * width of a Cassandra partition.
 */
public final class TableScan {
  private TableScan() {}

  /**
   * Opens the SSTables and begins.
   *
   * @return the rows; the caller closes it
   * @throws CorruptBackupException when an object is damaged; it names it
   * @throws java.nio.file.NoSuchFileException when an object is gone
   * @throws IOException when the store does not answer
   * @throws SchemaException when the schema text does not have the table
   * @throws IllegalArgumentException when a column does not exist, or the range is empty
   */
  public static RowCursor open(ObjectStore store, ScanRequest request, ReadSettings settings)
      throws IOException {
    return open(store, request, RowSelection.everything(), settings);
  }

  /**
   * The same, for whoever does not want all rows, or more of them than their values.
   *
   * @param selection which; rows that it does not select may come too
   * @throws IllegalArgumentException also when it is about clustering columns that do not exist
   */
  public static RowCursor open(
      ObjectStore store, ScanRequest request, RowSelection selection, ReadSettings settings)
      throws IOException {
    checkRange(request);
    TableMetadata table = Schemas.of(request);
    List<ColumnMetadata> columns = columns(table, request.columns());
    WantedRows rows = WantedRows.of(table, selection, cutKey(request, selection));
    PartitionLookup lookup =
        selection.partitionKeys() == null
            ? null
            : new PartitionLookup(selection.partitionKeys(), request);
    List<Backup.SSTable> sstables = new ArrayList<>();
    List<TokenSpan> spans = new ArrayList<>();
    for (int i = 0; i < request.sstables().size() && !rows.isEmpty(table); i++) {
      Backup.SSTable sstable = request.sstables().get(i);
      TokenSpan span = request.span(i);
      if (span.meets(request.startExclusive(), request.endInclusive())
          && (lookup == null
              ? sstable.owned().intersects(request.startExclusive(), request.endInclusive())
              : lookup.intersects(sstable.owned()))) {
        sstables.add(sstable);
        spans.add(span);
      }
    }
    OpenSSTables opened =
        OpenSSTables.open(new ObjectSource.InStore(store), settings, sstables, table);
    ColumnFilter filter = request.columns().isEmpty() ? null : filter(table, columns);
    UnfilteredPartitionIterator[] scanners = new UnfilteredPartitionIterator[sstables.size()];
    try {
      opened.each(
          (place, sstable) ->
              scanners[place] =
                  OwnedPartitions.of(
                      scanner(sstable, request, spans.get(place), lookup, rows, filter),
                      sstable.owned(),
                      opened.leftOut(sstable.node())));
      MergeWitness witness = selection.origins() ? new MergeWitness() : null;
      PartitionIterator partitions =
          UnfilteredPartitionIterators.filter(
              merged(opened.table(), List.of(scanners), witness),
              request.referenceTime().getEpochSecond());
      return new MergedRows(columns, rows, partitions, witness, opened, List.of(scanners));
    } catch (IOException | RuntimeException | Error e) {
      for (UnfilteredPartitionIterator scanner : scanners) {
        if (scanner != null) {
          scanner.close();
        }
      }
      opened.close();
      throw e;
    }
  }

  private static UnfilteredPartitionIterator scanner(
      OpenSSTable sstable,
      ScanRequest request,
      TokenSpan span,
      PartitionLookup lookup,
      WantedRows rows,
      ColumnFilter filter)
      throws IOException {
    Window window = rows.window(lookup != null);
    if (lookup != null) {
      return sstable.scan(lookup, filter, window);
    }
    PartitionScanner scanner =
        sstable.scan(request.startExclusive(), request.endInclusive(), span, filter, window);
    // Other partitions of the token that is cut are its first part's.
    return rows.cutKey() == null || rows.isFirstCut()
        ? scanner
        : new WantedPartitions(scanner, new PartitionLookup(rows.cutKey()));
  }

  /** The partition of which a part is read, or null. */
  private static DecoratedKey cutKey(ScanRequest request, RowSelection selection) {
    if (selection.cut() == null) {
      return null;
    }
    DecoratedKey key =
        Murmur3Partitioner.instance.decorateKey(ByteBuffer.wrap(selection.cut().key()));
    long token = PartitionLookup.token(key);
    if (request.startExclusive() != token - 1 || request.endInclusive() != token) {
      throw new IllegalArgumentException(
          "A part of a partition of token %d is read from that token's range, not from (%d, %d]"
              .formatted(token, request.startExclusive(), request.endInclusive()));
    }
    return key;
  }

  private static UnfilteredPartitionIterator merged(
      TableMetadata table, List<UnfilteredPartitionIterator> scanners, MergeWitness witness) {
    return switch (scanners.size()) {
      case 0 -> EmptyIterators.unfilteredPartition(table);
      case 1 -> scanners.get(0);
      default ->
          witness == null
              ? new PartitionsMerge(table, scanners)
              : UnfilteredPartitionIterators.merge(scanners, witness);
    };
  }

  static void checkRange(ScanRequest request) {
    if (request.startExclusive() >= request.endInclusive()) {
      throw new IllegalArgumentException(
          "The token range is empty: it begins after "
              + request.startExclusive()
              + " and ends with "
              + request.endInclusive());
    }
  }

  private static List<ColumnMetadata> columns(TableMetadata table, List<String> names) {
    List<ColumnMetadata> columns = new ArrayList<>();
    if (names.isEmpty()) {
      Iterator<ColumnMetadata> all = table.allColumnsInSelectOrder();
      all.forEachRemaining(columns::add);
    }
    for (String name : names) {
      ColumnMetadata column = table.getColumn(ColumnIdentifier.getInterned(name, true));
      if (column == null) {
        throw new IllegalArgumentException("Table " + table + " has no column '" + name + "'");
      }
      columns.add(column);
    }
    return columns;
  }

  /** Any column keeps a row alive, so all are looked at; the values of the others are skipped. */
  private static ColumnFilter filter(TableMetadata table, List<ColumnMetadata> columns) {
    RegularAndStaticColumns.Builder builder = RegularAndStaticColumns.builder();
    columns.stream().filter(column -> !column.isPrimaryKeyColumn()).forEach(builder::add);
    RegularAndStaticColumns wanted = builder.build();
    // Without a filter Cassandra need not look each column up in it.
    return wanted.equals(table.regularAndStaticColumns())
        ? null
        : ColumnFilter.selection(table, wanted, true);
  }
}
