package io.pointsman.it.formats;

import io.pointsman.backup.Backup;
import io.pointsman.backup.ObjectStore;
import io.pointsman.sstable.ReadSettings;
import io.pointsman.sstable.RowCursor;
import io.pointsman.sstable.ScanRequest;
import io.pointsman.sstable.TableScan;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One table, written by one Cassandra.
 *
 * @param format the fixture's name: the SSTables' version, and what is particular about them
 * @param table its name, in keyspace {@code ks}
 * @param schemaCql its schema text
 * @param askedAt when its Cassandra was asked for all rows
 * @param rows what it answered, in its order: for each row its values in hexadecimal, as the native
 *     protocol has them, or {@code null}
 * @param files its SSTables' components, by file name
 */
public record Fixture(
    String format,
    String table,
    String schemaCql,
    Instant askedAt,
    List<String> rows,
    Map<String, byte[]> files) {
  private static final String KEYSPACE = "ks";

  public Fixture {
    rows = List.copyOf(rows);
    files = java.util.Collections.unmodifiableMap(new TreeMap<>(files));
  }

  /** Format and table, for messages. */
  public String name() {
    return format + "/" + table;
  }

  /** The same, read as of another time. */
  Fixture askedAt(Instant at) {
    return new Fixture(format, table, schemaCql, at, rows, files);
  }

  /** Where a file lies in a bucket. */
  String key(String fileName) {
    return "backups/" + format + "/data/" + KEYSPACE + "/" + table + "-1/" + fileName;
  }

  /** Its SSTables, of files that a bucket holds. */
  List<Backup.SSTable> sstables(Map<String, Integer> sizes) {
    Map<String, List<Backup.Component>> byDescriptor = new TreeMap<>();
    sizes.forEach(
        (file, size) ->
            byDescriptor
                .computeIfAbsent(file.substring(0, file.lastIndexOf('-')), d -> new ArrayList<>())
                .add(new Backup.Component(key(file), file, size)));
    return byDescriptor.entrySet().stream()
        .map(entry -> new Backup.SSTable(KEYSPACE, table, format, entry.getKey(), entry.getValue()))
        .toList();
  }

  /** Its SSTables as they were written. */
  List<Backup.SSTable> sstables() {
    Map<String, Integer> sizes = new TreeMap<>();
    files.forEach((file, content) -> sizes.put(file, content.length));
    return sstables(sizes);
  }

  void putInto(ObjectStore store) throws IOException {
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      store.put(key(file.getKey()), file.getValue());
    }
  }

  /** Reads the table out of these SSTables, one token range after the other. */
  List<String> read(ObjectStore store, List<Backup.SSTable> sstables, List<Long> borders)
      throws IOException {
    List<String> read = new ArrayList<>();
    for (int i = 0; i + 1 < borders.size(); i++) {
      ScanRequest request =
          new ScanRequest(
              schemaCql,
              KEYSPACE,
              table,
              sstables,
              borders.get(i),
              borders.get(i + 1),
              askedAt,
              List.of());
      try (RowCursor cursor = TableScan.open(store, request, ReadSettings.defaults())) {
        while (cursor.next()) {
          read.add(row(cursor));
        }
      }
    }
    return read;
  }

  private String row(RowCursor cursor) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < columns(); i++) {
      ByteBuffer value = cursor.value(i);
      text.append(i == 0 ? "" : " ").append(value == null ? "null" : "0x" + hex(value));
    }
    return text.toString();
  }

  private int columns() {
    return rows.get(0).split(" ", -1).length;
  }

  private static String hex(ByteBuffer value) {
    byte[] bytes = new byte[value.remaining()];
    value.duplicate().get(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /** From the folder of one table in a fixture. */
  static Fixture of(String format, String table, String askedAt, Map<String, byte[]> folder) {
    Map<String, byte[]> files = new TreeMap<>(folder);
    String schema = text(files.remove("schema.cql"));
    List<String> rows = text(files.remove("rows")).lines().toList();
    Instant at = Instant.ofEpochSecond(Long.parseLong(askedAt));
    return new Fixture(format, table, schema, at, rows, files);
  }

  private static String text(byte[] content) {
    return new String(content, StandardCharsets.UTF_8);
  }
}
