package io.pointsman.registry;

import static io.pointsman.registry.TestRegistry.MOVEMENT;
import static io.pointsman.registry.TestRegistry.START;
import static io.pointsman.registry.TestRegistry.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.pointsman.decider.Connector;
import io.pointsman.decider.Decision;
import io.pointsman.decider.FailureReason;
import io.pointsman.decider.Outcome;
import io.pointsman.registry.client.FetchedCopy;
import io.pointsman.registry.client.RegistryException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestDatabase.class)
class LegacyTimesTest {
  @Parameter private TestDatabase kind;
  @TempDir private Path directory;
  private TestRegistry registry;
  private int runs;

  @BeforeEach
  void start() throws RegistryException {
    registry = TestRegistry.furnished(kind, directory);
  }

  @AfterEach
  void stop() {
    registry.close();
  }

  @Test
  void theCopyHoldsTheLongestOfTheLastTenTimes() throws RegistryException {
    legacyServed(900, 900.0);
    assertThat(usual()).hasValue(Duration.ofSeconds(900));
    for (int i = 0; i < 9; i++) {
      legacyServed(100 + i, 100.0 + i);
    }
    assertThat(usual()).as("rounded up to ten").hasValue(Duration.ofSeconds(900));
    legacyServed(111, 111.0);
    assertThat(usual()).as("the eleventh is forgotten").hasValue(Duration.ofSeconds(120));
  }

  @Test
  void theTimeOfSparkBeforeAFallbackDoesNotCount() throws RegistryException {
    registry.setDefault("100");
    report(decide(), Connector.LEGACY, FailureReason.SPARK_LOST, 5000, null);
    assertThat(usual()).as("how much of it was legacy's is not known").isEmpty();
    report(decide(), Connector.LEGACY, FailureReason.SPARK_LOST, 5000, 700.0);
    assertThat(usual()).hasValue(Duration.ofSeconds(700));
  }

  @Test
  void aRunThatSparkServedOrNobodySaysNothing() throws RegistryException {
    report(decide(), null, FailureReason.LEGACY_FAILED, 50, null);
    registry.setDefault("100");
    report(decide(), Connector.SPARK, null, 50, null);
    assertThat(usual()).isEmpty();
  }

  @Test
  void aRegistryThatWasRestartedStillKnows() throws RegistryException {
    legacyServed(60, null);
    registry.close();
    registry = TestRegistry.empty(kind, directory);
    assertThat(usual()).hasValue(Duration.ofSeconds(60));
  }

  @Test
  void aCopyIsFetchedAnewWhenTheUsualTimeChanges() throws RegistryException {
    FetchedCopy first = registry.client().copy(null).orElseThrow();
    legacyServed(60, null);
    FetchedCopy changed = registry.client().copy(first.etag()).orElseThrow();
    assertThat(changed.copy().usualLegacySeconds()).containsEntry(MOVEMENT.id(), 60L);
    legacyServed(55, null);
    assertThat(registry.client().copy(changed.etag())).as("60 is still the longest").isEmpty();
  }

  private void legacyServed(double seconds, Double legacySeconds) throws RegistryException {
    report(decide(), Connector.LEGACY, null, seconds, legacySeconds);
  }

  private Decision decide() throws RegistryException {
    return registry.client().decide(request("run-" + ++runs));
  }

  private void report(
      Decision decision, Connector by, FailureReason failure, double seconds, Double legacySeconds)
      throws RegistryException {
    registry
        .client()
        .reportOutcome(
            new Outcome(
                decision.runId(),
                decision.execution(),
                decision.movement().id(),
                decision.route(),
                by,
                failure,
                null,
                7L,
                7L,
                null,
                null,
                seconds,
                by == null ? null : 1L,
                "backup-1",
                START,
                decision,
                START,
                legacySeconds));
  }

  private java.util.Optional<Duration> usual() throws RegistryException {
    return registry.client().copy(null).orElseThrow().copy().usualLegacyTime(MOVEMENT);
  }
}
