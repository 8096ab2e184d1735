package io.pointsman.bench;

import io.pointsman.sstable.CqlSchema;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.apache.cassandra.cql3.statements.schema.CreateTableStatement;
import org.apache.cassandra.db.Clustering;
import org.apache.cassandra.db.DecoratedKey;
import org.apache.cassandra.db.DeletionTime;
import org.apache.cassandra.db.LivenessInfo;
import org.apache.cassandra.db.SerializationHeader;
import org.apache.cassandra.db.marshal.LongType;
import org.apache.cassandra.db.rows.AbstractUnfilteredRowIterator;
import org.apache.cassandra.db.rows.BTreeRow;
import org.apache.cassandra.db.rows.BufferCell;
import org.apache.cassandra.db.rows.EncodingStats;
import org.apache.cassandra.db.rows.Row;
import org.apache.cassandra.db.rows.Rows;
import org.apache.cassandra.db.rows.Unfiltered;
import org.apache.cassandra.io.sstable.Descriptor;
import org.apache.cassandra.io.sstable.SSTableTxnWriter;
import org.apache.cassandra.io.sstable.SequenceBasedSSTableId;
import org.apache.cassandra.io.sstable.format.big.BigFormat;
import org.apache.cassandra.io.util.File;
import org.apache.cassandra.schema.ColumnMetadata;
import org.apache.cassandra.schema.CompressionParams;
import org.apache.cassandra.schema.TableMetadata;
import org.apache.cassandra.schema.TableMetadataRef;
import org.apache.cassandra.utils.ByteBufferUtil;

/** Writes the SSTables of a case, as a node would have left them in a snapshot. */
final class SampleTable {
  /** What a row has beside its note, about. */
  private static final int ROW_OVERHEAD = 75;

  private static final int WORDS = 2_000;
  private static final int TENTH = 10;
  private static final List<String> STATES = List.of("new", "paid", "packed", "sent", "returned");

  private final ReadCase table;
  private final Path folder;
  private final TableMetadata metadata;
  private final Random random = new Random(1);
  private final byte[] text;

  SampleTable(ReadCase table, Path backups) throws IOException {
    this.table = table;
    this.folder = Files.createDirectories(table.folder(backups));
    CqlSchema.parse(table.schema(), ReadCase.KEYSPACE, table.name()); // starts Cassandra's classes
    this.metadata =
        CreateTableStatement.parse(table.schema(), ReadCase.KEYSPACE)
            .compression(CompressionParams.lz4())
            .build();
    this.text = words();
  }

  /** A long text of words, which compresses about as prose and JSON do. */
  private byte[] words() {
    List<String> words = new ArrayList<>();
    for (int i = 0; i < WORDS; i++) {
      StringBuilder word = new StringBuilder();
      for (int letters = 2 + random.nextInt(9); letters > 0; letters--) {
        word.append((char) ('a' + random.nextInt(26)));
      }
      words.add(word.toString());
    }
    StringBuilder all = new StringBuilder();
    while (all.length() < 4 << 20) {
      all.append(words.get(random.nextInt(WORDS))).append(' ');
    }
    return all.toString().getBytes(StandardCharsets.US_ASCII);
  }

  void write() throws IOException {
    List<List<DecoratedKey>> sstables = new ArrayList<>();
    for (int version = 1; version <= table.versions(); version++) {
      sstables.add(keys());
    }
    write(sstables);
  }

