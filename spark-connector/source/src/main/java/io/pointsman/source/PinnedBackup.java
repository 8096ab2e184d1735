package io.pointsman.source;

import io.pointsman.decider.BackupPin;
import io.pointsman.decider.registry.SourceDefinition;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * One table of a pinned backup, checked against its pin, for a job: the data source would check it
 * again, and ask the store for every object twice.
 */
public final class PinnedBackup {
  /** A pin says what every manifest's bytes are, so what it resolves to cannot change. */
  private static final ConcurrentMap<Map<String, String>, BackupTable> RESOLVED =
      new ConcurrentHashMap<>();

  private final Map<String, String> options;
  private final BackupTable table;

  private PinnedBackup(Map<String, String> options, BackupTable table) {
    this.options = options;
    this.table = table;
  }

  /**
   * Reads the backup's manifests and checks them.
   *
   * @param settings of the job; {@code splits} and {@code splitBytes} are passed on
   * @throws UnreadableBackupException when the backup is gone, not whole, or not the pinned one
   */
  public static PinnedBackup open(
      SourceDefinition source,
      BackupPin pin,
      String keyspace,
      String table,
      Map<String, String> settings) {
    Map<String, String> options = BackupOptions.of(source, pin, keyspace, table);
    for (String name : List.of(BackupOptions.SPLITS, BackupOptions.SPLIT_BYTES)) {
      if (settings.containsKey(name)) {
        options.put(name, settings.get(name));
      }
    }
    BackupTable resolved = Backups.resolve(BackupOptions.parse(options));
    RESOLVED.put(Map.copyOf(options), resolved);
    return new PinnedBackup(Map.copyOf(options), resolved);
  }

  /** What {@link #open} resolved for exactly these options, or null. */
  static BackupTable resolved(Map<String, String> options) {
    return RESOLVED.get(options);
  }

  /** The table's rows, through the data source. */
  public Dataset<Row> rows(SparkSession spark) {
    return spark.read().format("cassandra-backup").options(options).load();
  }

  /** What a user should know of this backup. */
  public List<String> notes() {
    return table.notes();
  }

  /** Bytes of all data files, as stored. */
  public long dataBytes() {
    return table.dataBytes();
  }
}
