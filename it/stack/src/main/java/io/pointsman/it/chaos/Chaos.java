package io.pointsman.it.chaos;

import com.datastax.oss.driver.api.core.CqlSession;
import io.pointsman.backup.ObjectStore;
import io.pointsman.backup.ObjectStores;
import io.pointsman.backup.StoreSettings;
import io.pointsman.it.CassandraNode;
import io.pointsman.it.CassandraSettings;
import io.pointsman.it.ConductorServer;
import io.pointsman.it.MedusaUpload;
import io.pointsman.it.S3Server;
import io.pointsman.it.SchemaText;
import io.pointsman.it.StackPaths;
import io.pointsman.it.TableName;
import io.pointsman.it.Truth;
import io.pointsman.it.TruthComparison;
import io.pointsman.it.data.QuickstartData;
import io.pointsman.it.show.Check;
import io.pointsman.it.show.Progress;
import io.pointsman.it.truth.CompareRequest;
import io.pointsman.it.truth.CompareResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Plays scenarios on several lanes at the same time. */
final class Chaos {
  private static final TableName SOURCE_TABLE = new TableName("members", "logins");
  private static final String BACKUPS = "backups";
  private static final String PREFIX = "medusa";
  private static final long ROWS = 6_000;

  private final StackPaths paths;
  private final Path dir;
  private final Progress progress;
  private final long seed;
  private final List<ScenarioResult> results = Collections.synchronizedList(new ArrayList<>());
  private final List<Check> checks = Collections.synchronizedList(new ArrayList<>());

  Chaos(StackPaths paths, Path dir, Progress progress, long seed) {
    this.paths = paths;
    this.dir = dir;
    this.progress = progress;
    this.seed = seed;
  }

  /** Plays them all; those that come first in the list are begun first. */
  ChaosReport play(List<Scenario> scenarios, int lanes) throws Exception {
    Queue<Scenario> queue = new ConcurrentLinkedQueue<>(scenarios);
    List<S3Server> stores = new ArrayList<>();
    ExecutorService threads = Executors.newFixedThreadPool(lanes);
    try {
      for (int lane = 1; lane <= lanes; lane++) {
        S3Server s3 = S3Server.start(paths, folder(lane).resolve("s3"), progress::detail);
        s3.createBucket(BACKUPS);
        stores.add(s3);
      }
      BackupPlace backup = backUp(stores);
      List<Future<?>> running = new ArrayList<>();
      for (int lane = 1; lane <= lanes; lane++) {
        int number = lane;
        S3Server s3 = stores.get(lane - 1);
        running.add(
            threads.submit(
                () -> {
                  playOn(number, s3, backup, scenarios, queue);
                  return null;
                }));
      }
      for (Future<?> each : running) {
        await(each);
      }
    } finally {
      threads.shutdownNow();
      stores.forEach(S3Server::close);
    }
    checks.add(
        new Check(
            "scenarios that were played",
            results.size() == scenarios.size(),
            results.size(),
            "of " + scenarios.size()));
    checks.add(
        new Check("the chaos ended in time", true, progress.elapsed().toSeconds(), "seconds"));
    return new ChaosReport(ordered(scenarios), List.copyOf(checks));
  }

  private void await(Future<?> lane) throws InterruptedException {
    try {
      lane.get();
    } catch (ExecutionException e) {
      progress.detail("a lane has failed: " + e.getCause());
      e.getCause().printStackTrace();
      checks.add(new Check("a lane works to its end", false, e.getCause().toString(), ""));
    }
  }

  private List<ScenarioResult> ordered(List<Scenario> scenarios) {
    List<String> names = scenarios.stream().map(Scenario::name).toList();
    List<ScenarioResult> ordered;
    synchronized (results) {
      ordered = new ArrayList<>(results);
    }
    ordered.sort(java.util.Comparator.comparingInt(each -> names.indexOf(each.name())));
    return ordered;
  }

  private Path folder(int lane) {
    return dir.resolve("lane-" + lane);
  }

  private BackupPlace backUp(List<S3Server> stores) throws Exception {
    progress.step("starting a Cassandra 5.0 node, for the backup only");
    try (CassandraNode node =
        CassandraNode.start(
            paths, dir.resolve("cassandra"), CassandraSettings.usual(), progress::detail)) {
      QuickstartData.write(node, ROWS, progress::detail);
      for (S3Server s3 : stores) {
        try (ObjectStore store =
            ObjectStores.open(
                new StoreSettings(
                    s3.endpoint().toString(),
                    S3Server.REGION,
                    true,
                    S3Server.CREDENTIALS_NAME,
                    BACKUPS),
                s3.environment())) {
          new MedusaUpload(store, PREFIX, SchemaText.WITH_DROPPED_COLUMNS, progress::detail)
              .backUp(node, "backup-1");
        }
      }
      try (CqlSession session = node.connect()) {
        Truth truth = Truth.dump(session, List.of(SOURCE_TABLE), dir.resolve("truth")).get(0);
        progress.step("stopping Cassandra: from here on there is only the backup");
        return new BackupPlace(BACKUPS, PREFIX, truth);
      }
    }
  }

  private void playOn(
      int number, S3Server s3, BackupPlace backup, List<Scenario> scenarios, Queue<Scenario> queue)
      throws Exception {
    Path folder = folder(number);
    String name = "lane " + number + ": ";
    progress.step(name + "starting Conductor, a registry, workers and a reader");
    try (ConductorServer conductor =
            ConductorServer.start(paths, folder.resolve("conductor"), this.progress::detail);
        Lane lane =
            new Lane(paths, folder, s3, conductor, backup, sentence -> detail(name, sentence))) {
      LaneRunner runner = new LaneRunner(lane, seed, sentence -> detail(name, sentence));
      progress.step(name + "a first run, without any fault");
      runner.prepare();
      Scenario next = queue.poll();
      while (next != null) {
        progress.step(name + next.name());
        results.add(runner.play(next));
        // For who ends it before its end.
        write(scenarios);
        next = queue.poll();
      }
      compare(number, lane, s3, backup);
    }
  }

  private synchronized void write(List<Scenario> scenarios) throws IOException {
    Files.writeString(
        dir.resolve("so-far.json"),
        new ChaosReport(ordered(scenarios), List.copyOf(checks)).json());
  }

  private void detail(String lane, String sentence) {
    progress.detail(lane + sentence);
  }

  /** What every scenario's checksum was held against, held against what Cassandra had answered. */
  private void compare(int number, Lane lane, S3Server s3, BackupPlace backup) throws Exception {
    progress.step("lane " + number + ": comparing the whole table with the truth, row by row");
    String name = "lane " + number + ": a whole table equals what Cassandra had answered";
    CompareResult result;
    try {
      result =
          TruthComparison.run(
                  paths,
                  new CompareRequest(
                      Lake.Kind.JDBC.catalog(),
                      lane.lake().readersCatalogs().get(Lake.Kind.JDBC.catalog()),
                      List.of(
                          TruthComparison.of(
                              "whole",
                              backup.truth(),
                              Lake.NAMESPACE,
                              LaneRunner.PATTERN_TABLE,
                              null))),
                  folder(number).resolve("compare"),
                  s3.environment(),
                  progress::detail)
              .get(0);
    } catch (IOException | IllegalStateException e) {
      checks.add(new Check(name, false, e.getMessage(), ""));
      return;
    }
    checks.add(
        new Check(
            name,
            result.equal(),
            result.problem() == null ? result.rowsTable() : result.problem(),
            "rows"));
  }
}
