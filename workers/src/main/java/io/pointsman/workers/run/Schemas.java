package io.pointsman.workers.run;

import io.pointsman.backup.TableSchema;
import io.pointsman.decider.BackupPin;
import io.pointsman.decider.FailureReason;
import io.pointsman.decider.SourceTable;
import io.pointsman.sstable.CqlSchema;
import io.pointsman.workers.conductor.TaskFailedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The columns that a pinned backup's table had, without reading the backup again. */
public final class Schemas {
  private final ControlFiles files;

  public Schemas(ControlFiles files) {
    this.files = files;
  }

  /** Keeps the text that came with a pinned backup. */
  public void keep(BackupPin pin, String cql) throws IOException {
    files.keepSchema(pin.schemaDigest(), cql);
  }

  /**
   * The source table's columns as of the pin.
   *
   * @throws TaskFailedException when the text is not what was pinned
   */
  public TableSchema of(BackupPin pin, SourceTable table) throws IOException, TaskFailedException {
    String cql =
        files
            .schema(pin.schemaDigest())
            .orElseThrow(
                () ->
                    TaskFailedException.terminal(
                        FailureReason.BACKUP_GONE,
                        "The schema of backup " + pin.backupId() + " is not in the control store"));
    if (!digest(cql).equals(pin.schemaDigest())) {
      throw TaskFailedException.terminal(
          FailureReason.BACKUP_CORRUPT,
          "The schema of backup "
              + pin.backupId()
              + " in the control store is not the one that was pinned");
    }
    return CqlSchema.parse(cql, table.keyspace(), table.table());
  }

  /** SHA-256 of a schema's text, hexadecimal, as pins hold it. */
  public static String digest(String cql) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha256.digest(cql.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }
}
