package io.pointsman.publication;

import static io.pointsman.publication.Lake.MOVEMENT;
import static io.pointsman.publication.Lake.PEOPLE;
import static org.assertj.core.api.Assertions.assertThat;

import io.pointsman.backup.CqlType;
import io.pointsman.backup.TableSchema;
import io.pointsman.decider.Connector;
import io.pointsman.decider.FailureReason;
import java.util.List;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Columns that come and go, in the source and in the table. */
@ParameterizedClass
@EnumSource(
    value = Lake.Kind.class,
    names = {"JDBC", "REST"})
class SchemaChangeTest extends DestinationFixture {
  private static final ClaimOrder A = order("a", Connector.SPARK);
  private static final ClaimOrder B = new ClaimOrder(2, TUESDAY, "b", 1, Connector.SPARK, 1);
  private static final ClaimOrder C = new ClaimOrder(3, TUESDAY, "c", 1, Connector.SPARK, 1);
  private static final TableSchema.Column ID = Lake.column("id", CqlType.Simple.BIGINT);
  private static final TableSchema.Column NAME = Lake.column("name", CqlType.Simple.TEXT);
  private static final TableSchema.Column CITY = Lake.column("city", CqlType.Simple.TEXT);

  SchemaChangeTest(Lake.Kind kind) {
    super(kind);
  }

  @Test
  void anAddedColumnShowsEarlyAndStaysWhenTheRunFails() {
    publish(A, MONDAY);
    long before = destination.describeMain().orElseThrow().snapshotId();

    // The run that added it claims and is never heard of again.
    ClaimResult.Claimed failed = claimed(B, ID, NAME, CITY);

    assertThat(failed.addedColumns()).containsExactly("city");
    assertThat(destination.describeMain().orElseThrow().snapshotId()).isEqualTo(before);
    assertThat(names()).containsExactly("id", "name", "city");
    assertThat(
            lake.load(TABLE).schemas().get(lake.load(TABLE).currentSnapshot().schemaId()).columns())
        .as("the rows that readers see were written without it: they see nulls")
        .hasSize(2);
    ClaimResult.Claimed next = claimed(C, ID, NAME, CITY);
    assertThat(next.addedColumns()).isEmpty();
    assertThat(destination.publish(next.claimId(), stage(C, TUESDAY), rules()))
        .isInstanceOf(PublishResult.Published.class);
  }

  @Test
  void aRunWhoseColumnsAnotherClaimWidenedStillPublishes() {
    claimed(A, ID, NAME);
    long staged = stage(A, MONDAY);
    lake.load(TABLE).updateSchema().addColumn("note", Types.StringType.get()).commit();

    assertThat(destination.publish(A.claimId(), staged, rules()))
        .isInstanceOf(PublishResult.Published.class);
  }

  @Test
  void aColumnThatTheSourceHasAgainIsTheSameColumn() {
    publish(A, MONDAY);
    int id = field("name");

    ClaimResult.Claimed without = claimed(B, ID);
    ClaimResult.Claimed again = claimed(C, ID, NAME);

    assertThat(without.keptColumns()).containsExactly("name");
    assertThat(again.addedColumns()).isEmpty();
    assertThat(field("name")).isEqualTo(id);
  }

  @Test
  void aColumnThatComesBackWithAnotherTypeIsRefused() {
    publish(A, MONDAY);
    claimed(B, ID);

    ClaimResult refused =
        destination.claim(
            C, MOVEMENT, Lake.schema(ID, Lake.column("name", CqlType.Simple.INT)), soon());

    assertThat(refused.failure()).contains(FailureReason.SCHEMA_CHANGED);
    assertThat(refused.message()).contains("'name' is string in the table, int in the source");
  }

  @Test
  void aColumnThatWasRenamedInTheSourceIsAddedAndTheOldOneKept() {
    publish(A, MONDAY);
    int old = field("name");

    ClaimResult.Claimed renamed = claimed(B, ID, Lake.column("full_name", CqlType.Simple.TEXT));

    assertThat(renamed.addedColumns()).containsExactly("full_name");
    assertThat(renamed.keptColumns()).containsExactly("name");
    assertThat(field("name")).isEqualTo(old);
    assertThat(field("full_name")).isGreaterThan(old);
  }

