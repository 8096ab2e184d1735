package io.pointsman.it.truth;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.io.CloseableIterable;

/**
 * Somebody who reads tables all the time, as any user of theirs would: through the catalog, every
 * row, without Spark. Writes down each view that differs from the one before.
 *
 * <p>Arguments: a folder with {@code catalogs.json} (name to properties) and {@code watched.json}
 * (a list of {@code catalog.namespace.table}, read again before every round). It appends a {@link
 * View} a line to {@code views.jsonl} there and replaces {@code reads.json}, how often each table
 * was read, after every round.
 */
public final class TableReader {
  private static final ObjectMapper MAPPER =
      new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
  private static final long PAUSE_MILLIS = 150;

  /**
   * What a reader saw.
   *
   * @param table the table
   * @param at when, as an ISO-8601 instant
   * @param snapshotId the Iceberg snapshot; null when there is none
   * @param rows how many there were
   * @param checksum of all rows, whatever their order
   */
  public record View(String table, String at, Long snapshotId, long rows, String checksum) {
    /** Whether it is the same view, whenever that was. */
    public boolean sees(View other) {
      return other != null
          && java.util.Objects.equals(snapshotId, other.snapshotId)
          && rows == other.rows
          && checksum.equals(other.checksum);
    }
  }

  /**
   * How often a table was read.
   *
   * @param whole reads that came to their end
   * @param failed reads that did not, such as while the object store was down
   * @param lastFailure why the last of these failed, or null
   */
  public record Reads(long whole, long failed, String lastFailure) {}

  private final Path folder;
  private final Map<String, Catalog> catalogs = new HashMap<>();
  private final Map<String, View> last = new HashMap<>();
  private final Map<String, Reads> reads = new TreeMap<>();

  private TableReader(Path folder) throws IOException {
    this.folder = folder;
    Map<?, ?> named = MAPPER.readValue(folder.resolve("catalogs.json").toFile(), Map.class);
    named.forEach(
        (name, properties) -> {
          Map<String, String> text = new HashMap<>();
          ((Map<?, ?>) properties).forEach((key, value) -> text.put((String) key, (String) value));
          catalogs.put((String) name, CatalogUtil.buildIcebergCatalog((String) name, text, null));
        });
  }

  public static void main(String[] args) throws IOException, InterruptedException {
    if (args.length != 1) {
      throw new IllegalArgumentException("usage: TableReader <folder>");
    }
    TableReader reader = new TableReader(Path.of(args[0]));
    while (true) {
      reader.round();
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
    }
  }

  private void round() throws IOException {
    for (Object watched : MAPPER.readValue(folder.resolve("watched.json").toFile(), List.class)) {
      look((String) watched);
    }
    Path unfinished = folder.resolve("reads.json.unfinished");
    MAPPER.writeValue(unfinished.toFile(), reads);
    Files.move(
        unfinished,
        folder.resolve("reads.json"),
        StandardCopyOption.REPLACE_EXISTING,
        StandardCopyOption.ATOMIC_MOVE);
  }

  private void look(String table) throws IOException {
    Reads before = reads.getOrDefault(table, new Reads(0, 0, null));
    View view;
    try {
      view = view(table);
    } catch (IOException | RuntimeException e) {
      // Not a view: what it had read so far is forgotten, as a query that fails returns no rows.
      reads.put(table, new Reads(before.whole(), before.failed() + 1, e.toString()));
      return;
    }
    reads.put(table, new Reads(before.whole() + 1, before.failed(), before.lastFailure()));
    if (!view.sees(last.get(table))) {
      last.put(table, view);
      try (Writer out =
          Files.newBufferedWriter(
              folder.resolve("views.jsonl"),
              StandardCharsets.UTF_8,
              StandardOpenOption.CREATE,
              StandardOpenOption.APPEND)) {
        out.write(MAPPER.writeValueAsString(view) + "\n");
      }
    }
  }

  private View view(String name) throws IOException {
    String at = Instant.now().toString();
    String[] parts = name.split("\\.", 3);
    Table table;
    try {
      table = catalogs.get(parts[0]).loadTable(TableIdentifier.of(parts[1], parts[2]));
    } catch (NoSuchTableException e) {
      return new View(name, at, null, 0, "no table");
    }
    Snapshot snapshot = table.currentSnapshot();
    if (snapshot == null) {
      return new View(name, at, null, 0, "no rows");
    }
    RowChecksum checksum = new RowChecksum();
    try (CloseableIterable<Record> records =
        IcebergGenerics.read(table).useSnapshot(snapshot.snapshotId()).build()) {
      records.forEach(checksum::add);
    }
    return new View(name, at, snapshot.snapshotId(), checksum.rows(), checksum.text());
  }
}
