package io.pointsman.sstable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pointsman.backup.Backup;
import io.pointsman.backup.MemoryObjectStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.apache.cassandra.schema.CompressionParams;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A chunk that holds more than its file says chunks hold. Its checksum is right: whoever can write
 * into a bucket can write that too.
 */
class OversizedChunkTest {
  private static final String SCHEMA = "CREATE TABLE ks.t (k int PRIMARY KEY, v text);";
  private static final long NOW = 1_700_000_000;
  private static final int CHUNK = 64 << 10;
  private static final int SMALL_CHUNK = 4 << 10;

  private final MemoryObjectStore store = new MemoryObjectStore();
  @TempDir private Path directory;

  private static CompressionParams compression(String name) {
    return switch (name) {
      case "lz4" -> CompressionParams.lz4(CHUNK);
      case "snappy" -> CompressionParams.snappy(CHUNK);
      case "zstd" -> CompressionParams.zstd(CHUNK);
      case "deflate" -> CompressionParams.deflate(CHUNK);
      default -> throw new IllegalArgumentException(name);
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"lz4", "zstd", "deflate", "snappy"})
  void aChunkThatHoldsMoreThanChunksHoldIsRefused(String name) throws IOException {
    WrittenTable table =
        new WrittenTable(directory, store, SCHEMA, "t").compression(compression(name));
    var partition = table.partition(1).timestamp(10);
    partition.row().add("v", "x".repeat(60_000));
    Backup.SSTable sstable = table.write("node1", partition.build());
    assertThat(table.rows(NOW)).hasSize(1);
    String key =
        sstable.components().stream()
            .map(Backup.Component::key)
            .filter(each -> each.endsWith("CompressionInfo.db"))
            .findFirst()
            .orElseThrow();
    byte[] info = store.readAll(key, 1 << 20);
    ByteBuffer numbers = ByteBuffer.wrap(info);
    // From the end: one offset, the count of chunks, the length, the longest chunk, the chunk.
    int chunkLength = info.length - Long.BYTES - Integer.BYTES - Long.BYTES - 2 * Integer.BYTES;
    assertThat(numbers.getInt(chunkLength)).isEqualTo(CHUNK);
    numbers.putInt(chunkLength, SMALL_CHUNK);
    numbers.putInt(chunkLength + Integer.BYTES, Integer.MAX_VALUE);
    numbers.putLong(chunkLength + 2 * Integer.BYTES, SMALL_CHUNK);
    store.put(key, info);

    assertThatThrownBy(() -> table.rows(NOW))
        .isInstanceOf(CorruptBackupException.class)
        .hasMessageContaining("s3://memory/backups/node1/");
  }
}
