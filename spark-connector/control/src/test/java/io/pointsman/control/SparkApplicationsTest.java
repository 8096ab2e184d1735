package io.pointsman.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.pointsman.backup.MemoryObjectStore;
import io.pointsman.backup.StoreUri;
import io.pointsman.decider.Connector;
import io.pointsman.decider.FailureReason;
import io.pointsman.decider.job.JobHandle;
import io.pointsman.decider.job.JobKey;
import io.pointsman.decider.job.JobProgress;
import io.pointsman.decider.job.JobRequest;
import io.pointsman.decider.job.JobResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against real processes: a shell script stands where spark-submit would. */
class SparkApplicationsTest {
  private static final Patience PATIENCE =
      new Patience(Duration.ofSeconds(30), Duration.ofMillis(300), Duration.ofMillis(50));

  @TempDir Path directory;

  private final ControlLocation location =
      new ControlLocation(
          StoreUri.parse("s3://control/here"), "http://127.0.0.1:1", "eu-west-1", true, "quick");
  private final MemoryObjectStore store = new MemoryObjectStore();
  private final ControlStore records = new ControlStore(store, "here");
  private final SparkApplications applications = new SparkApplications(location, records, PATIENCE);
  private final JobKey key = Requests.key(1);
  private final JobRequest request = Requests.of(key, null);
  private final String host = LocalProcess.host();

  @BeforeEach
  void sparkHome() throws IOException {
    Files.createDirectories(directory.resolve("home/bin"));
  }

  @AfterEach
  void endWhatIsLeft() throws IOException {
    for (JobKey attempt : records.attempts("run-1", 1, Connector.SPARK)) {
      applications.cancel(attempt, "the test is over");
    }
  }

  @Test
  void aSubmittedJobRunsWithItsOutputInAFile() throws Exception {
    JobHandle handle =
        submit("echo \"args: $*\"; echo \"secret length ${#SECRET}\"; exec sleep 60");
    assertThat(handle.host()).isEqualTo(host);
    assertThat(ProcessHandle.of(handle.pid())).get().matches(ProcessHandle::isAlive);
    Path log = Path.of(handle.logFile());
    await().until(() -> Files.readString(log).contains("secret length 6"));
    assertThat(Files.readString(log))
        .contains(
            "--master local[2]",
            "--class io.pointsman.Job",
            "--jars /a.jar,/b.jar",
            "--conf spark.driver.memory=1g",
            "--control s3://control/here --control-endpoint http://127.0.0.1:1 --control-region"
                + " eu-west-1 --control-path-style true --control-credentials quick --key"
                + " run-1/1/SPARK/1")
        .doesNotContain("hidden");
    assertThat(applications.poll(key)).isInstanceOf(JobState.Running.class);
  }

  /** A Ctrl-C goes to the terminal's process group: the driver must be in another session. */
  @Test
  void ourOwnSparkSubmitPutsTheDriverIntoASessionOfItsOwn() throws Exception {
    Path bin = directory.resolve("home/bin");
    Files.copy(
        Path.of("../spark-home/src/bin/spark-submit"),
        bin.resolve("spark-submit"),
        StandardCopyOption.COPY_ATTRIBUTES);
    Files.writeString(bin.resolve("spark-class"), "#!/bin/sh\nexec sleep 60\n");
    assertThat(bin.resolve("spark-class").toFile().setExecutable(true)).isTrue();
    assertThat(bin.resolve("spark-submit").toFile().setExecutable(true)).isTrue();
    JobHandle handle = applications.submit(request, settings());
    Path stat = Path.of("/proc/" + handle.pid() + "/stat");
    await().until(() -> Files.readString(stat).contains("(sleep)"));
    String session = Files.readString(stat).replaceFirst(".*\\) ", "").split(" ")[3];
    assertThat(session).isEqualTo(Long.toString(handle.pid()));
  }

  @Test
  void submittingTwiceStartsOneDriver() throws Exception {
    JobHandle first = submit("echo started >> " + directory + "/starts; exec sleep 60");
    JobHandle second = applications.submit(request, settings());
    assertThat(second).isEqualTo(first);
    await().until(() -> Files.exists(directory.resolve("starts")));
    assertThat(Files.readAllLines(directory.resolve("starts"))).hasSize(1);
  }

