package io.pointsman.publication;

import io.pointsman.backup.CqlType;
import io.pointsman.backup.TableSchema;
import io.pointsman.decider.StaticPartition;
import io.pointsman.decider.job.JobKey;
import io.pointsman.decider.job.Lineage;
import io.pointsman.decider.registry.CatalogDefinition;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.expressions.Expressions;

/** A catalog with a warehouse in memory, and what jobs and other writers do to its tables. */
public final class Lake implements AutoCloseable {
  public static final String MOVEMENT = "members/profiles/by_id -> lake.ns.people";
  public static final TableSchema PEOPLE =
      schema(column("id", CqlType.Simple.BIGINT), column("name", CqlType.Simple.TEXT));

  /**
   * Iceberg deletes the files of a commit that landed when an answer to it was lost in a way that
   * looks like a conflict (its issue 12499): a 503 that the client repeats, then a 409 of its own
   * snapshot. That breaks the table of whoever wrote so, with or without a fence, and would hide
   * here what the fence does. Staged snapshots are audited for it before they are published.
   */
  private static final Consumer<String> KEPT = file -> {};

  private final String warehouse = "memory:" + UUID.randomUUID();
  private final Catalog jdbc;
  private final RestCatalogServer server;
  private final Catalog catalog;

  private Lake(Path folder, Kind kind) {
    this.jdbc =
        Catalogs.open(
            new CatalogDefinition(
                "lake",
                Map.of(
                    "type",
                    "jdbc",
                    "uri",
                    "jdbc:sqlite:"
                        + folder.resolve("catalog.db")
                        + "?busy_timeout=20000&journal_mode=WAL&synchronous=OFF",
                    "jdbc.schema-version",
                    "V1",
                    "warehouse",
                    warehouse,
                    "io-impl",
                    MemoryFileIO.class.getName()),
                null));
    if (kind != Kind.JDBC) {
      try {
        this.server = new RestCatalogServer(jdbc);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      this.catalog = restClient(kind == Kind.REST ? "ALL" : "REFS");
    } else {
      this.server = null;
      this.catalog = jdbc;
    }
  }

  /** What tables lie in. */
  public enum Kind {
    /** A JDBC catalog on a SQLite file. */
    JDBC,
    /** A REST catalog over HTTP. */
    REST,
    /**
     * The same, which loads only the snapshots that references point at, until others are asked
     * for.
     */
    REST_REFS
  }

  /** An empty catalog. */
  public static Lake open(Kind kind, Path folder) {
    return new Lake(folder, kind);
  }

  private Catalog restClient(String snapshots) {
    return Catalogs.open(
        new CatalogDefinition(
            "lake",
            Map.of(
                "type",
                "rest",
                "uri",
                server.uri().toString(),
                "rest-metrics-reporting-enabled",
                "false",
                "snapshot-loading-mode",
                snapshots,
                "io-impl",
                MemoryFileIO.class.getName()),
            null));
  }

  public Catalog catalog() {
    return catalog;
  }

  public RestCatalogServer server() {
    return server;
  }

  public Table load(TableIdentifier table) {
    return catalog.loadTable(table);
  }

  @Override
  public void close() {
    if (server != null) {
      Catalogs.close(catalog);
      server.close();
    }
    Catalogs.close(jdbc);
    MemoryFileIO.removeBelow(warehouse);
  }

  public static TableSchema.Column column(String name, CqlType type) {
    return new TableSchema.Column(name, type, TableSchema.Kind.REGULAR, -1, false);
  }

  public static TableSchema schema(TableSchema.Column... columns) {
    return new TableSchema("profiles", "by_id", List.of(columns));
  }

  public static Lineage lineage(JobKey key, Instant takenAt, long rows) {
    return new Lineage(
        key.runId(),
        key.execution(),
        key.connector(),
        key.attempt(),
        MOVEMENT,
        "backup-" + takenAt,
        takenAt,
        takenAt,
        rows,
        "test",
        null);
  }

  /**
   * Stages as a job does: the whole table replaced, on the job's branch, in one commit. The branch
   * is made first: a snapshot that makes its own counts its totals from nothing.
   */
  public static long stage(Table table, JobKey key, Instant takenAt, long rows) {
    return stage(table, key, takenAt, rows, null);
  }

  /**
   * Stages as a job does.
   *
   * @param partition the one that it overwrites, or null for the whole table
   */
  public static long stage(
      Table table, JobKey key, Instant takenAt, long rows, StaticPartition partition) {
    table.refresh();
    if (!table.refs().containsKey(key.branch())) {
      table.manageSnapshots().createBranch(key.branch()).commit();
    }
    var overwrite =
        table
            .newOverwrite()
            .overwriteByRowFilter(
                partition == null
                    ? Expressions.alwaysTrue()
                    : new PartitionTarget(partition, table.specs()).filter())
            .toBranch(key.branch())
            .deleteWith(KEPT);
    if (rows > 0) {
      overwrite.addFile(file(table, rows, partition));
    }
    Map<String, String> summary = new LinkedHashMap<>(lineage(key, takenAt, rows).toSummary());
    if (partition != null) {
      // A job's summary is written before its rows are counted.
      summary.remove(Lineage.ROWS);
      summary.put(Lineage.PARTITION, partition.toString());
    }
    summary.forEach(overwrite::set);
    overwrite.commit();
    table.refresh();
    return table.refs().get(key.branch()).snapshotId();
  }

  public static long append(Table table, long rows) {
    return append(table, rows, null);
  }

  /** Another writer's append to a partition; null for an unpartitioned table. */
  public static long append(Table table, long rows, StaticPartition partition) {
    table.refresh();
    table.newAppend().appendFile(file(table, rows, partition)).deleteWith(KEPT).commit();
    return table.currentSnapshot().snapshotId();
  }

  /** Rewrites every data file of a partition into one of as many rows. */
  public static long compact(Table table, StaticPartition partition) {
    table.refresh();
    var rewrite = table.newRewrite();
    long rows = 0;
    try (var tasks =
        table
            .newScan()
            .filter(new PartitionTarget(partition, table.specs()).filter())
            .planFiles()) {
      for (var task : tasks) {
        rewrite.deleteFile(task.file());
        rows += task.file().recordCount();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    rewrite.addFile(file(table, rows, partition)).deleteWith(KEPT).commit();
    return table.currentSnapshot().snapshotId();
  }

  /** Rewrites every data file into one of as many rows. */
  public static long compact(Table table) {
    table.refresh();
    var rewrite = table.newRewrite();
    long rows = 0;
    for (DataFile file : table.currentSnapshot().addedDataFiles(table.io())) {
      rewrite.deleteFile(file);
      rows += file.recordCount();
    }
    rewrite.addFile(file(table, rows)).deleteWith(KEPT).commit();
    return table.currentSnapshot().snapshotId();
  }

  /** Another data file with the same rows. */
  static DataFile copy(Table table, DataFile of) {
    String location = table.location() + "/data/" + UUID.randomUUID() + ".parquet";
    byte[] content = ("rows " + of.recordCount()).getBytes(StandardCharsets.UTF_8);
    MemoryFileIO.put(location, content);
    return DataFiles.builder(table.spec()).copy(of).withPath(location).build();
  }

  /** A data file that exists, though nobody could read rows from it: the fence never does. */
  public static DataFile file(Table table, long rows) {
    return file(table, rows, null);
  }

  /** The same of a partition; null for the null partition, or of an unpartitioned table. */
  public static DataFile file(Table table, long rows, StaticPartition partition) {
    String location = table.location() + "/data/" + UUID.randomUUID() + ".parquet";
    byte[] content = ("rows " + rows).getBytes(StandardCharsets.UTF_8);
    MemoryFileIO.put(location, content);
    var file =
        DataFiles.builder(table.spec())
            .withPath(location)
            .withFileSizeInBytes(content.length)
            .withRecordCount(rows);
    return partition == null
        ? file.build()
        : file.withPartitionValues(
                table.spec().fields().stream()
                    .map(
                        field ->
                            partition.values().stream()
                                .filter(value -> value.column().equals(field.name()))
                                .findFirst()
                                .orElseThrow()
                                .value())
                    .toList())
            .build();
  }
}
