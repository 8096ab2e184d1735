package io.pointsman.publication;

import static io.pointsman.publication.Lake.MOVEMENT;
import static io.pointsman.publication.Lake.PEOPLE;
import static org.assertj.core.api.Assertions.assertThat;

import io.pointsman.decider.Connector;
import io.pointsman.decider.FailureReason;
import io.pointsman.decider.StaticPartition;
import io.pointsman.decider.job.Lineage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expressions;
import org.junit.jupiter.params.provider.Arguments;

/**
 * A run, and its fallback where Spark does not serve, while the table's owner tidies it up at any
 * point: served, and what readers see is never anything between.
 */
abstract class UpkeepFixture extends PartitionFixture {
  static final ClaimOrder SPARK = new ClaimOrder(2, TUESDAY, "b", 1, Connector.SPARK, 1);
  static final ClaimOrder LEGACY = new ClaimOrder(2, TUESDAY, "b", 1, Connector.LEGACY, 1);

  UpkeepFixture(Lake.Kind kind) {
    super(kind);
  }

  enum When {
    BEFORE_THE_CLAIM,
    AFTER_THE_CLAIM,
    WHILE_WRITING,
    AFTER_STAGING,
    AFTER_THE_AUDIT,
    /** Between a publish's look and its commit. */
    IN_THE_PUBLISH,
    AFTER_THE_PUBLISH
  }

  /** Every act at each of these times, by a run for the whole table and by one for a partition. */
  static Stream<Arguments> cases(Set<When> times) {
    List<Arguments> cases = new ArrayList<>();
    for (Upkeep upkeep : Upkeep.values()) {
      for (When when : times) {
        // Nothing guards files that are written and not committed yet, of any writer of Iceberg.
        if (upkeep != Upkeep.REMOVE_ORPHAN_FILES || when != When.IN_THE_PUBLISH) {
          cases.add(Arguments.of(upkeep, when, null));
          cases.add(Arguments.of(upkeep, when, SECOND_DAY));
        }
      }
    }
    return cases.stream();
  }

  void assertServedWhile(Upkeep upkeep, When when, StaticPartition partition) {
    publish(A, FIRST_DAY, 4);
    act(when == When.BEFORE_THE_CLAIM, upkeep);

    FailureReason spark = attempt(SPARK, upkeep, when, partition);
    FailureReason end = spark == null ? null : attempt(LEGACY, upkeep, null, partition);

    assertThat(end).as("Spark ended with %s, legacy with %s", spark, end).isNull();
    act(when == When.AFTER_THE_PUBLISH, upkeep);
    destination.cleanUp(SPARK.key(), soon());
    destination.cleanUp(LEGACY.key(), soon());
    if (when == When.AFTER_THE_PUBLISH && emptied(upkeep)) {
      assertThat(lake.catalog().tableExists(TABLE) ? rows() : Map.of()).isEmpty();
      return;
    }
    if (partition == null) {
      assertThat(rows().values()).containsExactly(5L);
    } else {
      assertThat(rows())
          .isEqualTo(
              emptied(upkeep)
                  ? Map.of("2027-01-31", 5L)
                  : Map.of("2027-01-30", 4L, "2027-01-31", 5L));
    }
    assertReadable();
    assertThat(
            lake.load(TABLE).history().stream()
                .map(entry -> lake.load(TABLE).snapshot(entry.snapshotId()))
                .filter(Objects::nonNull)
                .flatMap(snapshot -> Lineage.read(snapshot.summary()).stream())
                .filter(lineage -> lineage.runId().equals("b")))
        .as("published once, unless expired")
        .hasSizeLessThanOrEqualTo(1);
  }

  /** Claims, stages, audits and publishes; null when the run is served, else why not. */
  private FailureReason attempt(
      ClaimOrder order, Upkeep upkeep, When when, StaticPartition partition) {
    ClaimResult claim = destination.claim(order, MOVEMENT, PEOPLE, partition, soon());
    if (claim instanceof ClaimResult.Served) {
      return null;
    }
    assertThat(claim).as(claim.message()).isInstanceOf(ClaimResult.Claimed.class);
    act(when == When.AFTER_THE_CLAIM, upkeep);
    long staged;
    try {
      staged = stage(order, upkeep, when, partition);
    } catch (RuntimeException jobFailed) {
      return FailureReason.SPARK_FAILED;
    }
    act(when == When.AFTER_STAGING, upkeep);
    AuditResult audit = destination.audit(order.key(), 5, PEOPLE, partition);
    if (!(audit instanceof AuditResult.Passed)) {
      return audit.failure().orElseThrow();
    }
    act(when == When.AFTER_THE_AUDIT, upkeep);
    AtomicInteger commits = new AtomicInteger();
    Destination publishing =
        Destination.open(
            new HookedCatalog(
                lake.catalog(),
                (real, base, changed) -> {
                  act(when == When.IN_THE_PUBLISH && commits.getAndIncrement() == 0, upkeep);
                  real.commit(base, changed);
                }),
            TABLE);
    return publishing
        .publish(order.claimId(), staged, PublishRules.overwrite(partition, soon()))
        .failure()
        .orElse(null);
  }

  /** Writes data files, and then commits them, as a job does. */
  private long stage(ClaimOrder order, Upkeep upkeep, When when, StaticPartition partition) {
    Table table = lake.load(TABLE);
    table.manageSnapshots().createBranch(order.key().branch()).commit();
    DataFile file = Lake.file(table, 5, partition);
    act(when == When.WHILE_WRITING, upkeep);
    table.refresh();
    var overwrite =
        table
            .newOverwrite()
            .overwriteByRowFilter(
                partition == null
                    ? Expressions.alwaysTrue()
                    : new PartitionTarget(partition, table.specs()).filter())
            .addFile(file)
            .toBranch(order.key().branch());
    Lake.lineage(order.key(), TUESDAY, 5).toSummary().forEach(overwrite::set);
    if (partition != null) {
      overwrite.set(Lineage.PARTITION, partition.toString());
    }
    overwrite.commit();
    return lake.load(TABLE).refs().get(order.key().branch()).snapshotId();
  }

  private void act(boolean now, Upkeep upkeep) {
    if (now) {
      upkeep.run(lake, TABLE);
    }
  }

  /** Whether the owner's act takes all rows away, which is what its owner wants. */
  private static boolean emptied(Upkeep upkeep) {
    return switch (upkeep) {
      case EXPIRE_SNAPSHOTS,
          REWRITE_DATA_FILES,
          REWRITE_AND_EXPIRE,
          REWRITE_MANIFESTS,
          REMOVE_ORPHAN_FILES ->
          false;
      case CREATE_OR_REPLACE, DROP_AND_CREATE, DROP -> true;
    };
  }
}