  @Test
  void aColumnThatWasRenamedInTheTableIsAddedAnewAndNeverShowsTheOthersValues() {
    publish(A, MONDAY);
    int old = field("name");
    lake.load(TABLE).updateSchema().renameColumn("name", "label").commit();

    ClaimResult.Claimed claimed = claimed(B, ID, NAME);

    assertThat(claimed.addedColumns()).containsExactly("name");
    assertThat(claimed.keptColumns()).containsExactly("label");
    assertThat(field("label")).isEqualTo(old);
    assertThat(field("name")).isGreaterThan(old);
  }

  @Test
  void aColumnThatWasDroppedInTheTableComesBackWithoutItsOldValues() {
    publish(A, MONDAY);
    int old = field("name");
    lake.load(TABLE).updateSchema().deleteColumn("name").commit();

    assertThat(claimed(B, ID, NAME).addedColumns()).containsExactly("name");

    assertThat(field("name")).isGreaterThan(old);
    assertThat(destination.publish(B.claimId(), stage(B, TUESDAY), rules()))
        .isInstanceOf(PublishResult.Published.class);
  }

  @Test
  void aColumnThatIsDroppedBetweenStagingAndPublishIsLeftToTheFallback() {
    publish(A, MONDAY);
    claim(B);
    long staged = stage(B, TUESDAY);
    lake.load(TABLE).updateSchema().deleteColumn("name").commit();

    PublishResult refused = destination.publish(B.claimId(), staged, rules());

    assertThat(refused.failure()).contains(FailureReason.AUDIT_FAILED);
    assertThat(refused.message()).contains("column 'name' was dropped");
    ClaimOrder fallback = new ClaimOrder(2, TUESDAY, "b", 1, Connector.LEGACY, 1);
    assertThat(claimed(fallback, ID, NAME).addedColumns()).containsExactly("name");
    assertThat(destination.publish(fallback.claimId(), stage(fallback, TUESDAY), rules()))
        .isInstanceOf(PublishResult.Published.class);
  }

  @Test
  void aFieldThatAUserDefinedTypeGainedIsAddedToTheStruct() {
    TableSchema.Column one = address(new CqlType.UserDefined.Field("street", CqlType.Simple.TEXT));
    TableSchema.Column two =
        address(
            new CqlType.UserDefined.Field("street", CqlType.Simple.TEXT),
            new CqlType.UserDefined.Field("zip", CqlType.Simple.INT));
    claimed(A, ID, one);
    int street = lake.load(TABLE).schema().findField("address.street").fieldId();

    assertThat(claimed(B, ID, two).addedColumns()).containsExactly("address.zip");

    assertThat(lake.load(TABLE).schema().findField("address.street").fieldId()).isEqualTo(street);
    assertThat(lake.load(TABLE).schema().findField("address.zip")).isNotNull();
  }

  @Test
  void whatCannotBeFollowedIsSaidBeforeAnythingIsClaimed() {
    claim(A);
    Schema table = lake.load(TABLE).schema();

    SchemaDifference difference =
        IcebergSchemas.difference(
            table,
            Lake.schema(
                Lake.column("id", CqlType.Simple.TEXT), Lake.column("NAME", CqlType.Simple.TEXT)),
            null);

    assertThat(difference.incompatible())
        .containsExactly(
            "'id' is long in the table, string in the source",
            "'NAME' is called 'name' in the table");
    assertThat(IcebergSchemas.difference(table, PEOPLE, null).fits()).isTrue();
  }

  private static TableSchema.Column address(CqlType.UserDefined.Field... fields) {
    return Lake.column(
        "address", new CqlType.UserDefined("profiles", "address", List.of(fields), false));
  }

  private ClaimResult.Claimed claimed(ClaimOrder order, TableSchema.Column... columns) {
    ClaimResult result = destination.claim(order, MOVEMENT, Lake.schema(columns), soon());
    assertThat(result).as(result.message()).isInstanceOf(ClaimResult.Claimed.class);
    return (ClaimResult.Claimed) result;
  }

  private List<String> names() {
    return lake.load(TABLE).schema().columns().stream().map(column -> column.name()).toList();
  }

  private int field(String name) {
    return lake.load(TABLE).schema().findField(name).fieldId();
  }
}