  @Test
  void aJobWhoseSubmitterDiedBeforeItStartedADriverIsSubmitted() throws Exception {
    records.createRequest(request);
    JobHandle handle = submit("exec sleep 60");
    assertThat(ProcessHandle.of(handle.pid())).isPresent();
  }

  @Test
  void aJobWhoseSubmitterDiedBeforeItWroteTheHandleIsFoundByItsDriver() throws Exception {
    records.createRequest(request);
    records.markStarted(key, progress("elsewhere", 4711));
    JobHandle handle = submit("echo started >> " + directory + "/starts");
    assertThat(handle.host()).isEqualTo("elsewhere");
    assertThat(handle.pid()).isEqualTo(4711);
    assertThat(directory.resolve("starts")).doesNotExist();
  }

  @Test
  void aSparkHomeWithoutSparkSubmitIsRefused() {
    assertThatThrownBy(() -> applications.submit(request, settings()))
        .isInstanceOf(SubmitException.class)
        .hasMessageContaining("bin/spark-submit")
        .hasMessageContaining("SPARK_HOME");
  }

  @Test
  void aDriverThatNeverStartsIsASubmitThatFailed() throws Exception {
    submit("echo 'Error: Failed to load class io.pointsman.Job.'; exit 101");
    await().until(() -> applications.poll(key) instanceof JobState.Lost);
    JobState.Lost lost = (JobState.Lost) applications.poll(key);
    assertThat(lost.reason()).isEqualTo(FailureReason.SPARK_SUBMIT_FAILED);
    assertThat(lost.message())
        .contains("last error: Error: Failed to load class io.pointsman.Job.", "log: " + host);
  }

  @Test
  void aDriverThatNobodyHearsOfIsLostAfterTheGracePeriod() throws Exception {
    SparkApplications impatient =
        new SparkApplications(
            location, records, new Patience(Duration.ZERO, Duration.ZERO, Duration.ZERO));
    records.createRequest(request);
    assertThat(impatient.poll(key)).isInstanceOf(JobState.Running.class);
    await().until(() -> impatient.poll(key) instanceof JobState.Lost);
    assertThat(((JobState.Lost) impatient.poll(key)).message())
        .isEqualTo("The driver did not start within 0 s");
  }

  @Test
  void aDriverThatIsKilledIsLost() throws Exception {
    JobHandle handle = submit("exec sleep 60");
    records.markStarted(key, progress(host, handle.pid()));
    assertThat(applications.poll(key)).isInstanceOf(JobState.Running.class);
    ProcessHandle.of(handle.pid()).orElseThrow().destroyForcibly();
    await().until(() -> applications.poll(key) instanceof JobState.Lost);
    JobState.Lost lost = (JobState.Lost) applications.poll(key);
    assertThat(lost.reason()).isEqualTo(FailureReason.SPARK_LOST);
    assertThat(lost.message())
        .startsWith("The driver process " + handle.pid() + " on this host is gone");
  }

  @Test
  void aDriverThatRanOutOfMemoryIsLostForThatReason() throws Exception {
    JobHandle handle =
        submit("echo 'Terminating due to java.lang.OutOfMemoryError: Java heap space'; exit 3");
    records.markStarted(key, progress(host, handle.pid()));
    await().until(() -> applications.poll(key) instanceof JobState.Lost);
    assertThat(((JobState.Lost) applications.poll(key)).reason())
        .isEqualTo(FailureReason.SPARK_OUT_OF_MEMORY);
  }

  @Test
  void aDriverOnAnotherHostIsLostWhenItsHeartbeatIsSilent() throws Exception {
    records.createRequest(request);
    records.markStarted(key, progress("elsewhere", 1));
    assertThat(applications.poll(key)).isInstanceOf(JobState.Running.class);
    await().until(() -> applications.poll(key) instanceof JobState.Lost);
    assertThat(((JobState.Lost) applications.poll(key)).message())
        .contains("driver on elsewhere has been silent", "reading");
  }

