package io.pointsman.publication.stress;

import static org.assertj.core.api.Assertions.assertThat;

import io.pointsman.publication.Lake;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Hundreds of trials; the command runs thousands. */
class FenceStressTest {

  @ParameterizedTest
  @CsvSource({"JDBC, 2, 100", "JDBC, 3, 60", "REST, 2, 40", "REST, 3, 30"})
  void noPublishIsLateOrDoubleWhateverIsLateOrLost(Lake.Kind catalog, int runs, int trials)
      throws Exception {
    FenceStress stress = new FenceStress();
    stress.catalog = catalog;
    stress.runs = runs;
    stress.trials = trials;

    Tally tally = stress.run();

    assertThat(tally.examples()).as("seed %d", stress.seed).isEmpty();
    assertThat(tally.clean()).isTrue();
    assertThat(tally.of(Tally.Count.TRIALS)).isEqualTo(trials);
    assertThat(tally.of(Tally.Count.ZOMBIES)).isGreaterThan(trials / 2);
    assertThat(tally.of(Tally.Count.LOST_ANSWERS)).isGreaterThan(trials / 2);
  }

  @ParameterizedTest
  @CsvSource({
    "JDBC, 2, OVERWRITE_PARTITION, 50",
    "JDBC, 3, MIXED, 40",
    "REST, 2, OVERWRITE_PARTITION, 25",
    "REST, 3, MIXED, 15"
  })
  void aPartitionIsOverwrittenOnceAndTheOthersAreKept(
      Lake.Kind catalog, int runs, Mode mode, int trials) throws Exception {
    FenceStress stress = new FenceStress();
    stress.catalog = catalog;
    stress.runs = runs;
    stress.mode = mode;
    stress.trials = trials;

    Tally tally = stress.run();

    assertThat(tally.examples()).as("seed %d", stress.seed).isEmpty();
    assertThat(tally.clean()).isTrue();
    assertThat(tally.of(Tally.Count.TRIALS)).isEqualTo(trials);
  }

  @Test
  void withoutTheFenceInTheCommitTheHarnessSeesLatePublishes() throws Exception {
    Tally tally = control(Protocol.CHECKED_BEFORE_COMMIT);

    assertThat(tally.of(Tally.Fault.LATE)).isPositive();
  }

  @Test
  void withoutTheFenceTheHarnessSeesLateAndDoublePublishes() throws Exception {
    Tally tally = control(Protocol.UNFENCED);

    assertThat(tally.of(Tally.Fault.LATE)).isPositive();
    assertThat(tally.of(Tally.Fault.PUBLISHED_TWICE)).isPositive();
  }

  private static Tally control(Protocol protocol) throws Exception {
    FenceStress stress = new FenceStress();
    stress.protocol = protocol;
    stress.trials = 60;
    return stress.run();
  }
}
