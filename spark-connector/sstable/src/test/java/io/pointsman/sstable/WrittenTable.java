package io.pointsman.sstable;

import io.pointsman.backup.Backup;
import io.pointsman.backup.ObjectStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.cassandra.config.DatabaseDescriptor;
import org.apache.cassandra.db.SerializationHeader;
import org.apache.cassandra.db.partitions.PartitionUpdate;
import org.apache.cassandra.db.rows.EncodingStats;
import org.apache.cassandra.db.rows.UnfilteredRowIterator;
import org.apache.cassandra.io.sstable.Descriptor;
import org.apache.cassandra.io.sstable.SSTableTxnWriter;
import org.apache.cassandra.io.sstable.SequenceBasedSSTableId;
import org.apache.cassandra.io.sstable.format.SSTableFormat;
import org.apache.cassandra.io.sstable.format.big.BigFormat;
import org.apache.cassandra.io.util.File;
import org.apache.cassandra.schema.CompressionParams;
import org.apache.cassandra.schema.TableMetadata;
import org.apache.cassandra.schema.TableMetadataRef;
import org.apache.cassandra.utils.ByteBufferUtil;

/**
 * Writes SSTables of one table, as a node would, and puts them into a bucket. Other modules run it
 * on the shaded jar, where libraries are relocated; there it writes the big format only.
 */
public final class WrittenTable {
  private final Path directory;
  private final ObjectStore store;
  private final String schemaCql;
  private TableMetadata table;
  private String version = "nb";
  private int generation;
  private String folder = "-1";
  private final List<Backup.SSTable> sstables = new ArrayList<>();

  public WrittenTable(Path directory, ObjectStore store, String schemaCql, String name) {
    this.directory = directory;
    this.store = store;
    this.schemaCql = schemaCql;
    this.table = CqlSchema.metadata(schemaCql, "ks", name);
  }

  /** Another schema than the reader's for what is written from here on. */
  WrittenTable asOf(String writersSchemaCql) {
    table = CqlSchema.metadata(writersSchemaCql, "ks", table.name);
    return this;
  }

  /** Format and version of what is written from here on, such as {@code nb} or {@code da}. */
  WrittenTable version(String newVersion) {
    version = newVersion;
    return this;
  }

  /** Uploads what is written from here on as a snapshot of that tag. */
  public WrittenTable snapshot(String tag) {
    folder = "-" + "0".repeat(32) + "/snapshots/" + tag;
    return this;
  }

  public WrittenTable compression(CompressionParams compression) {
    table = table.unbuild().compression(compression).build();
    return this;
  }

  TableMetadata metadata() {
    return table;
  }

  public PartitionUpdate.SimpleBuilder partition(Object... key) {
    return PartitionUpdate.simpleBuilder(table, key);
  }

  /** Writes one SSTable with these partitions. */
  public Backup.SSTable write(String node, PartitionUpdate... partitions) throws IOException {
    return write(
        node,
        Stream.of(partitions).sorted(Comparator.comparing(PartitionUpdate::partitionKey)).toList());
  }

  /** Writes one SSTable with these partitions, which are in token order. */
  Backup.SSTable write(String node, List<PartitionUpdate> partitions) throws IOException {
    return writeIterators(
        node, partitions.stream().map(PartitionUpdate::unfilteredIterator).toList());
  }

  /** Writes one SSTable with one partition, which need not fit into memory. */
  Backup.SSTable writeIterator(String node, UnfilteredRowIterator partition) throws IOException {
    return writeIterators(node, List.of(partition));
  }

  private Backup.SSTable writeIterators(String node, List<UnfilteredRowIterator> partitions)
      throws IOException {
    Path target = Files.createDirectories(directory.resolve(node + "-" + ++generation));
    SSTableFormat<?, ?> format =
        version.startsWith("d")
            ? DatabaseDescriptor.getSSTableFormats().get("bti")
            : BigFormat.getInstance();
    Descriptor descriptor =
        new Descriptor(
            format.getVersion(version),
            new File(target.toString()),
            table.keyspace,
            table.name,
            new SequenceBasedSSTableId(generation));
    SerializationHeader header =
        new SerializationHeader(
            true, table, table.regularAndStaticColumns(), EncodingStats.NO_STATS);
    try (SSTableTxnWriter writer =
        SSTableTxnWriter.create(
            TableMetadataRef.forOfflineTools(table),
            descriptor,
            1_000,
            0,
            null,
            false,
            header,
            List.of(),
            null)) {
      for (UnfilteredRowIterator partition : partitions) {
        writer.append(partition);
      }
      writer.finish(false);
    }
    return upload(node, target, descriptor.version + "-" + generation + "-" + format.name());
  }

  private Backup.SSTable upload(String node, Path from, String descriptor) throws IOException {
    List<Backup.Component> components = new ArrayList<>();
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.sorted().toList()) {
        String key = folder(node) + "/" + file.getFileName();
        store.upload(key, file);
        components.add(new Backup.Component(key, file.getFileName().toString(), Files.size(file)));
      }
    }
    Backup.SSTable sstable =
        new Backup.SSTable(table.keyspace, table.name, node, descriptor, components);
    sstables.add(sstable);
    return sstable;
  }

  /** Where a node's SSTables lie in the bucket. */
  public String folder(String node) {
    return "backups/" + node + "/data/ks/" + table.name + folder;
  }

  /** The same table with other SSTables. */
  WrittenTable with(List<Backup.SSTable> others) {
    WrittenTable same = new WrittenTable(directory, store, schemaCql, table.name);
    same.sstables.addAll(others);
    return same;
  }

  List<Backup.SSTable> sstables() {
    return List.copyOf(sstables);
  }

  ScanRequest request(long referenceSeconds, String... columns) {
    return new ScanRequest(
        schemaCql,
        table.keyspace,
        table.name,
        sstables,
        Long.MIN_VALUE,
        Long.MAX_VALUE,
        java.time.Instant.ofEpochSecond(referenceSeconds),
        List.of(columns));
  }

  /** A partition key as it is serialized. */
  byte[] key(Object... values) {
    return ByteBufferUtil.getArray(partition(values).build().partitionKey().getKey());
  }

  /** The rows that a selection lets through. */
  List<String> rows(RowSelection selection, long referenceSeconds) throws IOException {
    ScanRequest request = request(referenceSeconds);
    try (RowCursor cursor = TableScan.open(store, request, selection, ReadSettings.defaults())) {
      return new RowTexts(CqlSchema.metadata(schemaCql, "ks", table.name), request.columns())
          .all(cursor);
    }
  }

  /** The live rows at a time, each as its values in CQL's notation. */
  List<String> rows(long referenceSeconds, String... columns) throws IOException {
    return rows(request(referenceSeconds, columns));
  }

  List<String> rows(ScanRequest request) throws IOException {
    try (RowCursor cursor = TableScan.open(store, request, ReadSettings.defaults())) {
      return new RowTexts(CqlSchema.metadata(schemaCql, "ks", table.name), request.columns())
          .all(cursor);
    }
  }
}
