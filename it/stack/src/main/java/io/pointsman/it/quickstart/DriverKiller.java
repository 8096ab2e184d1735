package io.pointsman.it.quickstart;

import com.fasterxml.jackson.databind.JsonNode;
import io.pointsman.backup.ObjectStore;
import io.pointsman.decider.WireJson;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Kills every Spark driver of one run as {@code kill -9} does, as soon as it has said that it
 * works: a real failure. A driver's process id stands in its start mark among the job's records.
 */
final class DriverKiller implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final long MAX_MARK_BYTES = 1 << 20;

  private final ObjectStore control;
  private final String prefix;
  private final String runId;
  private final Consumer<String> progress;
  private final Set<Long> killed = ConcurrentHashMap.newKeySet();
  private final Thread thread;
  private volatile boolean closed;

  /**
   * @param control the bucket of the job records
   * @param controlPrefix their key prefix, without slashes at its ends
   */
  DriverKiller(ObjectStore control, String controlPrefix, String runId, Consumer<String> progress) {
    this.control = control;
    this.prefix = controlPrefix + "/runs/" + runId + "/";
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
        List<String> marks = new ArrayList<>();
        control.list(prefix, listed -> marks.add(listed.key()));
        for (String key : marks) {
          if (key.endsWith("/started.json") && key.contains("/SPARK/")) {
            kill(WireJson.mapper().readTree(control.readAll(key, MAX_MARK_BYTES)));
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

  private void kill(JsonNode mark) {
    long pid = mark.path("pid").asLong(0);
    if (pid == 0 || killed.contains(pid)) {
      return;
    }
    ProcessHandle.of(pid)
        // A pid alone may be another process by now; the run's id stands in the driver's arguments.
        .filter(driver -> driver.info().commandLine().filter(c -> c.contains(runId)).isPresent())
        .filter(ProcessHandle::destroyForcibly)
        .ifPresent(
            driver -> {
              killed.add(pid);
              progress.accept("kill -9 " + pid + ", the Spark driver of this run");
            });
  }

  @Override
  public void close() throws InterruptedException {
    closed = true;
    thread.join();
  }
}
