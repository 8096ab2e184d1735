package io.pointsman.publication;

import static io.pointsman.publication.Lake.MOVEMENT;
import static io.pointsman.publication.Lake.PEOPLE;
import static org.assertj.core.api.Assertions.assertThat;

import io.pointsman.decider.Connector;
import io.pointsman.decider.FailureReason;
import io.pointsman.decider.PartitionType;
import io.pointsman.decider.StaticPartition;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.types.Types;

/** What the tests of runs that overwrite one partition do again and again. */
abstract class PartitionFixture extends DestinationFixture {
  static final StaticPartition FIRST_DAY = day("2027-01-30");
  static final StaticPartition SECOND_DAY = day("2027-01-31");
  static final ClaimOrder A = order("a", Connector.SPARK);
  static final ClaimOrder B = new ClaimOrder(2, TUESDAY, "b", 1, Connector.SPARK, 1);
  static final ClaimOrder C = new ClaimOrder(3, TUESDAY, "c", 1, Connector.SPARK, 1);

  PartitionFixture(Lake.Kind kind) {
    super(kind);
  }

  static List<Types.NestedField> fields() {
    return List.of(
        Types.NestedField.optional(1, "id", Types.LongType.get()),
        Types.NestedField.optional(2, "name", Types.StringType.get()),
        Types.NestedField.optional(3, "snapshot_date", Types.DateType.get()));
  }

  void create(Schema schema, PartitionSpec spec) {
    ((SupportsNamespaces) lake.catalog()).createNamespace(Namespace.of("ns"));
    lake.catalog()
        .createTable(
            TABLE,
            schema,
            spec == null
                ? PartitionSpec.builderFor(schema).identity("snapshot_date").build()
                : spec);
  }

  String refused(StaticPartition partition) {
    ClaimResult result = destination.claim(A, MOVEMENT, PEOPLE, partition, soon());
    assertThat(result.failure()).contains(FailureReason.INVALID_INPUT);
    return result.message();
  }

  ClaimResult.Claimed claim(ClaimOrder order, StaticPartition partition) {
    ClaimResult result = destination.claim(order, MOVEMENT, PEOPLE, partition, soon());
    assertThat(result).as(result.message()).isInstanceOf(ClaimResult.Claimed.class);
    return (ClaimResult.Claimed) result;
  }

  long stage(ClaimOrder order, StaticPartition partition, long rows) {
    return Lake.stage(lake.load(TABLE), order.key(), TUESDAY, rows, partition);
  }

  long stagedUnpublished(ClaimOrder order, StaticPartition partition) {
    claim(order, partition);
    return stage(order, partition, 5);
  }

  PublishResult publish(ClaimOrder order, StaticPartition partition, long rows) {
    return publish(order, partition, rows, TUESDAY);
  }

  PublishResult publish(ClaimOrder order, StaticPartition partition, long rows, Instant takenAt) {
    claim(order, partition);
    long staged = Lake.stage(lake.load(TABLE), order.key(), takenAt, rows, partition);
    AuditResult audit = destination.audit(order.key(), rows, PEOPLE, partition);
    assertThat(audit).as(audit.message()).isInstanceOf(AuditResult.Passed.class);
    PublishResult result = destination.publish(order.claimId(), staged, rules(partition));
    assertThat(result).as(result.message()).isInstanceOf(PublishResult.Published.class);
    destination.cleanUp(order.key(), soon());
    return result;
  }

  long stageWhole(ClaimOrder order) {
    return stageWhole(order, MONDAY);
  }

  /** The whole table replaced by one partition's rows, as a job in mode replace writes it. */
  long stageWhole(ClaimOrder order, Instant takenAt) {
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

  static PublishRules rules(StaticPartition partition) {
    return PublishRules.overwrite(partition, soon());
  }

  /** What readers see: rows a partition. */
  Map<String, Long> rows() {
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

  List<String> files(StaticPartition partition) {
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

  static StaticPartition day(String date) {
    return of("snapshot_date", PartitionType.DATE, date);
  }

  static StaticPartition of(String column, PartitionType type, String value) {
    return new StaticPartition(List.of(new StaticPartition.Value(column, type, value)));
  }
}
