package io.pointsman.publication;

import static io.pointsman.publication.Lake.MOVEMENT;
import static io.pointsman.publication.Lake.PEOPLE;
import static org.assertj.core.api.Assertions.assertThat;

import io.pointsman.decider.Connector;
import io.pointsman.decider.FailureReason;
import io.pointsman.decider.job.JobKey;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of a staged run. */
@ParameterizedClass
@EnumSource(Lake.Kind.class)
class PublishTest extends DestinationFixture {
  PublishTest(Lake.Kind kind) {
    super(kind);
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
  void aRedeliveredClaimOfAnotherGenerationStillPublishes() {
    ClaimOrder first = order("a", Connector.LEGACY);
    claim(first);
    long staged = stage(first, MONDAY);
    ClaimOrder again = new ClaimOrder(2, MONDAY, "a", 1, Connector.LEGACY, 1);
    assertThat(claim(again).claimId()).isEqualTo(first.claimId());

    assertThat(destination.publish(again.claimId(), staged, rules()))
        .isInstanceOf(PublishResult.Published.class);
  }
}
