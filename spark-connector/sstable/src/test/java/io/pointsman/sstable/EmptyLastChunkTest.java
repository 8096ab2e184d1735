package io.pointsman.sstable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pointsman.backup.Backup;
import io.pointsman.backup.MemoryObjectStore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import org.apache.cassandra.schema.CompressionParams;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What a compaction writes: it opens its result before it is finished, and its last flush, which
 * finds nothing more to write, makes a chunk of that. Most files of a node that lives are so.
 */
class EmptyLastChunkTest {
  private static final String SCHEMA = "CREATE TABLE ks.t (k int PRIMARY KEY, v text);";
  private static final long NOW = 1_700_000_000;

  private final MemoryObjectStore store = new MemoryObjectStore();
  @TempDir private Path directory;

  private static CompressionParams compression(String name) {
    return switch (name) {
      case "lz4" -> CompressionParams.lz4(4096);
      case "snappy" -> CompressionParams.snappy(4096);
      case "zstd" -> CompressionParams.zstd(4096);
      case "deflate" -> CompressionParams.deflate(4096);
      case "noop" -> CompressionParams.noop();
      default -> CompressionParams.noCompression();
    };
  }

  @ParameterizedTest
  @CsvSource({
    "nb, lz4",
    "oa, lz4",
    "da, lz4",
    "oa, snappy",
    "oa, zstd",
    "oa, deflate",
    "nb, noop",
    "nb, none",
    "oa, none",
    "da, none"
  })
  void theRowsAreTheSame(String version, String compression) throws IOException {
    WrittenTable table = written(version, compression);
    List<String> rows = table.rows(NOW);
    assertThat(rows).hasSize(40);

    WrittenTable compacted = table.with(List.of(flushedOnceMore(table, compression, new byte[0])));

    assertThat(compacted.rows(NOW)).isEqualTo(rows);
  }

  @ParameterizedTest
  @CsvSource({"oa, lz4", "da, none"})
  void aLastChunkThatHoldsMoreThanNothingIsRefused(String version, String compression)
      throws IOException {
    WrittenTable table = written(version, compression);

    WrittenTable longer = table.with(List.of(flushedOnceMore(table, compression, new byte[4096])));

    assertThatThrownBy(() -> longer.rows(NOW)).isInstanceOf(CorruptBackupException.class);
  }

  private WrittenTable written(String version, String compression) throws IOException {
    WrittenTable table =
        new WrittenTable(directory, store, SCHEMA, "t")
            .version(version)
            .compression(compression(compression));
    List<org.apache.cassandra.db.partitions.PartitionUpdate> partitions = new ArrayList<>();
    for (int key = 0; key < 40; key++) {
      var partition = table.partition(key).timestamp(10);
      partition.row().add("v", Integer.toString(key).repeat(300));
      partitions.add(partition.build());
    }
    table.write(
        "node1", partitions.toArray(new org.apache.cassandra.db.partitions.PartitionUpdate[0]));
    return table;
  }

  /** The table's SSTable with one chunk more, which holds these bytes. */
  private Backup.SSTable flushedOnceMore(WrittenTable table, String compression, byte[] content)
      throws IOException {
    Backup.SSTable sstable = table.sstables().get(0);
    if (compression.equals("none")) {
      CRC32 crc = new CRC32();
      crc.update(content);
      append(sstable, "CRC.db", ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
    } else {
      byte[] stored = compressed(compression, content);
      CRC32 crc = new CRC32();
      crc.update(stored);
      long begin =
          append(
              sstable,
              "Data.db",
              ByteBuffer.allocate(stored.length + 4)
                  .put(stored)
                  .putInt((int) crc.getValue())
                  .array());
      oneChunkMore(sstable, begin);
    }
    List<Backup.Component> components = new ArrayList<>();
    for (Backup.Component each : sstable.components()) {
      components.add(
          new Backup.Component(
              each.key(), each.fileName(), store.head(each.key()).orElseThrow().size()));
    }
    return new Backup.SSTable(
        sstable.keyspace(), sstable.table(), sstable.node(), sstable.descriptor(), components);
  }

  private static byte[] compressed(String compression, byte[] content) throws IOException {
    var compressor = compression(compression).getSstableCompressor();
    ByteBuffer in = compressor.preferredBufferType().allocate(Math.max(1, content.length));
    in.put(content).flip();
    ByteBuffer out =
        compressor.preferredBufferType().allocate(compressor.initialCompressedBufferLength(4096));
    compressor.compress(in, out);
    out.flip();
    byte[] bytes = new byte[out.remaining()];
    out.get(bytes);
    return bytes;
  }

  private String key(Backup.SSTable sstable, String component) {
    return sstable.components().stream()
        .map(Backup.Component::key)
        .filter(each -> each.endsWith(component))
        .findFirst()
        .orElseThrow();
  }

  /** Where the appended bytes begin. */
  private long append(Backup.SSTable sstable, String component, byte[] more) throws IOException {
    String key = key(sstable, component);
    byte[] before = store.readAll(key, 1 << 20);
    byte[] after = java.util.Arrays.copyOf(before, before.length + more.length);
    System.arraycopy(more, 0, after, before.length, more.length);
    store.put(key, after);
    return before.length;
  }

  private void oneChunkMore(Backup.SSTable sstable, long begin) throws IOException {
    String key = key(sstable, "CompressionInfo.db");
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(store.readAll(key, 1 << 20)));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeUTF(in.readUTF());
    int options = in.readInt();
    out.writeInt(options);
    for (int i = 0; i < 2 * options; i++) {
      out.writeUTF(in.readUTF());
    }
    out.writeInt(in.readInt());
    out.writeInt(in.readInt());
    out.writeLong(in.readLong());
    out.writeInt(in.readInt() + 1);
    out.write(in.readAllBytes());
    out.writeLong(begin);
    store.put(key, bytes.toByteArray());
  }
}
