package io.pointsman.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.cassandra.config.Config;
import org.apache.cassandra.config.DatabaseDescriptor;
import org.apache.cassandra.cql3.statements.schema.CreateTableStatement;
import org.apache.cassandra.db.partitions.PartitionIterator;
import org.apache.cassandra.db.partitions.UnfilteredPartitionIterators;
import org.apache.cassandra.db.rows.Cell;
import org.apache.cassandra.db.rows.ColumnData;
import org.apache.cassandra.db.rows.Row;
import org.apache.cassandra.db.rows.RowIterator;
import org.apache.cassandra.dht.Murmur3Partitioner;
import org.apache.cassandra.io.sstable.Component;
import org.apache.cassandra.io.sstable.Descriptor;
import org.apache.cassandra.io.sstable.ISSTableScanner;
import org.apache.cassandra.io.sstable.format.SSTableReader;
import org.apache.cassandra.io.util.File;
import org.apache.cassandra.schema.TableMetadata;
import org.apache.cassandra.schema.TableMetadataRef;

/**
 * Cassandra's own scanners, merge and filter over local files, with its own settings: what a node
 * does for a range query, without the query.
 */
final class CassandraScan {
  private static boolean started;

  private final TableMetadata table;
  private final Path folder;
  private long looked;

  CassandraScan(ReadCase table, Path backups) {
    start();
    this.table = CreateTableStatement.parse(table.schema(), ReadCase.KEYSPACE).build();
    this.folder = table.folder(backups);
  }

  private static void start() {
    if (!started) {
      DatabaseDescriptor.clientInitialization(false, Config::new);
      DatabaseDescriptor.setPartitionerUnsafe(Murmur3Partitioner.instance);
      started = true;
    }
  }

  /** Reads every row and looks at every cell. */
  long rows() throws IOException {
    List<SSTableReader> readers = open();
    long rows = 0;
    try {
      List<ISSTableScanner> scanners = new ArrayList<>();
      readers.forEach(reader -> scanners.add(reader.getScanner()));
      try (PartitionIterator partitions =
          UnfilteredPartitionIterators.filter(
              scanners.size() == 1
                  ? scanners.get(0)
                  : UnfilteredPartitionIterators.merge(
                      scanners, UnfilteredPartitionIterators.MergeListener.NOOP),
              ReadCase.TAKEN_AT_SECONDS)) {
        while (partitions.hasNext()) {
          try (RowIterator partition = partitions.next()) {
            while (partition.hasNext()) {
              look(partition.next());
              rows++;
            }
          }
        }
      }
    } finally {
      readers.forEach(reader -> reader.selfRef().release());
    }
    if (looked == 0) {
      throw new IllegalStateException("No values were read from " + folder);
    }
    return rows;
  }

  private void look(Row row) {
    for (ColumnData data : row) {
      looked += ((Cell<?>) data).valueSize();
      if (((Cell<?>) data).value() instanceof byte[] value && value.length > 0) {
        looked += value[0];
      }
    }
  }

  private List<SSTableReader> open() throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(folder)) {
      files = all.sorted().toList();
    }
    List<SSTableReader> readers = new ArrayList<>();
    for (Path file : files) {
      String name = file.getFileName().toString();
      if (!name.endsWith("-Data.db")) {
        continue;
      }
      String prefix = name.substring(0, name.length() - "Data.db".length());
      Descriptor descriptor =
          Descriptor.fromFileWithComponent(new File(file.toString()), ReadCase.KEYSPACE, table.name)
              .left;
      Set<Component> components = new HashSet<>();
      for (Path other : files) {
        String otherName = other.getFileName().toString();
        if (otherName.startsWith(prefix)) {
          components.add(
              Component.parse(otherName.substring(prefix.length()), descriptor.getFormat()));
        }
      }
      readers.add(
          SSTableReader.open(
              null, descriptor, components, TableMetadataRef.forOfflineTools(table), false, true));
    }
    return readers;
  }
}
