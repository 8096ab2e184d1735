package io.pointsman.legacy.reference;

import io.pointsman.backup.Backup;
import io.pointsman.backup.MemoryObjectStore;
import io.pointsman.sstable.CqlSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.cassandra.config.DatabaseDescriptor;
import org.apache.cassandra.cql3.statements.schema.CreateTableStatement;
import org.apache.cassandra.db.DecoratedKey;
import org.apache.cassandra.db.SerializationHeader;
import org.apache.cassandra.db.partitions.PartitionUpdate;
import org.apache.cassandra.db.rows.EncodingStats;
import org.apache.cassandra.db.rows.Row;
import org.apache.cassandra.io.sstable.Descriptor;
import org.apache.cassandra.io.sstable.SSTableTxnWriter;
import org.apache.cassandra.io.sstable.SequenceBasedSSTableId;
import org.apache.cassandra.io.sstable.format.SSTableFormat;
import org.apache.cassandra.io.util.File;
import org.apache.cassandra.schema.TableMetadata;
import org.apache.cassandra.schema.TableMetadataRef;

/**
 * SSTables of replicas that saw different writes of few keys at few times, so that everything
 * collides with everything: values, tombstones of every kind, expiring values, static ones.
 */
final class RandomSSTables {
  static final String SCHEMA =
      "CREATE TABLE shop.t (k int, c int, d text, s text static, x set<int> static, v text,"
          + " w bigint, l list<int>, m map<text, int>, n set<text>,"
          + " PRIMARY KEY (k, c, d)) WITH CLUSTERING ORDER BY (c DESC, d ASC);";
  static final long NOW = 1_700_000_000;

  private static final int KEYS = 6;
  private static final int CLUSTERINGS = 4;
  private static final int TIMES = 6;

  private final Random random;
  private final Path directory;
  private final MemoryObjectStore store;
  private final TableMetadata table;
  private final List<Backup.SSTable> sstables = new ArrayList<>();

  RandomSSTables(long seed, Path directory, MemoryObjectStore store) {
    this.random = new Random(seed);
    this.directory = directory;
    this.store = store;
    CqlSchema.parse(SCHEMA, "shop", "t"); // starts Cassandra's classes
    this.table = CreateTableStatement.parse(SCHEMA, "shop").build();
  }

  List<Backup.SSTable> write(int count, int writesEach) throws IOException {
    for (int i = 1; i <= count; i++) {
      TreeMap<DecoratedKey, List<PartitionUpdate>> writes = new TreeMap<>();
      for (int j = 0; j < writesEach; j++) {
        PartitionUpdate write = write();
        writes.computeIfAbsent(write.partitionKey(), key -> new ArrayList<>()).add(write);
      }
      sstables.add(flush(i, writes.values().stream().map(PartitionUpdate::merge).toList()));
    }
    return sstables;
  }

  private PartitionUpdate write() {
    PartitionUpdate.SimpleBuilder partition =
        PartitionUpdate.simpleBuilder(table, random.nextInt(KEYS))
            .timestamp(1 + random.nextInt(TIMES))
            .nowInSec(NOW - random.nextInt(3));
    switch (random.nextInt(12)) {
      case 0 -> partition.delete();
      case 1, 2 -> range(partition);
      case 3 -> row(partition).delete();
      case 4 ->
          partition
              .row()
              .noPrimaryKeyLivenessInfo()
              .add("s", maybe(text()))
              .add("x", maybe(Set.of(number(), 100)));
      case 5 -> partition.row().noPrimaryKeyLivenessInfo().ttl(ttl()).add("s", text());
      case 6 -> row(partition).delete(pick("v", "w", "l", "m", "n"));
      case 7 -> row(partition).ttl(ttl()).add("v", text()).add("n", Set.of(text(), "z"));
      case 8 -> row(partition).noPrimaryKeyLivenessInfo().add("w", (long) number());
      case 9 ->
          row(partition)
              .noPrimaryKeyLivenessInfo()
              .appendAll("m", Map.of(text(), number()))
              .appendAll("n", Set.of(text()));
      default ->
          row(partition)
              .add("v", maybe(text()))
              .add("w", maybe((long) number()))
              .add("l", maybe(List.of(number(), number())))
              .add("m", maybe(Map.of(text(), number())));
    }
    return partition.build();
  }

  private Row.SimpleBuilder row(PartitionUpdate.SimpleBuilder partition) {
    return partition.row(random.nextInt(CLUSTERINGS), text());
  }

  private void range(PartitionUpdate.SimpleBuilder partition) {
    PartitionUpdate.SimpleBuilder.RangeTombstoneBuilder range = partition.addRangeTombstone();
    int from = random.nextInt(CLUSTERINGS);
    switch (random.nextInt(4)) {
      case 0 -> range.start(from).inclStart().end();
      case 1 -> range.start().end(from).exclEnd();
      case 2 -> range.start(from).inclStart().end(from).inclEnd();
      default -> {
        int to = random.nextInt(CLUSTERINGS);
        range.start(Math.max(from, to)).exclStart().end(Math.min(from, to), text()).inclEnd();
      }
    }
  }

  private int ttl() {
    return random.nextInt(3) + 1;
  }

  private int number() {
    return random.nextInt(5) - 2;
  }

  private String text() {
    return Character.toString('a' + random.nextInt(3));
  }

  private String pick(String... names) {
    return names[random.nextInt(names.length)];
  }

  private Object maybe(Object value) {
    return random.nextInt(4) == 0 ? null : value;
  }

  private Backup.SSTable flush(int generation, List<PartitionUpdate> partitions)
      throws IOException {
    Path target = Files.createDirectories(directory.resolve("sstable-" + generation));
    SSTableFormat<?, ?> format = DatabaseDescriptor.getSSTableFormats().get("big");
    Descriptor descriptor =
        new Descriptor(
            format.getVersion("nb"),
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
            KEYS,
            0,
            null,
            false,
            header,
            List.of(),
            null)) {
      for (PartitionUpdate partition : partitions) {
        writer.append(partition.unfilteredIterator());
      }
      writer.finish(false);
    }
    List<Backup.Component> components = new ArrayList<>();
    try (Stream<Path> files = Files.list(target)) {
      for (Path file : files.sorted().toList()) {
        String key = "n" + generation + "/" + file.getFileName();
        store.upload(key, file);
        components.add(new Backup.Component(key, file.getFileName().toString(), Files.size(file)));
      }
    }
    return new Backup.SSTable(
        "shop", "t", "n" + generation, "nb-" + generation + "-big", components);
  }
}
