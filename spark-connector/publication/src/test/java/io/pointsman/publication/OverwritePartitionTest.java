package io.pointsman.publication;

import static io.pointsman.publication.Lake.MOVEMENT;
import static io.pointsman.publication.Lake.PEOPLE;
import static org.assertj.core.api.Assertions.assertThat;

import io.pointsman.decider.Connector;
import io.pointsman.decider.FailureReason;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.expressions.Expressions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Runs that overwrite one partition of their destination. */
@ParameterizedClass
@EnumSource(Lake.Kind.class)
class OverwritePartitionTest extends PartitionFixture {
  OverwritePartitionTest(Lake.Kind kind) {
    super(kind);
  }

  @Test
  void eachRunReplacesItsOwnPartitionOnly() {
    publish(A, FIRST_DAY, 5);
    publish(B, SECOND_DAY, 7);
    assertThat(rows()).isEqualTo(Map.of("2027-01-30", 5L, "2027-01-31", 7L));
    List<String> other = files(FIRST_DAY);

    PublishResult again = publish(C, SECOND_DAY, 2);

    assertThat(rows()).isEqualTo(Map.of("2027-01-30", 5L, "2027-01-31", 2L));
    assertThat(files(FIRST_DAY)).isEqualTo(other);
    assertThat(destination.lookForRun("c", 1).orElseThrow().rows()).isEqualTo(2);
    assertThat(destination.lookForRun("c", 1).orElseThrow().snapshotId())
        .isEqualTo(((PublishResult.Published) again).snapshotId());
    assertThat(lake.load(TABLE).history()).hasSize(3);
    assertReadable();
  }

  @Test
  void aRunWithoutRowsEmptiesItsPartition() {
    publish(A, FIRST_DAY, 5);
    publish(B, SECOND_DAY, 7);

    publish(C, FIRST_DAY, 0);

    assertThat(rows()).isEqualTo(Map.of("2027-01-31", 7L));
    assertThat(destination.lookForRun("c", 1).orElseThrow().rows()).isZero();
  }

  @Test
  void publishingAgainTellsWhichSnapshotItBecame() {
    String claimId = claim(A, FIRST_DAY).claimId();
    long staged = stage(A, FIRST_DAY, 5);
    var first = (PublishResult.Published) destination.publish(claimId, staged, rules(FIRST_DAY));

    PublishResult second = destination.publish(claimId, staged, rules(FIRST_DAY));

    assertThat(first.snapshotId()).isNotEqualTo(staged);
    assertThat(second).isEqualTo(new PublishResult.Published(first.snapshotId(), true, List.of()));
  }

  @Test
  void whatWasStagedIsGoneWithThePublishSoThatNobodyCleansItsFilesUp() {
    publish(A, FIRST_DAY, 5);
    long staged = stagedUnpublished(B, SECOND_DAY);
    String list = lake.load(TABLE).snapshot(staged).manifestListLocation();
    destination.publish(B.claimId(), staged, rules(SECOND_DAY));
    assertThat(lake.load(TABLE).snapshot(staged)).isNull();
    assertThat(lake.load(TABLE).io().newInputFile(list).exists()).isFalse();

    // A later claim makes everything of B's that is not main's a dead snapshot.
    claim(C, FIRST_DAY);
    destination.cleanUp(B.key(), soon());
    destination.cleanUp(A.key(), soon());

    assertThat(rows()).isEqualTo(Map.of("2027-01-30", 5L, "2027-01-31", 5L));
    assertReadable();
  }

  @Test
  void aRunThatWasFencedOutIsCleanedUpWithItsFiles() {
    publish(A, FIRST_DAY, 5);
    long staged = stagedUnpublished(B, FIRST_DAY);
    var file = lake.load(TABLE).snapshot(staged).addedDataFiles(lake.load(TABLE).io());
    String location = file.iterator().next().location();
    claim(C, FIRST_DAY);

    PublishResult late = destination.publish(B.claimId(), staged, rules(FIRST_DAY));
    destination.cleanUp(B.key(), soon());

    assertThat(late.failure()).contains(FailureReason.SUPERSEDED);
    assertThat(rows()).isEqualTo(Map.of("2027-01-30", 5L));
    assertThat(lake.load(TABLE).io().newInputFile(location).exists()).isFalse();
  }

