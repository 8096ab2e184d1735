package io.pointsman.it.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.pointsman.it.show.Check;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FuzzStateTest {
  private static final FuzzSettings SETTINGS = new FuzzSettings(1, 0, 250, 100, 2, 0, Plant.NONE);

  @TempDir private Path dir;

  @Test
  void aRunGoesOnAfterTheWholeBatchesOfTheSameRun() throws Exception {
    FuzzState state = FuzzState.of(dir, SETTINGS);
    assertThat(state.played(SETTINGS)).isEmpty();
    state.add(result(1, 100, List.of()));
    state.add(result(0, 100, List.of()));
    Files.writeString(state.file(), "\n{\"number\": 2, \"histor", StandardOpenOption.APPEND);

    assertThat(FuzzState.of(dir, SETTINGS).played(SETTINGS))
        .extracting(BatchResult::number)
        .containsExactly(0, 1);
    FuzzSettings other = new FuzzSettings(2, 0, 250, 100, 2, 0, Plant.NONE);
    assertThat(FuzzState.of(dir, other).played(other)).isEmpty();
    FuzzSettings shorter = new FuzzSettings(1, 0, 150, 100, 2, 0, Plant.NONE);
    assertThat(FuzzState.of(dir, shorter).played(shorter))
        .as("the last batch of a shorter run is another one")
        .extracting(BatchResult::number)
        .containsExactly(0);
  }

  @Test
  void aRunIsOkOnlyWhenAllIsPlayedAndNothingDiffers() {
    BatchResult.Failure failure = new BatchResult.Failure(3, "rows differ", List.of(), 1, "CREATE");
    assertThat(report(result(0, 100, List.of()), result(1, 100, List.of())).ok())
        .as("50 are missing")
        .isFalse();
    assertThat(
            report(result(0, 100, List.of()), result(1, 100, List.of()), result(2, 50, List.of()))
                .ok())
        .isTrue();
    FuzzReport differing =
        report(
            result(0, 100, List.of()), result(1, 100, List.of(failure)), result(2, 50, List.of()));
    assertThat(differing.ok()).isFalse();
    assertThat(differing.checks())
        .filteredOn(check -> !check.ok())
        .extracting(Check::name)
        .containsExactly("the reader gives the nodes' rows");
    assertThat(differing.text()).contains("NOT OK  history 3, rows differ", "CREATE");
  }

  private static FuzzReport report(BatchResult... batches) {
    return new FuzzReport(SETTINGS, List.of(batches), 0);
  }

  private static BatchResult result(int number, int histories, List<BatchResult.Failure> failures) {
    Map<String, Integer> everyType =
        History.ALL_TYPES.stream().collect(Collectors.toMap(type -> type, type -> 9));
    return new BatchResult(
        number,
        histories,
        0,
        1000,
        10,
        500,
        300,
        everyType,
        List.of("OA", "DA"),
        0,
        0,
        60,
        failures);
  }
}
