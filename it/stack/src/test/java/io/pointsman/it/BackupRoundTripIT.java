package io.pointsman.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.DefaultProtocolVersion;
import com.datastax.oss.driver.api.core.type.DataType;
import com.datastax.oss.driver.api.core.type.codec.registry.CodecRegistry;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.pointsman.backup.Backup;
import io.pointsman.backup.BackupReaders;
import io.pointsman.it.truth.CanonicalRow;
import io.pointsman.sstable.ReadSettings;
import io.pointsman.sstable.RowCursor;
import io.pointsman.sstable.ScanRequest;
import io.pointsman.sstable.TableScan;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a real node wrote, read back from its backup alone, is what it answered over CQL. */
@ExtendWith(SharedParts.class)
class BackupRoundTripIT {

  @Test
  void theDataSetHasWhatMakesTablesHardToMove(SharedBackup shared) throws Exception {
    for (Truth truth : shared.truths()) {
      assertThat(truth.rows()).as(truth.table().toString()).isGreaterThan(300);
      assertThat(Files.readAllLines(truth.file()))
          .hasSize(Math.toIntExact(truth.rows()))
          .doesNotHaveDuplicates();
      Backup backup = read(shared, SchemaText.CURRENT, truth.table());
      assertThat(backup.sstables()).as(truth.table().toString()).hasSizeGreaterThanOrEqualTo(4);
    }
  }

  @ParameterizedTest
  @EnumSource(SchemaText.class)
  void aBackupIsCompleteAndOfTheTimeItBegan(SchemaText text, SharedBackup shared) throws Exception {
    Backup backup = read(shared, text, shared.truths().get(0).table());
    assertThat(backup.incompleteBecause()).isEmpty();
    assertThat(backup.takenAt()).isEqualTo(shared.backups().get(text).startedAt());
    assertThat(backup.nodes()).hasSize(1);
    assertThat(backup.nodes().get(0).tokens()).hasSize(CassandraSettings.usual().tokens());
    assertThat(backup.nodes().get(0).dataCentre()).isEqualTo(CassandraNode.DATA_CENTRE);
  }

  @ParameterizedTest
  @EnumSource(SchemaText.class)
  void everyTableReadsBackAsCqlSawIt(SchemaText text, SharedBackup shared) throws Exception {
    for (Truth truth : shared.truths()) {
      List<String> rows = scan(shared, text, truth);
      assertThat(rows)
          .as(truth.table() + " with schema " + text)
          .containsExactlyInAnyOrderElementsOf(Files.readAllLines(truth.file()));
    }
  }

  private static Backup read(SharedBackup shared, SchemaText text, TableName table)
      throws IOException {
    return BackupReaders.of("medusa", shared.store(), SharedBackup.prefix(text))
        .read(shared.backups().get(text).backupId(), table.keyspace(), table.table());
  }

  private static List<String> scan(SharedBackup shared, SchemaText text, Truth truth)
      throws IOException {
    Backup backup = read(shared, text, truth.table());
    ScanRequest request =
        new ScanRequest(
            backup.schema(),
            truth.table().keyspace(),
            truth.table().table(),
            backup.sstables(),
            Long.MIN_VALUE,
            Long.MAX_VALUE,
            backup.takenAt(),
            truth.columns());
    List<DataType> types = shared.types().get(truth.table());
    List<String> rows = new ArrayList<>();
    try (RowCursor cursor = TableScan.open(shared.store(), request, ReadSettings.defaults())) {
      while (cursor.next()) {
        ArrayNode row = CanonicalRow.array();
        for (int column = 0; column < types.size(); column++) {
          ByteBuffer value = cursor.value(column);
          row.add(
              value == null
                  ? CanonicalRow.nothing()
                  : DriverRow.value(
                      CodecRegistry.DEFAULT
                          .codecFor(types.get(column))
                          .decode(value, DefaultProtocolVersion.V5)));
        }
        rows.add(CanonicalRow.line(row));
      }
    }
    return rows;
  }
}
