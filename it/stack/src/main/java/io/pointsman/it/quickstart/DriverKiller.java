package io.pointsman.it.quickstart;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Kills every Spark driver of one run as {@code kill -9} does: a real failure. The drivers' process
 * ids stand in the run's task outputs, where a person would find them too.
 */
final class DriverKiller implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(250);

  private final ConductorRuns conductor;
  private final String runId;
  private final Consumer<String> progress;
  private final Set<Long> killed = ConcurrentHashMap.newKeySet();
  private final Thread thread;
  private volatile boolean closed;

  DriverKiller(ConductorRuns conductor, String runId, Consumer<String> progress) {
    this.conductor = conductor;
    this.runId = runId;
    this.progress = progress;
    this.thread = new Thread(this::run, "driver-killer");
    thread.setDaemon(true);
    thread.start();
  }

  /** How many drivers were killed so far. */
  int killed() {
    return killed.size();
  }

  private void run() {
    while (!closed) {
      try {
        for (JsonNode task : conductor.read(runId).path("tasks")) {
          String inner = task.path("subWorkflowId").asText("");
          if (!inner.isEmpty()) {
            conductor.read(inner).path("tasks").forEach(this::killDriverOf);
          }
        }
        Thread.sleep(POLL.toMillis());
      } catch (IOException e) {
        progress.accept("cannot look for the driver: " + e.getMessage());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private void killDriverOf(JsonNode task) {
    JsonNode job = task.path("outputData").path("job");
    long pid = job.path("pid").asLong(0);
    if (pid == 0 || killed.contains(pid)) {
      return;
    }
    Instant startedAt = Instant.parse(job.path("pidStartedAt").asText());
    ProcessHandle.of(pid)
        .filter(driver -> driver.info().startInstant().filter(startedAt::equals).isPresent())
        .ifPresent(
            driver -> {
              if (driver.destroyForcibly()) {
                killed.add(pid);
                progress.accept("kill -9 " + pid + ", the Spark driver of this run");
              }
            });
  }

  @Override
  public void close() throws InterruptedException {
    closed = true;
    thread.interrupt();
    thread.join();
  }
}
