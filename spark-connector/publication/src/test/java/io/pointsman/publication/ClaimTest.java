package io.pointsman.publication;

import static io.pointsman.publication.Lake.MOVEMENT;
import static io.pointsman.publication.Lake.PEOPLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pointsman.backup.CqlType;
import io.pointsman.backup.TableSchema;
import io.pointsman.decider.Connector;
import io.pointsman.decider.FailureReason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.ForbiddenException;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Who may claim a destination, and what a claim does to it. */
@ParameterizedClass
@EnumSource(Lake.Kind.class)
class ClaimTest extends DestinationFixture {
  ClaimTest(Lake.Kind kind) {
    super(kind);
  }

  @Test
  void theFirstClaimCreatesTheTableWithTheSourcesColumns() {
    ClaimResult.Claimed claimed = claim(order("a", Connector.SPARK));

    Table table = lake.load(TABLE);
    assertThat(claimed.created()).isTrue();
    assertThat(claimed.tableUuid()).isEqualTo(table.uuid().toString());
    assertThat(table.schema().columns())
        .extracting(Types.NestedField::name)
        .containsExactly("id", "name");
    assertThat(table.currentSnapshot()).isNull();
    assertThat(destination.fenceHead().orElseThrow().movementId()).isEqualTo(MOVEMENT);
    assertThat(destination.nextGeneration()).isEqualTo(2);
  }

  @Test
  void claimingAgainGivesTheSameClaim() {
    ClaimResult.Claimed first = claim(order("a", Connector.SPARK));
    ClaimResult.Claimed again = claim(order("a", Connector.SPARK));

    assertThat(again.claimId()).isEqualTo(first.claimId());
    assertThat(again.created()).isFalse();
    assertThat(snapshots()).hasSize(1);
  }

  @Test
  void aFallbackIsToldThatSparkHasPublished() {
    ClaimResult.Claimed spark = claim(order("a", Connector.SPARK));
    long staged = stage(order("a", Connector.SPARK), MONDAY);
    destination.publish(spark.claimId(), staged, rules());

    ClaimResult fallback = attempt(order("a", Connector.LEGACY));

    assertThat(fallback).isInstanceOf(ClaimResult.Served.class);
    assertThat(fallback.message())
        .isEqualTo(
            "Run a, execution 1, is published already by SPARK, as snapshot %d.".formatted(staged));
  }

  @Test
  void anEarlierRunIsSupersededByALaterOneEvenIfItClaimsLast() {
    ClaimOrder early = order("a", Connector.SPARK);
    ClaimOrder later = new ClaimOrder(1, MONDAY.plusSeconds(60), "b", 1, Connector.SPARK, 1);
    claim(later);

    ClaimResult refused = attempt(early);

    assertThat(refused).isInstanceOf(ClaimResult.Superseded.class);
    assertThat(refused.failure()).contains(FailureReason.SUPERSEDED);
    assertThat(refused.message()).contains("the later run b, execution 1");
  }

  @Test
  void anotherMovementIsRefused() {
    claim(order("a", Connector.SPARK));

    ClaimResult refused =
        destination.claim(
            order("b", Connector.SPARK), "c/k/other -> lake.ns.people", PEOPLE, soon());

    assertThat(refused).isEqualTo(new ClaimResult.HeldByMovement(MOVEMENT));
    assertThat(refused.failure()).contains(FailureReason.DESTINATION_HELD);
  }

  @Test
  void columnsThatTheTableLacksAreAddedAndFieldIdsKept() {
    claim(order("a", Connector.SPARK));
    TableSchema wider =
        Lake.schema(
            Lake.column("name", CqlType.Simple.TEXT),
            Lake.column("id", CqlType.Simple.BIGINT),
            Lake.column("tags", new CqlType.SetOf(CqlType.Simple.TEXT, false)));

    ClaimResult.Claimed claimed =
        (ClaimResult.Claimed)
            destination.claim(order("b", Connector.SPARK), MOVEMENT, wider, soon());

    assertThat(claimed.addedColumns()).containsExactly("tags");
    assertThat(claimed.message()).contains("added columns tags");
    assertThat(lake.load(TABLE).schema().asStruct().toString())
        .isEqualTo(
            "struct<1: id: optional long, 2: name: optional string, 3: tags: optional list<string>>");
  }