  @Test
  void aRunOfAnotherPartitionThatClaimedLaterShutsThisOneOut() {
    long staged = stagedUnpublished(A, FIRST_DAY);
    claim(B, SECOND_DAY);

    PublishResult late = destination.publish(A.claimId(), staged, rules(FIRST_DAY));

    assertThat(late.failure()).contains(FailureReason.SUPERSEDED);
    assertThat(rows()).isEmpty();
  }

  @Test
  void aCompactionAndOtherPartitionsRowsSinceStagingAreKept() {
    publish(A, FIRST_DAY, 5);
    long staged = stagedUnpublished(B, SECOND_DAY);
    Lake.append(lake.load(TABLE), 3, FIRST_DAY);
    Lake.compact(lake.load(TABLE), FIRST_DAY);
    Lake.append(lake.load(TABLE), 4, day("2027-02-01"));

    assertThat(destination.publish(B.claimId(), staged, rules(SECOND_DAY)))
        .isInstanceOf(PublishResult.Published.class);

    assertThat(rows()).isEqualTo(Map.of("2027-01-30", 8L, "2027-01-31", 5L, "2027-02-01", 4L));
    assertReadable();
  }

  @Test
  void anotherWritersRowsInThePartitionAreNotOverwrittenUnlessThatIsAllowed() {
    publish(A, FIRST_DAY, 5);
    long staged = stagedUnpublished(B, SECOND_DAY);
    Lake.append(lake.load(TABLE), 3, FIRST_DAY);
    long foreign = Lake.append(lake.load(TABLE), 4, SECOND_DAY);

    PublishResult refused = destination.publish(B.claimId(), staged, rules(SECOND_DAY));

    assertThat(refused)
        .isEqualTo(new PublishResult.DestinationChanged(List.of(foreign + " (append)")));
    assertThat(rows()).isEqualTo(Map.of("2027-01-30", 8L, "2027-01-31", 4L));
    assertThat(destination.publish(B.claimId(), staged, rules(SECOND_DAY).overwritingForeign()))
        .isInstanceOfSatisfying(
            PublishResult.Published.class,
            published -> assertThat(published.overwritten()).containsExactly(foreign));
    assertThat(rows()).isEqualTo(Map.of("2027-01-30", 8L, "2027-01-31", 5L));
  }

  @Test
  void anotherWritersDeletionOfThePartitionIsAChangeToo() {
    publish(A, FIRST_DAY, 5);
    long staged = stagedUnpublished(B, FIRST_DAY);
    lake.load(TABLE)
        .newDelete()
        .deleteFromRowFilter(Expressions.equal("snapshot_date", "2027-01-30"))
        .commit();

    assertThat(destination.publish(B.claimId(), staged, rules(FIRST_DAY)).failure())
        .contains(FailureReason.DESTINATION_CHANGED);
  }

  @Test
  void goingBackInTimeIsJudgedPartitionByPartition() {
    publish(A, FIRST_DAY, 5, TUESDAY);

    // An earlier backup into another partition is nothing to do with it.
    publish(B, SECOND_DAY, 7, MONDAY);
    claim(C, FIRST_DAY);
    long staged = Lake.stage(lake.load(TABLE), C.key(), MONDAY, 1, FIRST_DAY);
    PublishResult refused = destination.publish(C.claimId(), staged, rules(FIRST_DAY));

    assertThat(refused).isEqualTo(new PublishResult.BackInTime("taken-at", TUESDAY, MONDAY));
    assertThat(destination.publish(C.claimId(), staged, rules(FIRST_DAY).allowingBackInTime()))
        .isInstanceOf(PublishResult.Published.class);
  }

  @Test
  void replacingTheWholeTableMustNotGoBehindAnyPartition() {
    publish(A, FIRST_DAY, 5, TUESDAY);
    publish(B, SECOND_DAY, 7, MONDAY);
    claim(C);
    long staged = Lake.stage(lake.load(TABLE), C.key(), MONDAY, 3, day("2027-01-30"));

    assertThat(destination.publish(C.claimId(), staged, rules()).message())
        .contains("holds the partition snapshot_date=2027-01-30, but the whole table is to be");
    long whole = stageWhole(C);
    assertThat(destination.publish(C.claimId(), whole, rules()))
        .isEqualTo(new PublishResult.BackInTime("taken-at", TUESDAY, MONDAY));
  }