  @Test
  void theTimeThatTheStoreDoesNotAnswerIsNotTheDriversSilence() throws Exception {
    records.createRequest(request);
    records.markStarted(key, progress("elsewhere", 1));
    assertThat(applications.poll(key)).isInstanceOf(JobState.Running.class);
    store.setDown(true);
    Instant begun = Instant.now();
    await()
        .until(
            () -> {
              assertThatThrownBy(() -> applications.poll(key)).isInstanceOf(IOException.class);
              return Duration.between(begun, Instant.now())
                      .compareTo(PATIENCE.heartbeat().multipliedBy(2))
                  > 0;
            });
    store.setDown(false);
    assertThat(applications.poll(key)).isInstanceOf(JobState.Running.class);
    await().until(() -> applications.poll(key) instanceof JobState.Lost);
  }

  @Test
  void theTimeThatAnAnswerTookIsNotTheDriversSilence() throws Exception {
    AtomicLong now = new AtomicLong();
    SparkApplications patient =
        new SparkApplications(location, records, Patience.usual(), host, now::get);
    records.createRequest(request);
    records.markStarted(key, progress("elsewhere", 1));
    assertThat(patient.poll(key)).isInstanceOf(JobState.Running.class);

    long outage = Patience.usual().heartbeat().multipliedBy(5).toNanos();
    store.beforeReads(() -> now.addAndGet(outage));
    assertThat(patient.poll(key)).isInstanceOf(JobState.Running.class);
    store.beforeReads(() -> {});

    // Nobody looked: what asks the store before the look may have had to wait for it, too.
    now.addAndGet(outage);
    assertThat(patient.poll(key)).isInstanceOf(JobState.Running.class);

    for (int look = 1; look <= 3; look++) {
      now.addAndGet(Patience.usual().heartbeat().toNanos() / 4);
      assertThat(patient.poll(key)).isInstanceOf(JobState.Running.class);
    }
    now.addAndGet(1);
    assertThat(patient.poll(key)).isInstanceOf(JobState.Lost.class);
  }

  @Test
  void twoHostsThatShareNoDiskGoOnWithOneDriver() throws Exception {
    JobHandle handle = submit("echo started >> " + directory + "/starts; exec sleep 60");
    await().until(() -> Files.exists(directory.resolve("starts")));
    SparkApplications other = new SparkApplications(location, records, PATIENCE, "other");
    assertThat(other.submit(request, settings())).isEqualTo(handle);
    records.markStarted(key, progress(host, handle.pid()));
    assertThat(other.poll(key)).isInstanceOf(JobState.Running.class);
    ProcessHandle.of(handle.pid()).orElseThrow().destroyForcibly();
    await().until(() -> other.poll(key) instanceof JobState.Lost);
    JobState.Lost lost = (JobState.Lost) other.poll(key);
    assertThat(lost.reason()).isEqualTo(FailureReason.SPARK_LOST);
    assertThat(lost.message())
        .contains("has been silent for", "log: " + host)
        .doesNotContain("last error");
    assertThat(Files.readAllLines(directory.resolve("starts"))).hasSize(1);
  }

  @Test
  void whatClocksOfOtherHostsSayDoesNotMatter() throws Exception {
    SparkApplications other =
        new SparkApplications(
            location,
            records,
            new Patience(Duration.ofSeconds(30), Duration.ofSeconds(20), Duration.ZERO),
            "other");
    records.createRequest(request);
    records.markStarted(key, progress("elsewhere", 1));
    Instant longAgo = Instant.parse("2001-01-01T00:00:00Z");
    for (Instant said : List.of(longAgo, Instant.parse("2099-01-01T00:00:00Z"), longAgo)) {
      records.writeProgress(
          key, new JobProgress(said, "reading", 0, 0, 0, 0, 0, null, "elsewhere", 1));
      assertThat(other.poll(key)).isInstanceOf(JobState.Running.class);
    }
  }

  @Test
  void aWorkerThatStartsAnewWaitsBeforeItCallsAJobLost() throws Exception {
    records.createRequest(request);
    records.markStarted(key, progress("elsewhere", 1));
    await().until(() -> applications.poll(key) instanceof JobState.Lost);
    SparkApplications anew = new SparkApplications(location, records, PATIENCE, "other");
    assertThat(anew.poll(key)).isInstanceOf(JobState.Running.class);
    await().until(() -> anew.poll(key) instanceof JobState.Lost);
  }

  @Test
  void aHostIsMoreThanItsName() {
    assertThat(host).isEqualTo(LocalProcess.host()).matches("[^/]+(/[0-9a-f]{8})?");
  }