  @Test
  void columnsThatTheSourceLostStayAndAreSaid() {
    claim(order("a", Connector.SPARK));

    ClaimResult.Claimed claimed =
        (ClaimResult.Claimed)
            destination.claim(
                order("b", Connector.SPARK),
                MOVEMENT,
                Lake.schema(Lake.column("id", CqlType.Simple.BIGINT)),
                soon());

    assertThat(claimed.keptColumns()).containsExactly("name");
    assertThat(lake.load(TABLE).schema().findField("name")).isNotNull();
  }

  @Test
  void aChangedTypeIsRefusedNamingTheColumnAndNothingIsClaimed() {
    claim(order("a", Connector.SPARK));
    TableSchema changed =
        Lake.schema(
            Lake.column("id", CqlType.Simple.TEXT), Lake.column("name", CqlType.Simple.TEXT));

    ClaimResult refused = destination.claim(order("b", Connector.SPARK), MOVEMENT, changed, soon());

    assertThat(refused)
        .isEqualTo(
            new ClaimResult.SchemaChanged(
                List.of("'id' is long in the table, string in the source")));
    assertThat(destination.fenceHead().orElseThrow().order().runId()).isEqualTo("a");
  }

  @Test
  void aPublishThatComesBetweenCheckAndClaimIsServed() {
    String claimId = claim(order("a", Connector.SPARK)).claimId();
    long staged = stage(order("a", Connector.SPARK), MONDAY);
    AtomicInteger commits = new AtomicInteger();
    Destination slow =
        hooked(
            (real, base, changed) -> {
              if (commits.getAndIncrement() == 0) {
                destination.publish(claimId, staged, rules());
              }
              real.commit(base, changed);
            });

    ClaimResult fallback = slow.claim(order("a", Connector.LEGACY), MOVEMENT, PEOPLE, soon());

    assertThat(fallback).isInstanceOf(ClaimResult.Served.class);
  }

  @Test
  void aForbiddenRequestEndsAtOnceAndADeadlineEndsTheRest() {
    claim(order("a", Connector.SPARK));
    ClaimOrder second = order("b", Connector.SPARK);
    Destination forbidden =
        hooked(
            (real, base, changed) -> {
              throw new ForbiddenException("not yours");
            });
    Destination busy =
        hooked(
            (real, base, changed) -> {
              throw new CommitFailedException("busy");
            });

    ClaimResult refused = forbidden.claim(second, MOVEMENT, PEOPLE, soon());
    ClaimResult unknown =
        busy.claim(second, MOVEMENT, PEOPLE, Instant.now().plus(Duration.ofMillis(200)));
    ClaimResult late = destination.claim(second, MOVEMENT, PEOPLE, Instant.EPOCH);

    assertThat(refused.failure()).contains(FailureReason.CATALOG_UNAVAILABLE);
    assertThat(refused.message()).contains("the catalog refuses: not yours");
    assertThat(unknown.failure()).contains(FailureReason.COMMIT_UNKNOWN);
    assertThat(unknown.message()).contains("busy");
    assertThat(late.failure()).contains(FailureReason.DEADLINE);
  }

  @Test
  void aFenceThatSomebodyWroteToIsNotGuessedAt() {
    claim(order("a", Connector.SPARK));
    Table table = lake.load(TABLE);
    table.newAppend().appendFile(Lake.file(table, 1)).toBranch(FenceBranch.NAME).commit();

    assertThat(attempt(order("b", Connector.SPARK)).message()).contains("which is no claim");
    assertThatThrownBy(() -> destination.fenceHead()).hasMessageContaining("pointsman unfence");
  }

  @Test
  void theFencePinsNoFileOfMainAndOutlivesTheTablesOwnRetention() {
    publish(order("a", Connector.SPARK), MONDAY);
    claim(new ClaimOrder(2, TUESDAY, "b", 1, Connector.SPARK, 1));
    Table table = lake.load(TABLE);
    table.updateProperties().set("history.expire.max-ref-age-ms", "1").commit();
    table.expireSnapshots().expireOlderThan(System.currentTimeMillis() + 1000).commit();

    SnapshotRef fence = lake.load(TABLE).refs().get(FenceBranch.NAME);
    Snapshot head = lake.load(TABLE).snapshot(fence.snapshotId());

    assertThat(head.allManifests(table.io())).isEmpty();
    assertThat(destination.fenceHead().orElseThrow().order().runId()).isEqualTo("b");
  }
}
