package io.pointsman.sstable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pointsman.backup.Backup;
import io.pointsman.backup.ObjectStore;
import io.pointsman.backup.ObjectStores;
import io.pointsman.backup.StoreSettings;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.apache.cassandra.schema.CompressionParams;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backups in a directory of this machine, whose data files are read without a window. */
class LocalFilesTest {
  private static final long NOW = 1_700_000_000;

  /** More than a window holds. */
  private static final int ROWS = 60_000;

  @TempDir private Path directory;
  private ObjectStore store;

  @BeforeEach
  void aBucketInADirectory() {
    store =
        ObjectStores.open(
            new StoreSettings(directory.toUri().toString(), null, false, null, "bucket"), Map.of());
  }

  private WrittenTable table() throws IOException {
    WrittenTable table =
        new WrittenTable(
                directory.resolve("written"),
                store,
                "CREATE TABLE ks.t (k int, c int, v text, PRIMARY KEY (k, c));",
                "t")
            .compression(CompressionParams.lz4());
    var partition = table.partition(1).timestamp(10).nowInSec(NOW);
    for (int c = 0; c < ROWS; c++) {
      partition.row(c).add("v", "value " + c * 7_919L);
    }
    table.write("node1", partition.build());
    return table;
  }

  private static Backup.Component data(WrittenTable table) {
    return table.sstables().get(0).components().stream()
        .filter(component -> component.fileName().endsWith("-Data.db"))
        .findFirst()
        .orElseThrow();
  }

  private FileChannel dataFile(WrittenTable table, StandardOpenOption option) throws IOException {
    return FileChannel.open(directory.resolve("bucket").resolve(data(table).key()), option);
  }

  @Test
  void rowsComeAndTheirBytesAreCounted() throws IOException {
    WrittenTable table = table();

    try (RowCursor cursor = TableScan.open(store, table.request(NOW), ReadSettings.defaults())) {
      int rows = 0;
      while (cursor.next()) {
        assertThat(new String(cursor.bytes(2), java.nio.charset.StandardCharsets.UTF_8))
            .isEqualTo("value " + rows * 7_919L);
        rows++;
      }
      assertThat(rows).isEqualTo(ROWS);
      assertThat(cursor.bytesRead()).isGreaterThanOrEqualTo(data(table).size());
    }
  }

  @Test
  void aFileThatWasCutOffSinceIsRefusedByItsName() throws IOException {
    WrittenTable table = table();
    try (FileChannel file = dataFile(table, StandardOpenOption.WRITE)) {
      file.truncate(file.size() / 2);
    }

    assertThatThrownBy(() -> table.rows(NOW))
        .isInstanceOf(CorruptBackupException.class)
        .hasMessageContaining(data(table).key())
        .hasMessageContaining("ends before byte");
  }

  @Test
  void aByteThatTurnedOverIsRefusedByTheChecksumOfItsChunk() throws IOException {
    WrittenTable table = table();
    try (FileChannel file = dataFile(table, StandardOpenOption.WRITE)) {
      file.write(java.nio.ByteBuffer.wrap(new byte[] {0x5a, 0x5a}), file.size() / 2);
    }

    assertThatThrownBy(() -> table.rows(NOW))
        .isInstanceOf(CorruptBackupException.class)
        .hasMessageContaining(data(table).key());
  }

  @Test
  void aTaskThatIsEndedIsNoDamage() throws IOException {
    WrittenTable table = table();

    try (RowCursor cursor = TableScan.open(store, table.request(NOW), ReadSettings.defaults())) {
      assertThat(cursor.next()).isTrue();
      Thread.currentThread().interrupt();
      assertThatThrownBy(
              () -> {
                while (cursor.next()) {
                  assertThat(cursor.bytes(2)).isNotNull();
                }
              })
          .isInstanceOf(InterruptedIOException.class);
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }
}
