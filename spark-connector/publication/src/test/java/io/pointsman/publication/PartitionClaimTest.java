package io.pointsman.publication;

import static io.pointsman.publication.Lake.MOVEMENT;
import static io.pointsman.publication.Lake.PEOPLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pointsman.decider.Connector;
import io.pointsman.decider.InvalidMovementException;
import io.pointsman.decider.PartitionType;
import io.pointsman.decider.StaticPartition;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Tables that can, and cannot, take the partition that a run names. */
@ParameterizedClass
@EnumSource(Lake.Kind.class)
class PartitionClaimTest extends PartitionFixture {
  PartitionClaimTest(Lake.Kind kind) {
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
  void theFallbackIsToldThatItsSparkHasPublished() {
    publish(A, FIRST_DAY, 5);

    ClaimResult fallback =
        destination.claim(order("a", Connector.LEGACY), MOVEMENT, PEOPLE, FIRST_DAY, soon());

    assertThat(fallback).isInstanceOf(ClaimResult.Served.class);
    assertThat(((ClaimResult.Served) fallback).run().rows()).isEqualTo(5);
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
}
