package io.pointsman.sstable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pointsman.backup.MemoryObjectStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.cassandra.db.partitions.PartitionUpdate;
import org.apache.cassandra.schema.CompressionParams;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadBudgetTest {
  private final MemoryObjectStore store = new MemoryObjectStore();
  @TempDir private Path directory;

  @Test
  void whatIsLeftIsSharedAndNobodyGoesWithoutAny() {
    ReadBudget budget = new ReadBudget(100);
    assertThat(budget.take(70, 10)).isEqualTo(70);
    assertThat(budget.take(70, 10)).isEqualTo(30);
    assertThat(budget.take(70, 10)).isEqualTo(10);
    assertThat(budget.take(70, 0)).isZero();
    assertThat(budget.taken()).isEqualTo(110);
    budget.giveBack(70);
    assertThat(budget.take(5, 0)).isEqualTo(5);
  }

  @Test
  void aScanReadsAheadAndGivesBackWhatItTook() throws IOException {
    WrittenTable table =
        new WrittenTable(
                directory, store, "CREATE TABLE ks.t (k int, v blob, PRIMARY KEY (k));", "t")
            .compression(CompressionParams.lz4(4096));
    Random random = new Random(1);
    PartitionUpdate[] partitions = new PartitionUpdate[2_000];
    for (int k = 0; k < partitions.length; k++) {
      byte[] noise = new byte[1_000];
      random.nextBytes(noise);
      var partition = table.partition(k).timestamp(10);
      partition.row().add("v", ByteBuffer.wrap(noise));
      partitions[k] = partition.build();
    }
    table.write("node1", partitions);
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    store.beforeReads(
        () -> {
          most.accumulateAndGet(now.incrementAndGet(), Math::max);
          // Long enough for the next ones to come.
          LockSupport.parkNanos(20_000_000);
          now.decrementAndGet();
        });
    long before = ReadBudget.ofProcess().taken();
    try (RowCursor cursor =
        TableScan.open(
            store, table.request(1_700_000_000), new ReadSettings(64 << 10, 256 << 10))) {
      for (int i = 0; i < 1_000; i++) {
        assertThat(cursor.next()).isTrue();
      }
      assertThat(ReadBudget.ofProcess().taken()).isGreaterThan(before);
      assertThat(cursor.waitedNanos()).isPositive();
    }
    // Cassandra closes a reader's files behind it, in a thread of its own.
    await().until(() -> ReadBudget.ofProcess().taken() == before);
    assertThat(most.get()).isBetween(2, ObjectChannel.MOST_AHEAD + 1);
  }
}