  /**
   * Writes so many SSTables with other Cassandra partitions each: of every ten, nine hold what lies
   * side by side on the ring, and one what lies anywhere.
   */
  void writeApart(int count) throws IOException {
    List<List<DecoratedKey>> sstables = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      sstables.add(new ArrayList<>());
    }
    List<DecoratedKey> keys = keys();
    for (int i = 0; i < keys.size(); i++) {
      int sideBySide = (int) ((long) i * count / keys.size());
      int anywhere = i / TENTH * TENTH % count;
      sstables.get(sideBySide % TENTH == 0 ? anywhere : sideBySide).add(keys.get(i));
    }
    write(sstables.stream().filter(each -> !each.isEmpty()).toList());
  }

  private List<DecoratedKey> keys() {
    return LongStream.range(0, Math.max(1, table.rows() / table.rowsPerPartition()))
        .mapToObj(k -> metadata.partitioner.decorateKey(LongType.instance.decompose(k)))
        .sorted(Comparator.naturalOrder())
        .toList();
  }

  private void write(List<List<DecoratedKey>> sstables) throws IOException {
    List<String> files = new ArrayList<>();
    for (int version = 1; version <= sstables.size(); version++) {
      write(version, sstables.get(version - 1));
      files.add("\"nb-" + version + "-big-Data.db\"");
    }
    Files.writeString(folder.resolve("schema.cql"), table.schema());
    Files.writeString(
        folder.resolve("manifest.json"),
        "{\"files\":[%s],\"created_at\":\"%s\",\"expires_at\":null,\"ephemeral\":false}"
            .formatted(
                String.join(",", files),
                java.time.Instant.ofEpochSecond(ReadCase.TAKEN_AT_SECONDS)));
  }

  private void write(int version, List<DecoratedKey> keys) throws IOException {
    Descriptor descriptor =
        new Descriptor(
            BigFormat.getInstance().getVersion("nb"),
            new File(folder.toString()),
            metadata.keyspace,
            metadata.name,
            new SequenceBasedSSTableId(version));
    SerializationHeader header =
        new SerializationHeader(
            true, metadata, metadata.regularAndStaticColumns(), EncodingStats.NO_STATS);
    try (SSTableTxnWriter writer =
        SSTableTxnWriter.create(
            TableMetadataRef.forOfflineTools(metadata),
            descriptor,
            keys.size(),
            0,
            null,
            false,
            header,
            List.of(),
            null)) {
      for (DecoratedKey key : keys) {
        writer.append(new Partition(key, version));
      }
      writer.finish(false);
    }
  }

  /** One Cassandra partition, made while it is written. */
  private final class Partition extends AbstractUnfilteredRowIterator {
    private final long timestamp;
    private int next;

    Partition(DecoratedKey key, int version) {
      super(
          SampleTable.this.metadata,
          key,
          DeletionTime.LIVE,
          SampleTable.this.metadata.regularAndStaticColumns(),
          Rows.EMPTY_STATIC_ROW,
          false,
          EncodingStats.NO_STATS);
      this.timestamp = (ReadCase.TAKEN_AT_SECONDS - 86_400) * 1_000_000 + version;
    }

    @Override
    protected Unfiltered computeNext() {
      if (next == table.rowsPerPartition()) {
        return endOfData();
      }
      Row.Builder row = BTreeRow.unsortedBuilder();
      row.newRow(Clustering.make(ByteBufferUtil.bytes(next++)));
      row.addPrimaryKeyLivenessInfo(LivenessInfo.create(timestamp, 0));
      add(row, "status", ByteBufferUtil.bytes(STATES.get(random.nextInt(STATES.size()))));
      add(row, "amount", ByteBufferUtil.bytes(random.nextLong() >>> 40));
      add(row, "price", ByteBufferUtil.bytes(random.nextInt(100_000) / 100.0));
      add(row, "placed", ByteBufferUtil.bytes(1_690_000_000_000L + random.nextInt(1 << 30)));
      int length = Math.max(1, table.rowBytes() - ROW_OVERHEAD);
      int from = random.nextInt(text.length - length);
      add(row, "note", ByteBuffer.wrap(text, from, length).slice());
      return row.build();
    }

    private void add(Row.Builder row, String column, ByteBuffer value) {
      ColumnMetadata cell = metadata.getColumn(ByteBufferUtil.bytes(column));
      row.addCell(BufferCell.live(cell, timestamp, value));
    }
  }
}
