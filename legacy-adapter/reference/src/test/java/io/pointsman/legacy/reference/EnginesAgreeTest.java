package io.pointsman.legacy.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.pointsman.backup.Backup;
import io.pointsman.backup.MemoryObjectStore;
import io.pointsman.backup.TableSchema;
import io.pointsman.sstable.CqlSchema;
import io.pointsman.sstable.Mutation;
import io.pointsman.sstable.MutationCursor;
import io.pointsman.sstable.Mutations;
import io.pointsman.sstable.ReadSettings;
import io.pointsman.sstable.RowCursor;
import io.pointsman.sstable.ScanRequest;
import io.pointsman.sstable.TableScan;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Cassandra's own merge, which the new engine uses, and this engine's come to the same rows. */
class EnginesAgreeTest {
  private static final TableSchema TABLE = CqlSchema.parse(RandomSSTables.SCHEMA, "shop", "t");

  private final MemoryObjectStore store = new MemoryObjectStore();
  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void bothMergesComeToTheSameRows(long seed) throws IOException {
    List<Backup.SSTable> sstables = new RandomSSTables(seed, directory, store).write(4, 40);

    for (long now = RandomSSTables.NOW - 2; now <= RandomSSTables.NOW + 4; now += 2) {
      assertThat(reconciled(sstables, now))
          .as("seed %d at %d", seed, now)
          .containsExactlyInAnyOrderElementsOf(merged(sstables, now))
          .isNotEmpty();
    }
  }

  private List<String> reconciled(List<Backup.SSTable> sstables, long now) throws IOException {
    RowColumns columns = new RowColumns(TABLE);
    List<Mutation> mutations = new ArrayList<>();
    for (Backup.SSTable sstable : sstables) {
      try (MutationCursor cursor =
          Mutations.open(store, request(List.of(sstable), now), ReadSettings.defaults())) {
        while (cursor.next()) {
          mutations.add(cursor.mutation());
        }
      }
    }
    mutations.sort(
        Comparator.comparing(Mutation::partitionKey, java.util.Arrays::compareUnsigned)
            .thenComparing(mutation -> Reconciler.rank(mutation, columns))
            .thenComparing(Mutation::position, java.util.Arrays::compareUnsigned));
    RowAssembler assembler = new RowAssembler(TABLE);
    List<String> rows = new ArrayList<>();
    new Reconciler(mutations.iterator(), columns, now)
        .forEachRemaining(row -> rows.add(assembler.assemble(row).toString()));
    return rows;
  }

  private List<String> merged(List<Backup.SSTable> sstables, long now) throws IOException {
    List<String> rows = new ArrayList<>();
    try (RowCursor cursor =
        TableScan.open(store, request(sstables, now), ReadSettings.defaults())) {
      while (cursor.next()) {
        Object[] values = new Object[TABLE.columns().size()];
        for (int i = 0; i < values.length; i++) {
          values[i] = ValueDecoder.decode(bytes(cursor.value(i)), TABLE.columns().get(i).type());
        }
        rows.add(RowFactory.create(values).toString());
      }
    }
    return rows;
  }

  private static byte[] bytes(ByteBuffer value) {
    if (value == null) {
      return null;
    }
    byte[] bytes = new byte[value.remaining()];
    value.duplicate().get(bytes);
    return bytes;
  }

  private static ScanRequest request(List<Backup.SSTable> sstables, long now) {
    return new ScanRequest(
        RandomSSTables.SCHEMA,
        "shop",
        "t",
        sstables,
        Long.MIN_VALUE,
        Long.MAX_VALUE,
        Instant.ofEpochSecond(now),
        List.of());
  }
}
