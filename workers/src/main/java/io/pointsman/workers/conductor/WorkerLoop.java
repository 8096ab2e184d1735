package io.pointsman.workers.conductor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pointsman.workers.config.WorkerConfig.ProcessSettings;
import io.pointsman.workflows.ConductorApi;
import io.pointsman.workflows.ConductorException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Polls Conductor for the tasks of some workers and has them worked on by a bounded number of
 * threads. Never takes more tasks than it has free threads, so that nothing waits in this process
 * while another worker is idle; but for those that Conductor handed out early. A stop takes no more
 * tasks and finishes those that it has.
 */
public final class WorkerLoop implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerLoop.class);

  /** The server looks once: a request that waits there would hold free threads meanwhile. */
  private static final Duration NO_WAIT = Duration.ZERO;

  /**
   * Until the next look for a type of which there were tasks just now; grows while there are none.
   */
  private static final Duration SHORTEST_PAUSE = Duration.ofMillis(50);

  private static final Duration JOIN = Duration.ofSeconds(2);
  private static final int UPDATE_ATTEMPTS = 5;
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

  private final ConductorApi conductor;
  private final ProcessSettings settings;
  private final Failures failures;
  private final TaskObserver observer;
  private final Semaphore free;
  private final ExecutorService threads;
  private final List<Thread> pollers = new ArrayList<>();
  private final Map<PolledTask, TaskWorker> early = new ConcurrentHashMap<>();
  private final ScheduledExecutorService clock;
  private final CountDownLatch stop = new CountDownLatch(1);

  public WorkerLoop(ConductorApi conductor, ProcessSettings settings, Failures failures) {
    this(conductor, settings, failures, TaskObserver.NOBODY);
  }

  /** One whose work somebody is told of. */
  public WorkerLoop(
      ConductorApi conductor, ProcessSettings settings, Failures failures, TaskObserver observer) {
    this.observer = observer;
    this.conductor = conductor;
    this.settings = settings;
    this.failures = failures;
    this.free = new Semaphore(settings.threads());
    this.threads =
        Executors.newFixedThreadPool(
            settings.threads(),
            task -> {
              Thread thread = new Thread(task, "task");
              thread.setDaemon(true);
              return thread;
            });
    this.clock =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "early-tasks");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Begins to poll for these workers' tasks. */
  public void start(List<TaskWorker> workers) {
    for (TaskWorker worker : workers) {
      Thread poller = new Thread(() -> poll(worker), "poll-" + worker.taskType());
      poller.setDaemon(true);
      pollers.add(poller);
      poller.start();
    }
  }

  /** Takes no more tasks, and waits for those that are worked on, at most the stop's grace. */
  @Override
  public void close() {
    // Not interrupted: a task that is on its way here would be nobody's until it times out.
    stop.countDown();
    try {
      for (Thread poller : pollers) {
        poller.join(JOIN.toMillis());
      }
      clock.shutdownNow();
      early.keySet().forEach(this::workOnEarly);
      threads.shutdown();
      if (!threads.awaitTermination(settings.stopGrace().toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn(
            "Stopping with tasks that are still worked on after {} s; another worker takes them"
                + " over after their response timeout",
            settings.stopGrace().toSeconds());
        threads.shutdownNow();
      }
    } catch (InterruptedException e) {
      threads.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }

  private void poll(TaskWorker worker) {
    Duration pause = Duration.ZERO;
    while (stop.getCount() > 0) {
      try {
        pause =
            switch (pollOnce(worker)) {
              case MORE -> Duration.ZERO;
              case SOME -> shortest();
              case NONE -> longer(pause, settings.pollInterval());
            };
      } catch (IOException e) {
        if (stop.getCount() > 0) {
          pause = longer(pause, LONGEST_PAUSE);
          LOG.warn(
              "No tasks for {} now, next look in {} ms: {}",
              worker.taskType(),
              pause.toMillis(),
              e.getMessage());
        }
      } catch (InterruptedException e) {
        return;
      }
      try {
        if (stop.await(pause.toNanos(), TimeUnit.NANOSECONDS)) {
          return;
        }
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  /** What a look found. */
  private enum Found {
    /** As many as were asked for: there may be more. */
    MORE,
    SOME,
    NONE
  }

  private Found pollOnce(TaskWorker worker) throws IOException, InterruptedException {
    if (!free.tryAcquire(settings.pollInterval().toMillis(), TimeUnit.MILLISECONDS)) {
      return Found.SOME;
    }
    int asked = 1 + more();
    int permits = asked;
    try {
      // No more than there are threads for: what is polled must be worked on at once.
      List<JsonNode> tasks = conductor.poll(worker.taskType(), settings.workerId(), asked, NO_WAIT);
      for (JsonNode task : tasks) {
        PolledTask polled = new PolledTask(task);
        if (hold(worker, polled)) {
          continue;
        }
        threads.execute(
            () -> {
              try {
                workOn(worker, polled);
              } finally {
                free.release();
              }
            });
        permits--;
      }
      return tasks.isEmpty() ? Found.NONE : tasks.size() < asked ? Found.SOME : Found.MORE;
    } finally {
      free.release(Math.max(0, permits));
    }
  }

  /**
   * Keeps a task that Conductor handed out before its time until that has come. It hands a task out
   * as soon as it has heard that it goes on, and only then writes down what it heard: an answer
   * that comes in between is overwritten, and the task is never done. (Seen on SQLite, whose queue
   * does not keep to the time that a task asked for.)
   *
   * @return false when it is not early
   */
  private boolean hold(TaskWorker worker, PolledTask task) {
    Duration wait = task.early(Instant.now());
    if (wait.isZero()) {
      return false;
    }
    early.put(task, worker);
    try {
      clock.schedule(() -> workOnEarly(task), wait.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      // Stopping: better early than nobody's until its response timeout.
      early.remove(task);
      return false;
    }
    return true;
  }

  private void workOnEarly(PolledTask task) {
    TaskWorker worker = early.remove(task);
    if (worker != null) {
      threads.execute(() -> workOn(worker, task));
    }
  }

  /** Half of the threads that are free, so that other types of tasks are asked for meanwhile. */
  private int more() {
    int half = free.availablePermits() / 2;
    return half > 0 && free.tryAcquire(half) ? half : 0;
  }

  private Duration shortest() {
    return SHORTEST_PAUSE.compareTo(settings.pollInterval()) < 0
        ? SHORTEST_PAUSE
        : settings.pollInterval();
  }

  private void workOn(TaskWorker worker, PolledTask task) {
    TaskAnswer answer;
    long begun = System.nanoTime();
    try {
      answer = worker.work(task);
    } catch (InterruptedException e) {
      // Stopping: said nothing, so that another worker takes it over.
      Thread.currentThread().interrupt();
      return;
    } catch (Exception | LinkageError | StackOverflowError | OutOfMemoryError e) {
      answer = failures.answer(task, e);
    }
    observer.worked(task, answer, Duration.ofNanos(System.nanoTime() - begun));
    if (answer instanceof TaskAnswer.Failed failed) {
      LOG.info("{} {}: {}", task.type(), task.id(), failed.reasonForIncompletion());
    }
    say(task, answer);
  }

  private void say(PolledTask task, TaskAnswer answer) {
    ObjectNode result = taskResult(task, answer);
    Duration pause = Duration.ofMillis(200);
    for (int attempt = 1; ; attempt++) {
      try {
        conductor.updateTask(result);
        return;
      } catch (IOException e) {
        boolean refused = e instanceof ConductorException c && c.status() / 100 == 4;
        if (refused || attempt == UPDATE_ATTEMPTS) {
          // The response timeout gives the task to somebody, who finds what was done.
          LOG.warn(
              "Conductor did not take the answer to {} {}: {}",
              task.type(),
              task.id(),
              e.getMessage());
          return;
        }
      }
      try {
        TimeUnit.NANOSECONDS.sleep(pause.toNanos());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
      pause = longer(pause, LONGEST_PAUSE);
    }
  }

  private ObjectNode taskResult(PolledTask task, TaskAnswer answer) {
    ObjectNode result =
        JsonNodeFactory.instance
            .objectNode()
            .put("taskId", task.id())
            .put("workflowInstanceId", task.workflowId())
            .put("workerId", settings.workerId());
    result.set("outputData", answer.output());
    if (answer instanceof TaskAnswer.Waiting waiting) {
      long seconds = Math.max(1, waiting.callBackAfter().toSeconds());
      answer.output().put(TaskAnswer.LOOK_AGAIN_AT, Instant.now().plusSeconds(seconds).toString());
      return result.put("status", "IN_PROGRESS").put("callbackAfterSeconds", seconds);
    }
    if (answer instanceof TaskAnswer.Failed failed) {
      return result
          .put("status", failed.retry() ? "FAILED" : "FAILED_WITH_TERMINAL_ERROR")
          .put("reasonForIncompletion", failed.reasonForIncompletion());
    }
    return result.put("status", "COMPLETED");
  }

  private static Duration longer(Duration pause, Duration most) {
    Duration twice = pause.isZero() ? SHORTEST_PAUSE : pause.multipliedBy(2);
    return twice.compareTo(most) > 0 ? most : twice;
  }
}
