package io.pointsman.publication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pointsman.decider.Connector;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ClaimOrderTest {
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00.123456Z");

  @Test
  void claimsCompareByGenerationThenStartThenRunThenExecutionThenEngineThenAttempt() {
    List<ClaimOrder> ascending =
        List.of(
            new ClaimOrder(1, NOON, "b", 2, Connector.LEGACY, 2),
            new ClaimOrder(2, NOON, "b", 2, Connector.LEGACY, 2),
            new ClaimOrder(2, NOON.plusNanos(1000), "a", 1, Connector.SPARK, 1),
            new ClaimOrder(2, NOON.plusNanos(1000), "b", 1, Connector.SPARK, 1),
            new ClaimOrder(2, NOON.plusNanos(1000), "b", 2, Connector.SPARK, 1),
            new ClaimOrder(2, NOON.plusNanos(1000), "b", 2, Connector.SPARK, 9),
            new ClaimOrder(2, NOON.plusNanos(1000), "b", 2, Connector.LEGACY, 1));
    List<ClaimOrder> shuffled = new ArrayList<>(ascending);
    Collections.shuffle(shuffled, new Random(7));

    Collections.sort(shuffled);

    assertThat(shuffled).isEqualTo(ascending);
  }

  @Test
  void theClaimIdIsTheOrderItself() {
    ClaimOrder order = new ClaimOrder(3, NOON, "run-1", 2, Connector.SPARK, 1);

    assertThat(order.claimId()).isEqualTo("3/2026-11-22T12:00:00.123456Z/run-1/2/SPARK/1");
    assertThat(ClaimOrder.parse(order.claimId())).isEqualTo(order);
  }

  @Test
  void whatIsNoClaimIdIsQuoted() {
    assertThatThrownBy(() -> ClaimOrder.parse("3/yesterday/run-1/2/SPARK/1"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Not a claim id: 3/yesterday/run-1/2/SPARK/1");
    assertThatThrownBy(() -> ClaimOrder.parse("3/run-1"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aRunIdThatCouldBeTakenForAnotherOrderIsRefused() {
    assertThatThrownBy(() -> new ClaimOrder(1, NOON, "a/1/LEGACY", 1, Connector.SPARK, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("run id does not match");
    assertThatThrownBy(() -> new ClaimOrder(0, NOON, "a", 1, Connector.SPARK, 1))
        .hasMessageContaining("count from 1");
  }
}
