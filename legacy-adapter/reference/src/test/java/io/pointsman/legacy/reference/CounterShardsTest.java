package io.pointsman.legacy.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pointsman.backup.CqlType;
import io.pointsman.backup.TableSchema;
import io.pointsman.sstable.Mutation;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;

class CounterShardsTest {
  private static final TableSchema COUNTERS =
      new TableSchema(
          "shop",
          "visits",
          List.of(
              HandMade.column("k", CqlType.Simple.TEXT, TableSchema.Kind.PARTITION_KEY, 0),
              HandMade.column("c", CqlType.Simple.INT, TableSchema.Kind.CLUSTERING, 0),
              HandMade.column("hits", CqlType.Simple.COUNTER, TableSchema.Kind.REGULAR, -1)));

  private record Shard(int replica, int kind, long clock, long count) {
    static final int REMOTE = 0;
    static final int LOCAL = 1;
    static final int GLOBAL = 2;
  }

  @Test
  void ofOneReplicasShardsTheLaterCountsAndReplicasAddUp() {
    assertThat(
            count(
                hits(10, new Shard(1, Shard.GLOBAL, 5, 50), new Shard(2, Shard.GLOBAL, 1, 7)),
                hits(11, new Shard(1, Shard.GLOBAL, 4, 90), new Shard(3, Shard.GLOBAL, 9, -2))))
        .containsExactly(55L);
  }

  @Test
  void ofEqualClocksTheLargerCountIsTaken() {
    assertThat(
            count(
                hits(10, new Shard(1, Shard.GLOBAL, 5, 50)),
                hits(11, new Shard(1, Shard.GLOBAL, 5, 51))))
        .containsExactly(51L);
  }

  @Test
  void globalShardsStandAboveLocalOnesAndTheseAboveRemoteOnes() {
    assertThat(
            count(
                hits(10, new Shard(1, Shard.LOCAL, 99, 1_000)),
                hits(11, new Shard(1, Shard.GLOBAL, 5, 51))))
        .containsExactly(51L);
    assertThat(
            count(
                hits(10, new Shard(1, Shard.LOCAL, 3, 4)),
                hits(11, new Shard(1, Shard.LOCAL, 2, 5)),
                hits(12, new Shard(1, Shard.REMOTE, 99, 700))))
        .containsExactly(9L);
  }

  @Test
  void aTombstoneTakesTheCounterWhateverTheTimes() {
    assertThat(
            count(
                hits(30, new Shard(1, Shard.GLOBAL, 5, 50)),
                HandMade.cell("a", 1, "hits", null, null, 10, 1, 0)))
        .isEmpty();
  }

  @Test
  void whatADeletionAroundItTakesDoesNotCount() {
    assertThat(
            count(
                hits(10, new Shard(1, Shard.GLOBAL, 5, 50)),
                HandMade.cell("a", 1, "hits", null, null, 9, 1, 0),
                hits(30, new Shard(2, Shard.GLOBAL, 1, 3)),
                HandMade.rowDeletion("a", 1, 20)))
        .containsExactly(3L);
  }

  @Test
  void bytesThatAreNoContextAreRefused() {
    assertThatThrownBy(
            () -> count(HandMade.cell("a", 1, "hits", null, new byte[9], 1, HandMade.FOREVER, 0)))
        .hasMessageContaining("7 bytes after its last shard");
  }

  private static List<Long> count(Mutation... mutations) {
    Iterator<ReconciledRow> rows =
        new Reconciler(List.of(mutations).iterator(), new RowColumns(COUNTERS), 1_000);
    List<Long> counts = new ArrayList<>();
    RowAssembler assembler = new RowAssembler(COUNTERS);
    rows.forEachRemaining(row -> counts.add(assembler.assemble(row).getLong(2)));
    return counts;
  }

  private static Mutation hits(long timestamp, Shard... shards) {
    ByteBuffer context = ByteBuffer.allocate(2 + shards.length * 34);
    List<Short> header = new ArrayList<>();
    for (int i = 0; i < shards.length; i++) {
      if (shards[i].kind() != Shard.REMOTE) {
        header.add((short) (shards[i].kind() == Shard.GLOBAL ? i + Short.MIN_VALUE : i));
      }
    }
    context.putShort((short) header.size());
    header.forEach(context::putShort);
    for (Shard shard : shards) {
      context.putLong(0).putLong(shard.replica()).putLong(shard.clock()).putLong(shard.count());
    }
    byte[] bytes = new byte[context.position()];
    context.flip().get(bytes);
    return HandMade.cell("a", 1, "hits", null, bytes, timestamp, HandMade.FOREVER, 0);
  }
}
