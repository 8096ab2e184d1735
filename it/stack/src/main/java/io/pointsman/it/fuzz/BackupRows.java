package io.pointsman.it.fuzz;

import io.pointsman.backup.Backup;
import io.pointsman.backup.ObjectStore;
import io.pointsman.backup.TableSchema;
import io.pointsman.sstable.CqlSchema;
import io.pointsman.sstable.PartitionCut;
import io.pointsman.sstable.ReadSettings;
import io.pointsman.sstable.RowCursor;
import io.pointsman.sstable.RowSelection;
import io.pointsman.sstable.ScanRequest;
import io.pointsman.sstable.TableScan;
import io.pointsman.sstable.WidePartition;
import io.pointsman.sstable.WidePartitions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One table of a snapshot, read by the reader.
 *
 * @param store the folder that holds the nodes
 * @param table unquoted
 * @param schema CQL of its types and of the table
 * @param sstables of every node
 * @param referenceTime what it is judged at
 */
record BackupRows(
    ObjectStore store,
    String table,
    String schema,
    List<Backup.SSTable> sstables,
    Instant referenceTime) {
  private static final Pattern COMPONENT =
      Pattern.compile("([a-z]{2}-[A-Za-z0-9_]+-(?:big|bti))-.+");
  private static final int RANGE = 64 << 10;
  private static final long READ_AHEAD = 4 << 20;

  BackupRows {
    sstables = List.copyOf(sstables);
  }

  /**
   * Finds a table's SSTables.
   *
   * @param store the folder that holds the nodes
   * @param nodes their data folders
   * @param tag the snapshot
   */
  static List<Backup.SSTable> find(FolderStore store, List<Path> nodes, String table, String tag)
      throws IOException {
    List<Backup.SSTable> found = new ArrayList<>();
    for (Path node : nodes) {
      String name = store.folder().relativize(node).toString();
      Map<String, List<Backup.Component>> components = new TreeMap<>();
      for (Path file : files(node, table, tag)) {
        Matcher matcher = COMPONENT.matcher(file.getFileName().toString());
        if (matcher.matches()) {
          components
              .computeIfAbsent(matcher.group(1), descriptor -> new ArrayList<>())
              .add(
                  new Backup.Component(
                      store.folder().relativize(file).toString(),
                      file.getFileName().toString(),
                      Files.size(file)));
        }
      }
      components.forEach(
          (descriptor, files) ->
              found.add(new Backup.SSTable(FuzzCluster.KEYSPACE, table, name, descriptor, files)));
    }
    return found;
  }

  /** A snapshot's files of one table on one node; none when it has none. */
  static List<Path> files(Path node, String table, String tag) throws IOException {
    List<Path> all = new ArrayList<>();
    try (Stream<Path> tables = Files.list(node.resolve(FuzzCluster.KEYSPACE))) {
      for (Path folder :
          tables.filter(each -> each.getFileName().toString().startsWith(table + "-")).toList()) {
        Path snapshot = folder.resolve("snapshots").resolve(tag);
        if (Files.isDirectory(snapshot)) {
          try (Stream<Path> files = Files.list(snapshot)) {
            files.filter(Files::isRegularFile).sorted().forEach(all::add);
          }
        }
      }
    }
    return all;
  }

  /** The columns that the reader finds in the schema. */
  List<TableSchema.Column> schemaColumns() {
    return CqlSchema.parse(schema, FuzzCluster.KEYSPACE, table).columns();
  }

  /** Their names. */
  List<String> columns() {
    return schemaColumns().stream().map(TableSchema.Column::name).toList();
  }

  /**
   * Reads.
   *
   * @param names the columns that are wanted, in this order
   * @param borders tokens between the ranges that are read one after the other, sorted; none for
   *     one range
   */
  LiveRows read(List<String> names, List<Long> borders) throws IOException {
    List<List<String>> rows = new ArrayList<>();
    long start = Long.MIN_VALUE;
    for (int i = 0; i <= borders.size(); i++) {
      long end = i < borders.size() ? borders.get(i) : Long.MAX_VALUE;
      if (start < end) {
        read(names, start, end, RowSelection.everything(), rows);
      }
      start = end;
    }
    return new LiveRows(names, rows);
  }

  /**
   * Reads every Cassandra partition that has some rows in parts, as a large one is, and what lies
   * between them.
   *
   * @param bytes that a part is made for
   * @param parts told how many there are
   */
  LiveRows readCut(List<String> names, long bytes, IntConsumer parts) throws IOException {
    ReadSettings settings = new ReadSettings(RANGE, READ_AHEAD, 1);
    ScanRequest whole = request(names, Long.MIN_VALUE, Long.MAX_VALUE);
    List<List<String>> rows = new ArrayList<>();
    long start = Long.MIN_VALUE;
    int cuts = 0;
    for (WidePartition wide :
        WidePartitions.find(store, whole, RowSelection.everything(), bytes, settings)) {
      if (start < wide.token() - 1) {
        read(request(names, start, wide.token() - 1), RowSelection.everything(), settings, rows);
      }
      for (PartitionCut cut : wide.cuts()) {
        ScanRequest token = request(names, wide.token() - 1, wide.token());
        read(token, RowSelection.everything().of(cut), settings, rows);
      }
      cuts += wide.cuts().size();
      start = wide.token();
    }
    if (start < Long.MAX_VALUE) {
      read(request(names, start, Long.MAX_VALUE), RowSelection.everything(), settings, rows);
    }
    parts.accept(cuts);
    return new LiveRows(names, rows);
  }

  private ScanRequest request(List<String> names, long start, long end) {
    return new ScanRequest(
        schema, FuzzCluster.KEYSPACE, table, sstables, start, end, referenceTime, names);
  }

  /** Reads all columns of the rows that are selected, and maybe of more. */
  LiveRows read(RowSelection selection) throws IOException {
    List<String> names = columns();
    List<List<String>> rows = new ArrayList<>();
    read(names, Long.MIN_VALUE, Long.MAX_VALUE, selection, rows);
    return new LiveRows(names, rows);
  }

  private void read(
      List<String> names, long start, long end, RowSelection selection, List<List<String>> rows)
      throws IOException {
    read(request(names, start, end), selection, new ReadSettings(RANGE, READ_AHEAD, 1), rows);
  }

  private void read(
      ScanRequest request, RowSelection selection, ReadSettings settings, List<List<String>> rows)
      throws IOException {
    List<String> names = request.columns();
    try (RowCursor cursor = TableScan.open(store, request, selection, settings)) {
      while (cursor.next()) {
        List<String> row = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
          row.add(LiveRows.text(cursor.value(i)));
        }
        rows.add(List.copyOf(row));
      }
    }
  }
}
