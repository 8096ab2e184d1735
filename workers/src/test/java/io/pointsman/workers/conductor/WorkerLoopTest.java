package io.pointsman.workers.conductor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pointsman.decider.FailureReason;
import io.pointsman.workers.config.Role;
import io.pointsman.workers.config.WorkerConfig.ProcessSettings;
import io.pointsman.workflows.ConductorApi;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WorkerLoopTest {
  private TaskQueue queue;
  private WorkerLoop loop;

  @BeforeEach
  void start() throws IOException {
    queue = new TaskQueue();
    loop = loop(Duration.ofSeconds(10));
  }

  @AfterEach
  void stop() {
    loop.close();
    queue.close();
  }

  @Test
  void whatAWorkerSaysIsWhatConductorHears() throws Exception {
    queue.offer("t1");
    queue.offer("t2");
    queue.offer("t3");
    queue.offer("t4");
    loop.start(
        List.of(
            worker(
                task ->
                    switch (task.id()) {
                      case "t1" ->
                          new TaskAnswer.Done(TaskOutput.summary("Done.").put("rows", 3).json());
                      case "t2" ->
                          new TaskAnswer.Waiting(
                              TaskOutput.summary("Half way.").json(), Duration.ofSeconds(5));
                      case "t3" ->
                          throw TaskFailedException.terminal(FailureReason.AUDIT_FAILED, "no rows");
                      default -> throw new IllegalStateException("surprise");
                    })));

    JsonNode done = queue.answer("t1");
    assertThat(done.path("status").asText()).isEqualTo("COMPLETED");
    assertThat(done.path("outputData").toString()).startsWith("{\"summary\":\"Done.\",");
    assertThat(done.path("workerId").asText()).isEqualTo("worker-of-the-test");
    JsonNode waiting = queue.answer("t2");
    assertThat(waiting.path("status").asText()).isEqualTo("IN_PROGRESS");
    assertThat(waiting.path("callbackAfterSeconds").asInt()).isEqualTo(5);
    JsonNode failed = queue.answer("t3");
    assertThat(failed.path("status").asText()).isEqualTo("FAILED_WITH_TERMINAL_ERROR");
    assertThat(failed.path("reasonForIncompletion").asText()).isEqualTo("AUDIT_FAILED: no rows");
    assertThat(failed.path("outputData").path("failure").asText()).isEqualTo("AUDIT_FAILED");
    assertThat(queue.answer("t4").path("reasonForIncompletion").asText())
        .isEqualTo("UNKNOWN: IllegalStateException: surprise");
  }

  @Test
  void aStopFinishesWhatIsAtHandAndTakesNoMore() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    queue.offer("t1");
    loop.start(
        List.of(
            worker(
                task -> {
                  begun.countDown();
                  assertThat(go.await(10, TimeUnit.SECONDS)).isTrue();
                  return new TaskAnswer.Done(TaskOutput.summary("Done.").json());
                })));
    assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();

    Thread stopper = new Thread(loop::close);
    stopper.start();
    go.countDown();
    stopper.join(TimeUnit.SECONDS.toMillis(20));

    assertThat(stopper.isAlive()).isFalse();
    assertThat(queue.answer("t1").path("status").asText()).isEqualTo("COMPLETED");
    queue.offer("t2");
    assertThat(queue.waiting()).isEqualTo(1);
  }

  @Test
  void noMoreTasksAreTakenThanThereAreThreads() throws Exception {
    CountDownLatch begun = new CountDownLatch(2);
    CountDownLatch go = new CountDownLatch(1);
    for (int i = 1; i <= 5; i++) {
      queue.offer("t" + i);
    }
    loop.start(
        List.of(
            worker(
                task -> {
                  begun.countDown();
                  assertThat(go.await(10, TimeUnit.SECONDS)).isTrue();
                  return new TaskAnswer.Done(TaskOutput.summary("Done.").json());
                })));
    assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();

    assertThat(queue.waiting()).isEqualTo(3);
    go.countDown();
    queue.answer("t5");
  }

  @Test
  void aTaskThatIsHandedOutBeforeItsTimeWaitsForItWithoutAThread() throws Exception {
    Instant due = Instant.now().plusSeconds(1);
    for (int i = 1; i <= 3; i++) {
      queue.offerEarly("early-" + i, due, 5);
    }
    Map<String, Instant> worked = new ConcurrentHashMap<>();
    loop.start(
        List.of(
            worker(
                task -> {
                  worked.put(task.id(), Instant.now());
                  return new TaskAnswer.Done(TaskOutput.summary("Done.").json());
                })));
    queue.offer("in-time");

    queue.answer("in-time");
    for (int i = 1; i <= 3; i++) {
      assertThat(queue.answer("early-" + i)).isNotNull();
      assertThat(worked.get("early-" + i)).isAfterOrEqualTo(due.minusMillis(5));
    }
    assertThat(worked.get("in-time")).isBefore(due);
  }

  @Test
  void nobodysClockMakesATaskWaitForLongerThanItAsked() throws Exception {
    queue.offerEarly("t1", Instant.now().plus(Duration.ofDays(1)), 1);
    loop.start(List.of(worker(task -> new TaskAnswer.Done(TaskOutput.summary("Done.").json()))));

    assertThat(queue.answer("t1")).isNotNull();
  }

  @Test
  void aStopDoesNotWaitForATasksTime() throws Exception {
    queue.offerEarly("t1", Instant.now().plus(Duration.ofHours(1)), 3600);
    loop.start(List.of(worker(task -> new TaskAnswer.Done(TaskOutput.summary("Done.").json()))));
    Awaitility.await().until(() -> queue.waiting() == 0);

    loop.close();

    assertThat(queue.answer("t1").path("status").asText()).isEqualTo("COMPLETED");
  }

  @Test
  void aLongQueueIsTakenInFewRequestsButNeverMoreThanThereAreFreeThreads() throws Exception {
    int threads = 8;
    for (int i = 1; i <= 40; i++) {
      queue.offer("t" + i);
    }
    try (WorkerLoop wide = loop(Duration.ofSeconds(10), threads)) {
      wide.start(List.of(worker(task -> new TaskAnswer.Done(TaskOutput.summary("Done.").json()))));

      for (int i = 1; i <= 40; i++) {
        assertThat(queue.answer("t" + i)).as("t" + i).isNotNull();
      }
    }
    assertThat(queue.largestBatch()).isGreaterThan(1);
    // Half of those that are free, so that another type's poller finds some.
    assertThat(queue.largestRequest()).isLessThanOrEqualTo(1 + threads / 2);
  }

  @Test
  void anAnswerThatConductorDoesNotTakeAtOnceIsGivenAgain() throws Exception {
    queue.refuseAnswers(2);
    queue.offer("t1");
    loop.start(List.of(worker(task -> new TaskAnswer.Done(TaskOutput.summary("Done.").json()))));

    assertThat(queue.answer("t1").path("status").asText()).isEqualTo("COMPLETED");
  }

  private WorkerLoop loop(Duration grace) {
    return loop(grace, 2);
  }

  private WorkerLoop loop(Duration grace, int threads) {
    return new WorkerLoop(
        new ConductorApi(queue.uri()),
        new ProcessSettings(
            "worker-of-the-test",
            Set.of(Role.DECIDE),
            threads,
            Duration.ofMillis(20),
            Duration.ofSeconds(1),
            grace),
        new Failures(),
        TaskObserver.NOBODY);
  }

  private interface Work {
    TaskAnswer on(PolledTask task) throws Exception;
  }

  private static TaskWorker worker(Work work) {
    return new TaskWorker() {
      @Override
      public String taskType() {
        return "some_task";
      }

      @Override
      public Role role() {
        return Role.DECIDE;
      }

      @Override
      public TaskAnswer work(PolledTask task) throws Exception {
        return work.on(task);
      }
    };
  }
}
