package io.pointsman.publication;

import static io.pointsman.publication.Lake.MOVEMENT;
import static io.pointsman.publication.Lake.PEOPLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pointsman.backup.CqlType;
import io.pointsman.backup.TableSchema;
import io.pointsman.decider.Connector;
import io.pointsman.decider.DestinationTable;
import io.pointsman.decider.FailureReason;
import io.pointsman.decider.job.JobKey;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.ForbiddenException;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What holds on every catalog. */
abstract class DestinationContract {
  private static final TableIdentifier TABLE = TableIdentifier.of("ns", "people");
  private static final Instant MONDAY = Instant.parse("2026-11-16T03:00:00Z");
  private static final Instant TUESDAY = Instant.parse("2026-11-17T03:00:00Z");

  private Lake lake;
  private Destination destination;

  abstract Lake open(Path folder);

  @BeforeEach
  void openLake(@TempDir Path folder) {
    lake = open(folder);
    destination = Destination.open(lake.catalog(), new DestinationTable("lake", "ns", "people"));
  }

  @AfterEach
  void closeLake() {
    lake.close();
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
  void aStagedRunBecomesTheTableInOnePublish() {
    JobKey job = order("a", Connector.SPARK).key();
    ClaimResult.Claimed claimed = claim(order("a", Connector.SPARK));
    long staged = Lake.stage(lake.load(TABLE), job, MONDAY, 5);
    assertThat(destination.describeMain().orElseThrow().snapshotId()).isNull();

    AuditResult audit = destination.audit(job, 5, PEOPLE);
    PublishResult published = destination.publish(claimed.claimId(), staged, rules());

    assertThat(audit).isEqualTo(new AuditResult.Passed(staged, 5, 1, 6, 1));
    assertThat(published).isEqualTo(new PublishResult.Published(staged, false, List.of()));
    MainState main = destination.describeMain().orElseThrow();
    assertThat(main.snapshotId()).isEqualTo(staged);
    assertThat(main.rows()).isEqualTo(5);
    assertThat(main.lineage().key()).isEqualTo(job);
    assertThat(destination.lookForRun("a", 1).orElseThrow().snapshotId()).isEqualTo(staged);
  }

  @Test
  void publishingAgainTellsThatItIsDone() {
    ClaimResult.Claimed claimed = claim(order("a", Connector.SPARK));
    long staged = stage(order("a", Connector.SPARK), MONDAY);
    destination.publish(claimed.claimId(), staged, rules());

    assertThat(destination.publish(claimed.claimId(), staged, rules()))
        .isEqualTo(new PublishResult.Published(staged, true, List.of()));
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
  void aSparkPublishIsRefusedOnceTheFallbackHasClaimed() {
    ClaimResult.Claimed spark = claim(order("a", Connector.SPARK));
    long staged = stage(order("a", Connector.SPARK), MONDAY);
    claim(order("a", Connector.LEGACY));

    PublishResult late = destination.publish(spark.claimId(), staged, rules());

    assertThat(late).isInstanceOf(PublishResult.Fenced.class);
    assertThat(late.failure()).contains(FailureReason.FENCE_LOST);
    assertThat(late.message()).contains("held by LEGACY attempt 1 of run a");
    assertThat(destination.describeMain().orElseThrow().snapshotId()).isNull();
    assertThat(attempt(order("a", Connector.SPARK))).isInstanceOf(ClaimResult.AttemptEnded.class);
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
  void aRunWhosePublishCameBeforeALaterClaimStaysPublished() {
    ClaimResult.Claimed first = claim(order("a", Connector.SPARK));
    long staged = stage(order("a", Connector.SPARK), MONDAY);
    destination.publish(first.claimId(), staged, rules());
    ClaimOrder later = new ClaimOrder(2, TUESDAY, "b", 1, Connector.SPARK, 1);
    ClaimResult.Claimed second = claim(later);
    destination.publish(second.claimId(), stage(later, TUESDAY), rules());

    assertThat(attempt(order("a", Connector.LEGACY))).isInstanceOf(ClaimResult.Served.class);
    assertThat(destination.publish(first.claimId(), staged, rules()))
        .isEqualTo(new PublishResult.Published(staged, true, List.of()));
  }

  @Test
  void aPublishThatHistoryForgotIsStillKnownToTheFence() {
    ClaimOrder spark = order("a", Connector.SPARK);
    ClaimResult.Claimed claimed = claim(spark);
    long staged = stage(spark, MONDAY);
    destination.publish(claimed.claimId(), staged, rules());
    Table table = lake.load(TABLE);
    table.manageSnapshots().removeBranch(spark.key().branch()).commit();
    Lake.compact(table);
    table.expireSnapshots().expireOlderThan(System.currentTimeMillis() + 1000).commit();
    assertThat(lake.load(TABLE).snapshot(staged)).isNull();

    ClaimResult fallback = attempt(order("a", Connector.LEGACY));

    assertThat(fallback).isInstanceOf(ClaimResult.Served.class);
    assertThat(fallback.message()).contains("by SPARK (its snapshot has since been expired)");
    assertThat(destination.publish(claimed.claimId(), staged, rules()))
        .isEqualTo(new PublishResult.Published(staged, true, List.of()));
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
  void aTableNeverGoesBackInTimeUnlessThatIsAllowed() {
    publish(order("a", Connector.SPARK), TUESDAY);
    ClaimOrder second = new ClaimOrder(2, TUESDAY, "b", 1, Connector.SPARK, 1);
    String claimId = claim(second).claimId();
    long staged = stage(second, MONDAY);

    PublishResult refused = destination.publish(claimId, staged, rules());

    assertThat(refused).isEqualTo(new PublishResult.BackInTime("taken-at", TUESDAY, MONDAY));
    assertThat(destination.publish(claimId, staged, rules().allowingBackInTime()))
        .isInstanceOf(PublishResult.Published.class);
  }

  @Test
  void anotherWritersAppendSinceStagingIsNotOverwrittenUnlessThatIsAllowed() {
    publish(order("a", Connector.SPARK), MONDAY);
    long before = Lake.append(lake.load(TABLE), 7);
    ClaimOrder second = new ClaimOrder(2, TUESDAY, "b", 1, Connector.SPARK, 1);
    String claimId = claim(second).claimId();
    long staged = stage(second, TUESDAY);
    long foreign = Lake.append(lake.load(TABLE), 7);

    PublishResult refused = destination.publish(claimId, staged, rules());

    assertThat(before).isNotEqualTo(foreign);
    assertThat(refused)
        .isEqualTo(new PublishResult.DestinationChanged(List.of(foreign + " (append)")));
    assertThat(destination.publish(claimId, staged, rules().overwritingForeign()))
        .isEqualTo(new PublishResult.Published(staged, false, List.of(foreign)));
    assertThat(destination.describeMain().orElseThrow().rows()).isEqualTo(5);
  }

  @Test
  void anotherWritersAppendToATableThatWasEmptyAtStagingIsSeen() {
    String claimId = claim(order("a", Connector.SPARK)).claimId();
    long staged = stage(order("a", Connector.SPARK), MONDAY);
    Lake.append(lake.load(TABLE), 7);

    assertThat(destination.publish(claimId, staged, rules()).failure())
        .contains(FailureReason.DESTINATION_CHANGED);
  }

  @Test
  void aCompactionSinceStagingIsPublishedOver() {
    publish(order("a", Connector.SPARK), MONDAY);
    ClaimOrder second = new ClaimOrder(2, TUESDAY, "b", 1, Connector.SPARK, 1);
    String claimId = claim(second).claimId();
    long staged = stage(second, TUESDAY);
    Lake.compact(lake.load(TABLE));

    assertThat(destination.publish(claimId, staged, rules()))
        .isInstanceOf(PublishResult.Published.class);
    assertThat(destination.describeMain().orElseThrow().rows()).isEqualTo(5);
  }

  @Test
  void aClaimOfATableThatWasMadeAnewIsGone() {
    String claimId = claim(order("a", Connector.SPARK)).claimId();
    long staged = stage(order("a", Connector.SPARK), MONDAY);
    lake.catalog().dropTable(TABLE, false);
    lake.catalog().createTable(TABLE, IcebergSchemas.of(PEOPLE));

    PublishResult refused = destination.publish(claimId, staged, rules());

    assertThat(refused).isEqualTo(new PublishResult.Fenced(claimId, null));
    assertThat(refused.failure()).contains(FailureReason.FENCE_LOST);
  }

  @Test
  void onlyWhatTheClaimItselfStagedIsPublished() {
    ClaimOrder spark = order("a", Connector.SPARK);
    long staged = stageUnclaimed(spark);
    String legacy = claim(order("a", Connector.LEGACY)).claimId();

    PublishResult refused = destination.publish(legacy, staged, rules());

    assertThat(refused).isInstanceOf(PublishResult.NotStaged.class);
    assertThat(refused.message()).contains("its lineage names runs/a/1/SPARK/1");
    assertThat(destination.publish(legacy, 42, rules()).message()).contains("has no snapshot 42");
  }

  @Test
  void whatAnotherJobPublishedIsNotTakenForThisJobsRows() {
    publish(order("a", Connector.SPARK), MONDAY);
    long published = destination.describeMain().orElseThrow().snapshotId();
    String claimId = claim(order("b", Connector.SPARK)).claimId();

    assertThat(destination.publish(claimId, published, rules()))
        .isInstanceOf(PublishResult.NotStaged.class);
  }

  @Test
  void anAuditNamesEveryFault() {
    JobKey job = order("a", Connector.SPARK).key();
    claim(order("a", Connector.SPARK));
    assertThat(destination.audit(job, 5, PEOPLE).message())
        .contains("has no branch " + job.branch());
    stage(order("a", Connector.SPARK), MONDAY);

    AuditResult rows = destination.audit(job, 6, PEOPLE);
    AuditResult columns =
        destination.audit(
            job,
            5,
            Lake.schema(
                Lake.column("id", CqlType.Simple.BIGINT),
                Lake.column("name", CqlType.Simple.TEXT),
                Lake.column("age", CqlType.Simple.INT)));

    assertThat(rows.failure()).contains(FailureReason.AUDIT_FAILED);
    assertThat(rows.message())
        .contains("its lineage names 5 rows, the job's result 6")
        .contains("its manifests hold 5 rows, the job wrote 6")
        .contains("its total-records is 5 instead of 6");
    assertThat(columns.message()).contains("it was written without the column 'age'");
  }

  @Test
  void anAuditFindsWhatIsMissingOnTheStore() {
    JobKey job = order("a", Connector.SPARK).key();
    claim(order("a", Connector.SPARK));
    long staged = stage(order("a", Connector.SPARK), MONDAY);
    Table table = lake.load(TABLE);
    Snapshot snapshot = table.snapshot(staged);
    String file = snapshot.addedDataFiles(table.io()).iterator().next().location();
    MemoryFileIO.remove(file);

    AuditResult withoutFile = destination.audit(job, 5, PEOPLE);
    MemoryFileIO.remove(snapshot.manifestListLocation());
    AuditResult withoutList = destination.audit(job, 5, PEOPLE);

    assertThat(withoutFile.message()).contains("data file " + file + " is missing");
    assertThat(withoutList).isInstanceOf(AuditResult.Failed.class);
    assertThat(withoutList.message()).contains("a file of the staged snapshot is missing");
  }

  @Test
  void cleaningUpRemovesTheRunsBranchAndNothingElse() {
    publish(order("a", Connector.SPARK), MONDAY);
    ClaimOrder second = new ClaimOrder(2, TUESDAY, "b", 1, Connector.SPARK, 1);
    claim(second);
    stage(second, TUESDAY);

    CleanUpResult first = destination.cleanUp(order("a", Connector.SPARK).key(), soon());
    CleanUpResult again = destination.cleanUp(order("a", Connector.SPARK).key(), soon());

    assertThat(first).isInstanceOf(CleanUpResult.Clean.class);
    assertThat(first.message()).startsWith("Removed the branch pointsman_a_1_SPARK_1");
    assertThat(again.message()).startsWith("There is no branch");
    assertThat(lake.load(TABLE).refs().keySet())
        .containsExactlyInAnyOrder("main", FenceBranch.NAME, second.key().branch());
    assertThat(destination.describeMain().orElseThrow().rows()).isEqualTo(5);
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

  @Test
  void aClaimThatComesBetweenCheckAndCommitStopsThePublish() {
    String claimId = claim(order("a", Connector.SPARK)).claimId();
    long staged = stage(order("a", Connector.SPARK), MONDAY);
    AtomicInteger commits = new AtomicInteger();
    Destination slow =
        hooked(
            (real, base, changed) -> {
              if (commits.getAndIncrement() == 0) {
                claim(order("a", Connector.LEGACY));
              }
              real.commit(base, changed);
            });

    PublishResult late = slow.publish(claimId, staged, rules());

    assertThat(late).isInstanceOf(PublishResult.Fenced.class);
    assertThat(destination.describeMain().orElseThrow().snapshotId()).isNull();
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
  void commitsWhoseAnswersAreLostAreLookedUpAndDoneOnce() {
    Destination lossy =
        hooked(
            (real, base, changed) -> {
              real.commit(base, changed);
              throw new CommitFailedException("the answer was lost");
            });

    ClaimResult claimed = lossy.claim(order("a", Connector.SPARK), MOVEMENT, PEOPLE, soon());
    long staged = stage(order("a", Connector.SPARK), MONDAY);
    PublishResult published = lossy.publish(order("a", Connector.SPARK).claimId(), staged, rules());

    assertThat(claimed).isInstanceOf(ClaimResult.Claimed.class);
    assertThat(published).isEqualTo(new PublishResult.Published(staged, false, List.of()));
    assertThat(lake.load(TABLE).history()).hasSize(1);
    assertThat(snapshots()).hasSize(3);
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

  private ClaimResult.Claimed claim(ClaimOrder order) {
    ClaimResult result = attempt(order);
    assertThat(result).as(result.message()).isInstanceOf(ClaimResult.Claimed.class);
    return (ClaimResult.Claimed) result;
  }

  private ClaimResult attempt(ClaimOrder order) {
    return destination.claim(order, MOVEMENT, PEOPLE, soon());
  }

  private long stage(ClaimOrder order, Instant takenAt) {
    return Lake.stage(lake.load(TABLE), order.key(), takenAt, 5);
  }

  private long stageUnclaimed(ClaimOrder order) {
    claim(order);
    return stage(order, MONDAY);
  }

  private void publish(ClaimOrder order, Instant takenAt) {
    String claimId = claim(order).claimId();
    assertThat(destination.publish(claimId, stage(order, takenAt), rules()))
        .isInstanceOf(PublishResult.Published.class);
  }

  private Destination hooked(HookedCatalog.CommitHook hook) {
    if (!lake.catalog().tableExists(TABLE)) {
      claim(order("0", Connector.SPARK));
      lake.load(TABLE).manageSnapshots().removeBranch(FenceBranch.NAME).commit();
      lake.load(TABLE).expireSnapshots().expireOlderThan(Long.MAX_VALUE).retainLast(1).commit();
    }
    return Destination.open(new HookedCatalog(lake.catalog(), hook), TABLE);
  }

  private Iterable<Snapshot> snapshots() {
    return lake.load(TABLE).snapshots();
  }

  private static ClaimOrder order(String run, Connector engine) {
    return new ClaimOrder(1, MONDAY, run, 1, engine, 1);
  }

  private static Instant soon() {
    return Instant.now().plusSeconds(20);
  }

  private static PublishRules rules() {
    return PublishRules.replace(soon());
  }
}
