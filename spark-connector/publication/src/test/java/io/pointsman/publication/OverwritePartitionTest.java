package io.pointsman.publication;

import static io.pointsman.publication.Lake.MOVEMENT;
import static io.pointsman.publication.Lake.PEOPLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pointsman.decider.Connector;
import io.pointsman.decider.FailureReason;
import io.pointsman.decider.InvalidMovementException;
import io.pointsman.decider.PartitionType;
import io.pointsman.decider.StaticPartition;
import io.pointsman.decider.job.Lineage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.StreamSupport;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Runs that overwrite one partition of their destination. */
@ParameterizedClass
@EnumSource(Lake.Kind.class)
class OverwritePartitionTest extends DestinationFixture {
  private static final StaticPartition FIRST_DAY = day("2027-01-30");
  private static final StaticPartition SECOND_DAY = day("2027-01-31");
  private static final ClaimOrder A = order("a", Connector.SPARK);
  private static final ClaimOrder B = new ClaimOrder(2, TUESDAY, "b", 1, Connector.SPARK, 1);
  private static final ClaimOrder C = new ClaimOrder(3, TUESDAY, "c", 1, Connector.SPARK, 1);

  OverwritePartitionTest(Lake.Kind kind) {
    super(kind);
  }

  @Test
  void theClaimMakesATableWithThePartitionsColumnBesideTheSources() {
    claim(A, FIRST_DAY);

    Table table = lake.load(TABLE);
    assertThat(table.schema().columns())
        .extracting(Types.NestedField::name)
        .containsExactly("id", "name", "snapshot_date");
    assertThat(table.schema().findType("snapshot_date")).isEqualTo(Types.DateType.get());
    assertThat(table.spec().fields()).hasSize(1);
    assertThat(table.spec().fields().get(0).transform().isIdentity()).isTrue();
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
  void theFallbackIsToldThatItsSparkHasPublished() {
    publish(A, FIRST_DAY, 5);

    ClaimResult fallback =
        destination.claim(order("a", Connector.LEGACY), MOVEMENT, PEOPLE, FIRST_DAY, soon());

    assertThat(fallback).isInstanceOf(ClaimResult.Served.class);
    assertThat(((ClaimResult.Served) fallback).run().rows()).isEqualTo(5);
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
  void rowsOfATimeBeforeThePartitioningAreNeitherLostNorMixedUp() {
    create(new Schema(fields()), PartitionSpec.unpartitioned());
    Lake.append(lake.load(TABLE), 9);
    lake.load(TABLE).updateSpec().addField("snapshot_date").commit();
    claim(A, FIRST_DAY);

    // A job is refused by Iceberg itself; so is a publish, whatever was staged.
    assertThatThrownBy(() -> stage(A, FIRST_DAY, 5)).hasMessageContaining("some, but not all");
    assertThat(lake.load(TABLE).currentSnapshot().summary()).containsEntry("total-records", "9");
  }

  @Test
  void aTableThatDoesNotFitIsNotClaimedAndTheFieldIsNamed() {
    create(new Schema(fields()), PartitionSpec.unpartitioned());
    assertThat(refused(FIRST_DAY))
        .contains("field 'partition.snapshot_date'", "partitioned by nothing");
    lake.load(TABLE).updateSpec().addField("snapshot_date").commit();
    assertThat(refused(of("day", PartitionType.DATE, "2027-01-30")))
        .contains("field 'partition.day'", "partitioned by snapshot_date, not by day");
    assertThat(refused(of("snapshot_date", PartitionType.STRING, "2027-01-30")))
        .contains("field 'partition.snapshot_date'", "of type date", "is a string");
    lake.load(TABLE)
        .updateSpec()
        .removeField("snapshot_date")
        .addField(Expressions.month("snapshot_date"))
        .commit();
    assertThat(refused(FIRST_DAY)).contains("partitioned by month(snapshot_date)");
    assertThat(destination.fenceHead()).isEmpty();
  }

  @Test
  void aSourcesColumnCannotBeThePartitions() {
    assertThatThrownBy(() -> claim(A, of("Name", PartitionType.STRING, "x")))
        .isInstanceOf(InvalidMovementException.class)
        .hasMessageContaining("'partition.Name' is a column of the source too");
    assertThat(lake.catalog().tableExists(TABLE)).isFalse();
  }

  @Test
  void valuesGetTheTypesThatTheTableHas() {
    assertThat(destination.typed(FIRST_DAY, Map.of("snapshot_date", PartitionType.STRING)))
        .isEqualTo(of("snapshot_date", PartitionType.STRING, "2027-01-30"));
    claim(A, FIRST_DAY);

    assertThat(destination.typed(of("snapshot_date", PartitionType.STRING, "2027-01-30"), Map.of()))
        .isEqualTo(FIRST_DAY);
    assertThatThrownBy(
            () -> destination.typed(of("snapshot_date", PartitionType.STRING, "today"), Map.of()))
        .hasMessageContaining("'partition.snapshot_date' is 'today'")
        .hasMessageContaining("a date such as");
    assertThatThrownBy(() -> destination.typed(of("day", PartitionType.INT, "7"), Map.of()))
        .hasMessageContaining("partitioned by snapshot_date, not by day");
  }

  @Test
  void aRequiredPartitionColumnIsNoObstacleAndNewColumnsAreAdded() {
    create(
        new Schema(
            Types.NestedField.required(1, "snapshot_date", Types.DateType.get()),
            Types.NestedField.optional(2, "id", Types.LongType.get())),
        null);
    assertThat(claim(A, FIRST_DAY).addedColumns()).containsExactly("name");

    destination.publish(A.claimId(), stage(A, FIRST_DAY, 5), rules(FIRST_DAY));

    assertThat(rows()).isEqualTo(Map.of("2027-01-30", 5L));
  }

  @Test
  void textsOfAnyKindAndSeveralColumnsAreTold() {
    StaticPartition odd =
        new StaticPartition(
            List.of(
                new StaticPartition.Value("region", PartitionType.STRING, "o'hare/../\"ü\" =%"),
                new StaticPartition.Value("shard", PartitionType.INT, "-7")));
    StaticPartition other =
        new StaticPartition(
            List.of(
                new StaticPartition.Value("region", PartitionType.STRING, "o'hare"),
                new StaticPartition.Value("shard", PartitionType.INT, "-7")));
    publish(A, odd, 5);
    publish(B, other, 7);
    publish(C, odd, 2);

    assertThat(rows().values()).containsExactlyInAnyOrder(2L, 7L);
    assertThat(destination.describeMain().orElseThrow().lineage().partition())
        .isEqualTo("region=o%27hare%2F..%2F%22%C3%BC%22%20%3D%25/shard=-7");
  }

  @Test
  void anAuditPassesThePartitionsRowsOnly() {
    publish(A, FIRST_DAY, 5);
    claim(B, SECOND_DAY);
    stage(B, SECOND_DAY, 7);

    AuditResult audit = destination.audit(B.key(), 7, PEOPLE, SECOND_DAY);

    assertThat(audit)
        .isInstanceOfSatisfying(
            AuditResult.Passed.class,
            passed -> {
              assertThat(passed.rows()).isEqualTo(7);
              assertThat(passed.dataFiles()).isEqualTo(1);
            });
  }

  @Test
  void anAuditSeesThatOtherPartitionsWereTouched() {
    publish(A, FIRST_DAY, 5);
    String before = files(FIRST_DAY).get(0);
    claim(B, SECOND_DAY);
    Table table = lake.load(TABLE);
    table.manageSnapshots().createBranch(B.key().branch()).commit();
    var whole =
        table
            .newOverwrite()
            .overwriteByRowFilter(Expressions.alwaysTrue())
            .addFile(Lake.file(table, 7, SECOND_DAY))
            .toBranch(B.key().branch());
    Lake.lineage(B.key(), TUESDAY, 7).toSummary().forEach(whole::set);
    whole.commit();

    assertThat(destination.audit(B.key(), 7, PEOPLE, SECOND_DAY).message())
        .contains("it lacks files of other partitions: " + before)
        .contains("names none as its partition, the run snapshot_date=2027-01-31");
  }

  @Test
  void anAuditSeesRowsBesideThePartitionAndPartitionsOfAnotherRun() {
    claim(A, FIRST_DAY);
    stage(A, SECOND_DAY, 5);

    assertThat(destination.audit(A.key(), 5, PEOPLE, FIRST_DAY).message())
        .contains("it holds files beyond the partition")
        .contains("its manifests hold 0 rows, the job wrote 5")
        .contains(
            "names snapshot_date=2027-01-31 as its partition, the run snapshot_date=2027-01-30");
    assertThat(destination.audit(A.key(), 5, PEOPLE).message())
        .contains("names snapshot_date=2027-01-31 as its partition, the run none");
  }

  @Test
  void anAuditOfAPartitionSeesFilesThatItsJobDidNotReplace() {
    publish(A, FIRST_DAY, 5);
    claim(B, FIRST_DAY);
    Table table = lake.load(TABLE);
    table.manageSnapshots().createBranch(B.key().branch()).commit();
    var append =
        table.newAppend().appendFile(Lake.file(table, 7, FIRST_DAY)).toBranch(B.key().branch());
    Lake.lineage(B.key(), TUESDAY, 7).toSummary().forEach(append::set);
    append.set(Lineage.PARTITION, FIRST_DAY.toString());
    append.commit();

    assertThat(destination.audit(B.key(), 7, PEOPLE, FIRST_DAY).message())
        .contains("its manifests hold 12 rows, the job wrote 7");
  }

  private static List<Types.NestedField> fields() {
    return List.of(
        Types.NestedField.optional(1, "id", Types.LongType.get()),
        Types.NestedField.optional(2, "name", Types.StringType.get()),
        Types.NestedField.optional(3, "snapshot_date", Types.DateType.get()));
  }

  private void create(Schema schema, PartitionSpec spec) {
    ((SupportsNamespaces) lake.catalog()).createNamespace(Namespace.of("ns"));
    lake.catalog()
        .createTable(
            TABLE,
            schema,
            spec == null
                ? PartitionSpec.builderFor(schema).identity("snapshot_date").build()
                : spec);
  }

  private String refused(StaticPartition partition) {
    ClaimResult result = destination.claim(A, MOVEMENT, PEOPLE, partition, soon());
    assertThat(result.failure()).contains(FailureReason.INVALID_INPUT);
    return result.message();
  }

  private ClaimResult.Claimed claim(ClaimOrder order, StaticPartition partition) {
    ClaimResult result = destination.claim(order, MOVEMENT, PEOPLE, partition, soon());
    assertThat(result).as(result.message()).isInstanceOf(ClaimResult.Claimed.class);
    return (ClaimResult.Claimed) result;
  }

  private long stage(ClaimOrder order, StaticPartition partition, long rows) {
    return Lake.stage(lake.load(TABLE), order.key(), TUESDAY, rows, partition);
  }

  private long stagedUnpublished(ClaimOrder order, StaticPartition partition) {
    claim(order, partition);
    return stage(order, partition, 5);
  }

  private PublishResult publish(ClaimOrder order, StaticPartition partition, long rows) {
    return publish(order, partition, rows, TUESDAY);
  }

  private PublishResult publish(
      ClaimOrder order, StaticPartition partition, long rows, Instant takenAt) {
    claim(order, partition);
    long staged = Lake.stage(lake.load(TABLE), order.key(), takenAt, rows, partition);
    AuditResult audit = destination.audit(order.key(), rows, PEOPLE, partition);
    assertThat(audit).as(audit.message()).isInstanceOf(AuditResult.Passed.class);
    PublishResult result = destination.publish(order.claimId(), staged, rules(partition));
    assertThat(result).as(result.message()).isInstanceOf(PublishResult.Published.class);
    destination.cleanUp(order.key(), soon());
    return result;
  }

  private long stageWhole(ClaimOrder order) {
    return stageWhole(order, MONDAY);
  }

  /** The whole table replaced by one partition's rows, as a job in mode replace writes it. */
  private long stageWhole(ClaimOrder order, Instant takenAt) {
    Table table = lake.load(TABLE);
    if (!table.refs().containsKey(order.key().branch())) {
      table.manageSnapshots().createBranch(order.key().branch()).commit();
    }
    var whole =
        table
            .newOverwrite()
            .overwriteByRowFilter(Expressions.alwaysTrue())
            .addFile(Lake.file(table, 3, FIRST_DAY))
            .toBranch(order.key().branch());
    Lake.lineage(order.key(), takenAt, 3).toSummary().forEach(whole::set);
    whole.commit();
    return lake.load(TABLE).refs().get(order.key().branch()).snapshotId();
  }

  private static PublishRules rules(StaticPartition partition) {
    return PublishRules.overwrite(partition, soon());
  }

  /** What readers see: rows a partition. */
  private Map<String, Long> rows() {
    Map<String, Long> rows = new TreeMap<>();
    Table table = lake.load(TABLE);
    try (var tasks = table.newScan().planFiles()) {
      tasks.forEach(
          task ->
              rows.merge(
                  table
                      .spec()
                      .partitionToPath(task.file().partition())
                      .replace("snapshot_date=", ""),
                  task.file().recordCount(),
                  Long::sum));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return rows;
  }

  private List<String> files(StaticPartition partition) {
    Table table = lake.load(TABLE);
    try (var tasks =
        table
            .newScan()
            .filter(new PartitionTarget(partition, table.specs()).filter())
            .planFiles()) {
      return StreamSupport.stream(tasks.spliterator(), false)
          .map(task -> task.file().location())
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static StaticPartition day(String date) {
    return of("snapshot_date", PartitionType.DATE, date);
  }

  private static StaticPartition of(String column, PartitionType type, String value) {
    return new StaticPartition(List.of(new StaticPartition.Value(column, type, value)));
  }
}
