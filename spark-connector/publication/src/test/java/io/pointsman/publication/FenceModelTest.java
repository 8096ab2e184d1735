package io.pointsman.publication;

import static org.assertj.core.api.Assertions.assertThat;

import io.pointsman.decider.Connector;
import io.pointsman.publication.ModelTable.Catalog;
import io.pointsman.publication.ModelTable.Guard;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** All interleavings of two runs, each with a Spark attempt that may be late and a fallback. */
class FenceModelTest {
  private static final Instant START = Instant.parse("2026-11-22T00:00:00Z");
  private static final List<ClaimOrder> TWO_RUNS =
      List.of(
          new ClaimOrder(1, START, "a", 1, Connector.SPARK, 1),
          new ClaimOrder(1, START, "a", 1, Connector.LEGACY, 1),
          new ClaimOrder(1, START.plusSeconds(1), "b", 1, Connector.SPARK, 1),
          new ClaimOrder(1, START.plusSeconds(1), "b", 1, Connector.LEGACY, 1));
  private static final List<ClaimOrder> TWO_EXECUTIONS =
      List.of(
          new ClaimOrder(1, START, "a", 1, Connector.SPARK, 1),
          new ClaimOrder(1, START, "a", 1, Connector.LEGACY, 1),
          new ClaimOrder(2, START, "a", 2, Connector.SPARK, 1),
          new ClaimOrder(2, START, "a", 2, Connector.LEGACY, 1));

  private static final List<ClaimOrder> A_RUN_AND_A_LATER_ONE = TWO_RUNS.subList(0, 3);

  @ParameterizedTest
  @EnumSource(Catalog.class)
  void twoRunsWithTheirFallbacksNeverPublishLateOrTwiceWhoeverIsKilled(Catalog catalog) {
    FenceModel.Findings findings = explore(catalog, Guard.FENCED, TWO_RUNS, 0, 1);

    assertThat(findings.faults()).isEmpty();
    assertThat(findings.states()).isGreaterThan(250_000);
    assertThat(findings.endings()).isGreaterThan(1_000);
  }

  @ParameterizedTest
  @EnumSource(Catalog.class)
  void commitsThatArriveAfterTheirWriterGaveThemUpChangeNothingLate(Catalog catalog) {
    FenceModel.Findings findings = explore(catalog, Guard.FENCED, A_RUN_AND_A_LATER_ONE, 1, 1);

    assertThat(findings.faults()).isEmpty();
    assertThat(findings.states()).isGreaterThan(100_000);
  }

  @ParameterizedTest
  @EnumSource(Catalog.class)
  void twoExecutionsOfOneRunNeverPublishLateOrTwice(Catalog catalog) {
    FenceModel.Findings findings = explore(catalog, Guard.FENCED, TWO_EXECUTIONS, 0, 0);

    assertThat(findings.faults()).isEmpty();
    assertThat(findings.endings()).isPositive();
  }

  @ParameterizedTest
  @EnumSource(Catalog.class)
  void withoutTheFenceCheckARunIsPublishedLateAndTwice(Catalog catalog) {
    FenceModel.Findings findings = explore(catalog, Guard.NOT_CHECKED, A_RUN_AND_A_LATER_ONE, 0, 0);

    assertThat(findings.faults())
        .containsKeys(FenceModel.Fault.LATE, FenceModel.Fault.PUBLISHED_TWICE);
  }

  @Test
  void aFenceThatTheCommitDoesNotTouchIsNotAssertedByRest() {
    FenceModel.Findings rest =
        explore(Catalog.REQUIREMENTS, Guard.NOT_IN_THE_COMMIT, A_RUN_AND_A_LATER_ONE, 0, 0);
    FenceModel.Findings whole =
        explore(Catalog.WHOLE_METADATA, Guard.NOT_IN_THE_COMMIT, A_RUN_AND_A_LATER_ONE, 0, 0);

    assertThat(rest.faults()).containsKey(FenceModel.Fault.LATE);
    assertThat(rest.faults().get(FenceModel.Fault.LATE))
        .endsWith("a/1 LEGACY commits its CLAIM", "a/1 SPARK commits its PUBLISH");
    assertThat(whole.faults()).isEmpty();
  }

  private static FenceModel.Findings explore(
      Catalog catalog, Guard guard, List<ClaimOrder> engines, int delays, int crashes) {
    ModelTable table = new ModelTable(catalog, guard, engines);
    try {
      return new FenceModel(table, engines, delays, crashes).explore();
    } finally {
      table.close();
    }
  }
}
