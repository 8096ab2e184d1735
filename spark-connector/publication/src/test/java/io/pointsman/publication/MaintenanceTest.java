package io.pointsman.publication;

import static org.assertj.core.api.Assertions.assertThat;

import io.pointsman.decider.Connector;
import io.pointsman.decider.FailureReason;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.types.Types;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What the table's owner does to it between a run's staging and its publish. */
@ParameterizedClass
@EnumSource(Lake.Kind.class)
class MaintenanceTest extends DestinationFixture {
  private static final ClaimOrder FIRST = order("a", Connector.SPARK);
  private static final ClaimOrder SECOND = new ClaimOrder(2, TUESDAY, "b", 1, Connector.SPARK, 1);

  MaintenanceTest(Lake.Kind kind) {
    super(kind);
  }

  @Test
  void expiringEverythingThatMayBeExpiredLeavesFenceAndStagedRun() {
    publish(FIRST, MONDAY);
    String claimId = claim(SECOND).claimId();
    long staged = stage(SECOND, TUESDAY);
    expire();

    assertThat(destination.audit(SECOND.key(), 5, Lake.PEOPLE))
        .isInstanceOf(AuditResult.Passed.class);
    assertThat(destination.publish(claimId, staged, rules()))
        .isInstanceOf(PublishResult.Published.class);
    assertReadable();
  }

  @Test
  void aStagedRunWhoseBranchTheTablesRetentionTookIsRefused() throws Exception {
    publish(FIRST, MONDAY);
    String claimId = claim(SECOND).claimId();
    long staged = stage(SECOND, TUESDAY);
    lake.load(TABLE).updateProperties().set("history.expire.max-ref-age-ms", "1").commit();
    Awaitility.await("the branch is older than a millisecond")
        .until(
            () -> {
              expire();
              return !lake.load(TABLE).refs().containsKey(SECOND.key().branch());
            });

    PublishResult refused = destination.publish(claimId, staged, rules());

    assertThat(lake.load(TABLE).refs()).containsOnlyKeys("main", Destination.FENCE_BRANCH);
    assertThat(refused).isInstanceOf(PublishResult.NotStaged.class);
    assertThat(refused.failure()).contains(FailureReason.AUDIT_FAILED);
    assertThat(destination.describeMain().orElseThrow().lineage().runId()).isEqualTo("a");
    assertReadable();
  }

  @Test
  void rewrittenManifestsAreNoChange() {
    publish(FIRST, MONDAY);
    String claimId = claim(SECOND).claimId();
    long staged = stage(SECOND, TUESDAY);
    lake.load(TABLE).rewriteManifests().clusterBy(file -> "all").commit();

    assertThat(destination.publish(claimId, staged, rules()))
        .isInstanceOf(PublishResult.Published.class);
    assertReadable();
  }

  @Test
  void aTableThatWasReplacedWithTheSameColumnsIsServed() {
    publish(FIRST, MONDAY);
    String claimId = claim(SECOND).claimId();
    long staged = stage(SECOND, TUESDAY);
    replace(lake.load(TABLE).schema());

    assertThat(destination.publish(claimId, staged, rules()))
        .isInstanceOf(PublishResult.Published.class);
    assertThat(destination.describeMain().orElseThrow().rows()).isEqualTo(5);
    assertReadable();
  }

  @Test
  void aTableThatWasReplacedWithOtherTypesIsNotPublishedTo() {
    publish(FIRST, MONDAY);
    String claimId = claim(SECOND).claimId();
    long staged = stage(SECOND, TUESDAY);
    replace(
        new Schema(
            Types.NestedField.optional(1, "id", Types.StringType.get()),
            Types.NestedField.optional(2, "name", Types.StringType.get())));

    PublishResult refused = destination.publish(claimId, staged, rules());

    assertThat(refused).isInstanceOf(PublishResult.NotStaged.class);
    assertThat(refused.message()).contains("column 'id' was staged as long, and is string now");
    assertThat(destination.describeMain().orElseThrow().snapshotId()).isNull();
  }

  @Test
  void cleaningUpAfterAReplacementKeepsWhatWasPublished() {
    publish(FIRST, MONDAY);
    long published = destination.describeMain().orElseThrow().snapshotId();
    destination.cleanUp(FIRST.key(), soon());
    replace(lake.load(TABLE).schema());
    claim(SECOND);

    destination.cleanUp(FIRST.key(), soon());

    Table table = lake.load(TABLE);
    assertThat(table.snapshot(published)).isNotNull();
    assertThat(table.snapshot(published).addedDataFiles(table.io()))
        .allMatch(file -> table.io().newInputFile(file.location()).exists());
  }

  @Test
  void aTableThatWasDroppedDuringARunIsMadeAnewByTheFallback() {
    String claimId = claim(FIRST).claimId();
    long staged = stage(FIRST, MONDAY);
    lake.catalog().dropTable(TABLE, false);

    PublishResult spark = destination.publish(claimId, staged, rules());
    ClaimOrder fallback = order("a", Connector.LEGACY);
    String legacy = claim(fallback).claimId();

    assertThat(spark.message()).contains("does not exist any more");
    assertThat(destination.publish(legacy, stage(fallback, MONDAY), rules()))
        .isInstanceOf(PublishResult.Published.class);
  }

  private void expire() {
    lake.load(TABLE)
        .expireSnapshots()
        .expireOlderThan(System.currentTimeMillis() + 60_000)
        .commit();
  }

  private void replace(Schema schema) {
    lake.catalog().buildTable(TABLE, schema).createOrReplaceTransaction().commitTransaction();
  }
}