  @Test
  void aResultIsWhatCountsHoweverTheProcessEnded() throws Exception {
    JobHandle handle = submit("exit 1");
    records.markStarted(key, progress(host, handle.pid()));
    records.writeResult(key, result(true));
    assertThat(applications.poll(key)).isEqualTo(new JobState.Ended(result(true)));
  }

  @Test
  void cancellingEndsTheDriverAndLeavesAResult() throws Exception {
    JobHandle handle = submit("exec sleep 60");
    records.markStarted(key, progress(host, handle.pid()));
    applications.cancel(key, "the run was terminated");
    assertThat(ProcessHandle.of(handle.pid()).map(ProcessHandle::isAlive).orElse(false)).isFalse();
    assertThat(records.result(key))
        .get()
        .satisfies(
            result -> {
              assertThat(result.failure()).isEqualTo(FailureReason.CANCELLED);
              assertThat(result.message()).isEqualTo("Cancelled: the run was terminated");
            });
  }

  @Test
  void cancellingADriverOnAnotherHostAsksItToStop() throws Exception {
    records.createRequest(request);
    records.markStarted(key, progress("elsewhere", 1));
    applications.cancel(key, "superseded");
    assertThat(records.cancellation(key))
        .get()
        .extracting(Cancellation::reason)
        .isEqualTo("superseded");
    assertThat(records.result(key)).isEmpty();
  }

  @Test
  void anotherProcessWithTheSameIdIsNotTheDriver() {
    long pid = ProcessHandle.current().pid();
    Instant start = ProcessHandle.current().info().startInstant().orElseThrow();
    assertThat(LocalProcess.alive(pid, start)).isTrue();
    assertThat(LocalProcess.alive(pid, start.minusSeconds(60))).isFalse();
  }

  @Test
  void attemptsAreFoundInOrder() throws Exception {
    assertThat(applications.nextAttempt("run-1", 1, Connector.SPARK)).isEqualTo(key);
    for (int attempt = 1; attempt <= 11; attempt++) {
      records.createRequest(Requests.of(Requests.key(attempt), null));
      records.writeResult(Requests.key(attempt), result(false));
    }
    assertThat(applications.findOpen("run-1", 1, Connector.SPARK)).isEmpty();
    assertThat(applications.nextAttempt("run-1", 1, Connector.SPARK)).isEqualTo(Requests.key(12));
    records.createRequest(Requests.of(Requests.key(12), null));
    assertThat(applications.findOpen("run-1", 1, Connector.SPARK)).contains(Requests.key(12));
    assertThat(applications.findOpen("run-1", 2, Connector.SPARK)).isEmpty();
    records.writeResult(Requests.key(12), result(false));
  }

  @Test
  void aRunIdThatCouldNotStandInAPathIsRefused() {
    JobKey hostile = new JobKey("../../etc", 1, Connector.SPARK, 1);
    assertThatThrownBy(() -> applications.submit(Requests.of(hostile, null), settings()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("A run id matches");
  }

  private JobHandle submit(String script) throws Exception {
    Path submit = directory.resolve("home/bin/spark-submit");
    Files.writeString(submit, "#!/bin/sh\n" + script + "\n");
    assertThat(submit.toFile().setExecutable(true)).isTrue();
    return applications.submit(request, settings());
  }

  private SparkSettings settings() {
    return new SparkSettings(
        directory.resolve("home"),
        "local[2]",
        null,
        "io.pointsman.Job",
        "/app.jar",
        List.of("/a.jar", "/b.jar"),
        Map.of("spark.driver.memory", "1g"),
        Map.of("SECRET", "hidden"),
        directory.resolve("logs"));
  }

  private static JobProgress progress(String host, long pid) {
    return new JobProgress(Requests.TAKEN_AT, "reading", 0, 0, 0, 0, 0, null, host, pid);
  }

  private static JobResult result(boolean succeeded) {
    return new JobResult(
        succeeded,
        succeeded ? null : FailureReason.SPARK_FAILED,
        "done",
        succeeded ? 7L : null,
        1,
        2,
        Requests.TAKEN_AT,
        Requests.TAKEN_AT,
        "b1",
        Requests.TAKEN_AT,
        null,
        null);
  }
}
