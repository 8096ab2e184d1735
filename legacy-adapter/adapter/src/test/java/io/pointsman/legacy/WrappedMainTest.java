package io.pointsman.legacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pointsman.control.Job;
import io.pointsman.control.JobFailure;
import io.pointsman.control.JobMonitor;
import io.pointsman.decider.job.JobRequest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WrappedMainTest {
  private static List<String> given;

  /** An engine of somebody's. */
  public static final class OldEngine {
    private OldEngine() {}

    /** Remembers what it was given, and reports some rows. */
    public static void main(String[] arguments) {
      given = List.of(arguments);
      if (given.contains("fail")) {
        throw new IllegalStateException("the old engine broke");
      }
      System.setProperty("pointsman.rows", "12");
    }
  }

  @AfterEach
  void forget() {
    System.clearProperty("pointsman.rows");
  }

  @Test
  void theEnginesMainIsCalledWithItsFilledArguments() throws Exception {
    Job.Staged staged =
        new WrappedMain().run(request(OldEngine.class, "[\"--table\", \"a b\"]"), new JobMonitor());

    assertThat(given).containsExactly("--table", "a b");
    assertThat(staged.rows()).isEqualTo(12);
    assertThat(staged.backupId()).as("it was told the pin").isEqualTo("b-7");
    assertThat(staged.referenceTime()).as("it was not told the time").isNull();
  }

  @Test
  void whatItThrowsIsTheJobsFailure() {
    assertThatThrownBy(
            () -> new WrappedMain().run(request(OldEngine.class, "[\"fail\"]"), new JobMonitor()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the old engine broke");
  }

  @Test
  void aClassWithoutAMainIsNamed() {
    assertThatThrownBy(() -> new WrappedMain().run(request(Requests.class, "[]"), new JobMonitor()))
        .isInstanceOf(JobFailure.class)
        .hasMessageContaining("No class io.pointsman.legacy.Requests with a public static main");
  }

  private static JobRequest request(Class<?> main, String arguments) {
    JobRequest request = Requests.of("run-1");
    return new JobRequest(
        request.key(),
        request.movement(),
        request.source(),
        request.catalog(),
        request.pin(),
        request.branch(),
        null,
        null,
        null,
        Map.of(
            WrappedMain.MAIN_CLASS,
            main.getName(),
            WrappedMain.ARGUMENTS,
            arguments,
            WrappedMain.TAKES_PIN,
            "true",
            WrappedMain.TAKES_REFERENCE_TIME,
            "false"));
  }
}
