package io.pointsman.legacy.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.pointsman.decider.Connector;
import io.pointsman.decider.job.JobKey;
import java.util.Map;
import org.apache.iceberg.Schema;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.inmemory.InMemoryCatalog;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class IntermediateTableTest {
  private static final Namespace NAMESPACE = Namespace.of("shop");
  private static final Schema SCHEMA =
      new Schema(Types.NestedField.optional(1, "kind", Types.StringType.get()));

  private final InMemoryCatalog catalog = new InMemoryCatalog();

  @BeforeEach
  void open() {
    catalog.initialize("memory", Map.of());
    catalog.createNamespace(NAMESPACE);
  }

  @Test
  void anAttemptDropsWhatKilledOnesLeftAndNothingElse() {
    create("pointsman_intermediate_run_1_1_1");
    create("pointsman_intermediate_run_1_1_2");
    create("pointsman_intermediate_run_1_2_1");
    create("pointsman_intermediate_run_2_1_1");
    create("orders");

    try (IntermediateTable table =
        IntermediateTable.prepare(
            catalog, NAMESPACE, new JobKey("run-1", 1, Connector.LEGACY, 3))) {
      assertThat(table.identifier().name()).isEqualTo("pointsman_intermediate_run_1_1_3");
      assertThat(catalog.listTables(NAMESPACE))
          .extracting(TableIdentifier::name)
          .containsExactlyInAnyOrder(
              "pointsman_intermediate_run_1_2_1",
              "pointsman_intermediate_run_2_1_1",
              "orders",
              "pointsman_intermediate_run_1_1_3");
    }

    assertThat(
            catalog.tableExists(TableIdentifier.of(NAMESPACE, "pointsman_intermediate_run_1_1_3")))
        .isFalse();
  }

  private void create(String name) {
    catalog.createTable(TableIdentifier.of(NAMESPACE, name), SCHEMA);
  }
}
