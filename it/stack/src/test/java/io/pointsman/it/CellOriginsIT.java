package io.pointsman.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.pointsman.backup.Backup;
import io.pointsman.backup.BackupReaders;
import io.pointsman.sstable.CellOrigin;
import io.pointsman.sstable.ReadSettings;
import io.pointsman.sstable.RowCursor;
import io.pointsman.sstable.RowSelection;
import io.pointsman.sstable.ScanRequest;
import io.pointsman.sstable.TableScan;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a backup says of each value beside itself is what the node answered over CQL. */
@ExtendWith(SharedParts.class)
class CellOriginsIT {
  /** A TTL counts down while its table is asked. */
  private static final long SECONDS_APART = 20;

  @Test
  void tokensWriteTimesAndTtlsAreWhatTheNodeAnswered(SharedBackup shared) throws Exception {
    long withTtl = 0;
    long withSeveralCells = 0;
    for (Map.Entry<TableName, CqlOrigins> each : shared.origins().entrySet()) {
      TableName table = each.getKey();
      CqlOrigins expected = each.getValue();
      Backup backup =
          BackupReaders.of("medusa", shared.store(), SharedBackup.prefix(SchemaText.CURRENT))
              .read(
                  shared.backups().get(SchemaText.CURRENT).backupId(),
                  table.keyspace(),
                  table.table());
      ScanRequest request =
          new ScanRequest(
              backup.schema(),
              table.keyspace(),
              table.table(),
              backup.sstables(),
              Long.MIN_VALUE,
              Long.MAX_VALUE,
              backup.takenAt(),
              Stream.concat(expected.key().stream(), expected.columns().stream()).toList());
      long rows = 0;
      try (RowCursor cursor =
          TableScan.open(
              shared.store(),
              request,
              new RowSelection(null, null, true),
              ReadSettings.defaults())) {
        while (cursor.next()) {
          rows++;
          ByteBuffer[] key = new ByteBuffer[expected.key().size()];
          for (int i = 0; i < key.length; i++) {
            key[i] = cursor.value(i);
          }
          String name = CqlOrigins.name(key);
          CqlOrigins.Origins origins = expected.rows().get(name);
          assertThat(origins).as("%s row %s", table, name).isNotNull();
          assertThat(cursor.token()).isEqualTo(origins.token());
          assertThat(cursor.versions()).isNotEmpty();
          for (int i = 0; i < expected.columns().size(); i++) {
            List<CellOrigin> cells = cells(cursor, key.length + i);
            assertThat(cells.stream().map(cell -> cell == null ? null : cell.writeTime()))
                .as("write times of %s in row %s of %s", expected.columns().get(i), name, table)
                .containsExactlyElementsOf(origins.writeTimes().get(i));
            withSeveralCells += cells.size() > 1 ? 1 : 0;
            withTtl += ttls(cells, origins.ttls().get(i), expected);
          }
        }
      }
      assertThat(rows).as(table.toString()).isEqualTo(expected.rows().size());
    }
    assertThat(withTtl).isPositive();
    assertThat(withSeveralCells).isPositive();
  }

  private static List<CellOrigin> cells(RowCursor cursor, int column) {
    CellOrigin[] origins = cursor.origins(column);
    List<CellOrigin> cells = new ArrayList<>();
    if (origins != null) {
      cells.addAll(java.util.Arrays.asList(origins));
    }
    return cells;
  }

  /** How many of the cells expire, each when the node said. */
  private static long ttls(List<CellOrigin> cells, List<Integer> ttls, CqlOrigins expected) {
    if (ttls.stream().allMatch(Objects::isNull)) {
      assertThat(cells)
          .allSatisfy(
              cell -> assertThat(cell == null || cell.expiresAt() == CellOrigin.NEVER).isTrue());
      return 0;
    }
    assertThat(cells).hasSameSizeAs(ttls);
    long expiring = 0;
    for (int i = 0; i < ttls.size(); i++) {
      Integer ttl = ttls.get(i);
      if (ttl != null) {
        expiring++;
        assertThat(cells.get(i).expiresAt() - expected.askedAt().getEpochSecond() - ttl)
            .isBetween(-2L, SECONDS_APART);
      }
    }
    return expiring;
  }
}
