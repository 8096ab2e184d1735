package io.pointsman.decider.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.pointsman.decider.Connector;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LineageTest {
  private static final Lineage LINEAGE =
      new Lineage(
          "run-1",
          2,
          Connector.SPARK,
          1,
          "c/k/t -> lake.ns.t",
          "backup-7",
          Instant.parse("2026-11-21T03:00:00.123Z"),
          Instant.parse("2026-11-21T03:00:00Z"),
          42L,
          "pointsman 0.1.0, spark 4.1.3",
          "region=eu%2Fwest/snapshot_date=2027-01-31");

  @Test
  void whatIsWrittenToASummaryIsReadBack() {
    assertThat(Lineage.read(LINEAGE.toSummary())).contains(LINEAGE);
  }

  @Test
  void whatAnEngineCannotSayIsLeftOut() {
    Lineage unpinned =
        new Lineage("run-1", 1, Connector.LEGACY, 1, "m", null, null, null, null, null, null);

    assertThat(unpinned.toSummary()).hasSize(5);
    assertThat(Lineage.read(unpinned.toSummary())).contains(unpinned);
  }

  @Test
  void aSnapshotWithoutOrWithDamagedLineageIsSomebodyElses() {
    Map<String, String> damaged = new HashMap<>(LINEAGE.toSummary());
    damaged.put(Lineage.TAKEN_AT, "yesterday");

    assertThat(Lineage.read(Map.of("added-records", "5"))).isEmpty();
    assertThat(Lineage.read(null)).isEmpty();
    assertThat(Lineage.read(damaged)).isEmpty();
  }
}