  @Test
  void aPartitionMustNotGoBehindAReplacedTable() {
    claim(A, FIRST_DAY);
    long staged = stageWhole(A, TUESDAY);
    destination.publish(A.claimId(), staged, rules());
    claim(B, FIRST_DAY);
    long older = Lake.stage(lake.load(TABLE), B.key(), MONDAY, 1, FIRST_DAY);

    assertThat(destination.publish(B.claimId(), older, rules(FIRST_DAY)).failure())
        .contains(FailureReason.BACK_IN_TIME);
  }

  @Test
  void aPublishWhoseAnswerIsLostIsDoneOnce() {
    long staged = stagedUnpublished(A, FIRST_DAY);
    Destination lossy =
        hooked(
            (real, base, changed) -> {
              real.commit(base, changed);
              throw new CommitFailedException("the answer was lost");
            });

    assertThat(lossy.publish(A.claimId(), staged, rules(FIRST_DAY)))
        .isInstanceOf(PublishResult.Published.class);

    assertThat(lake.load(TABLE).history()).hasSize(1);
    assertThat(rows()).isEqualTo(Map.of("2027-01-30", 5L));
    assertReadable();
  }

  @Test
  void mainThatMovesBetweenLookAndCommitIsRestagedOn() {
    publish(A, FIRST_DAY, 5);
    long staged = stagedUnpublished(B, SECOND_DAY);
    AtomicInteger commits = new AtomicInteger();
    Destination slow =
        hooked(
            (real, base, changed) -> {
              if (commits.getAndIncrement() == 0) {
                Lake.append(lake.load(TABLE), 3, FIRST_DAY);
              }
              real.commit(base, changed);
            });

    assertThat(slow.publish(B.claimId(), staged, rules(SECOND_DAY)))
        .isInstanceOf(PublishResult.Published.class);

    assertThat(commits).hasValueGreaterThan(1);
    assertThat(rows()).isEqualTo(Map.of("2027-01-30", 8L, "2027-01-31", 5L));
    assertReadable();
  }

  @Test
  void aClaimBetweenLookAndCommitStopsThePublish() {
    long staged = stagedUnpublished(A, FIRST_DAY);
    AtomicInteger commits = new AtomicInteger();
    Destination slow =
        hooked(
            (real, base, changed) -> {
              if (commits.getAndIncrement() == 0) {
                destination.claim(
                    order("a", Connector.LEGACY), MOVEMENT, PEOPLE, FIRST_DAY, soon());
              }
              real.commit(base, changed);
            });

    assertThat(slow.publish(A.claimId(), staged, rules(FIRST_DAY)))
        .isInstanceOf(PublishResult.Fenced.class);
    assertThat(rows()).isEmpty();
  }

  @Test
  void aTableThatWasPartitionedOtherwiseMeanwhileIsNotPublishedTo() {
    publish(A, FIRST_DAY, 5);
    long staged = stagedUnpublished(B, SECOND_DAY);
    lake.load(TABLE).updateSpec().addField("name").commit();

    PublishResult refused = destination.publish(B.claimId(), staged, rules(SECOND_DAY));

    assertThat(refused.failure()).contains(FailureReason.AUDIT_FAILED);
    assertThat(refused.message())
        .contains("partitioned by name, snapshot_date, not by snapshot_date");
    assertThat(destination.describeMain().orElseThrow().rows()).isEqualTo(5);
  }

  @Test
  void ontoAMainThatCannotBeReadNothingIsPublishedAndTheMissingFileIsNamed() {
    publish(A, FIRST_DAY, 5);
    long staged = stagedUnpublished(B, SECOND_DAY);
    Lake.append(lake.load(TABLE), 1, FIRST_DAY);
    var broken = lake.load(TABLE).currentSnapshot();
    MemoryFileIO.remove(broken.manifestListLocation());

    PublishRules hasty = PublishRules.overwrite(SECOND_DAY, Instant.now().plusMillis(300));
    PublishResult result = destination.publish(B.claimId(), staged, hasty);

    assertThat(result).isInstanceOf(PublishResult.TooLate.class);
    assertThat(result.message()).contains(broken.manifestListLocation());
    assertThat(lake.load(TABLE).currentSnapshot().snapshotId()).isEqualTo(broken.snapshotId());

    lake.load(TABLE).manageSnapshots().rollbackTo(broken.parentId()).commit();
    assertThat(destination.publish(B.claimId(), staged, rules(SECOND_DAY)))
        .isInstanceOf(PublishResult.Published.class);
    assertThat(rows()).isEqualTo(Map.of("2027-01-30", 5L, "2027-01-31", 5L));
    assertReadable();
  }
}
