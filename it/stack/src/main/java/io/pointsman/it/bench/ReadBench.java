package io.pointsman.it.bench;

import com.fasterxml.jackson.core.type.TypeReference;
import io.pointsman.bench.ConnectorPlan;
import io.pointsman.bench.Measurement;
import io.pointsman.bench.ReadCase;
import io.pointsman.bench.ReadEngine;
import io.pointsman.bench.ReadPlan;
import io.pointsman.bench.WriteSetting;
import io.pointsman.it.S3Server;
import io.pointsman.it.StackPaths;
import io.pointsman.it.show.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Runs the bench's processes, one after the other. */
final class ReadBench {
  private final StackPaths paths;
  private final Path dir;
  private final BenchProcesses processes;
  private final Progress progress;

  ReadBench(StackPaths paths, Path dir, Progress progress) {
    this.paths = paths;
    this.dir = dir;
    this.processes = new BenchProcesses(paths, dir, progress);
    this.progress = progress;
  }

  ReadReport run(ReadBenchSettings settings) throws IOException, InterruptedException {
    List<ReadCase> cases = settings.cases();
    List<ReadEngine> connectors =
        settings.engines().stream().filter(ReadEngine::isConnector).toList();
    if (!connectors.isEmpty() && !processes.hasConnector()) {
      throw new IllegalArgumentException(
          connectors
              + " need the module it/bench-cql: mvn -Pbench-cql -pl it/bench-cql -am package");
    }
    try (S3Server s3 = processes.startS3()) {
      progress.step("writing %d tables".formatted(cases.size()));
      run(
          "write",
          "write",
          plan(s3, cases, settings.warmUps(), List.of(), false),
          s3,
          1,
          BenchProcesses.HEAP);

      List<Measurement> oneCore = new ArrayList<>();
      for (ReadEngine engine : settings.engines()) {
        if (!engine.isConnector()) {
          progress.step("measuring " + engine + " on one core");
          boolean shares = engine == ReadEngine.SPARK_ROWS || engine == ReadEngine.MOVE_JOB;
          oneCore.addAll(
              run(
                  engine.name().toLowerCase(Locale.ROOT),
                  "measure",
                  plan(s3, cases, warmUps(engine, settings), List.of(engine), shares),
                  s3,
                  1,
                  BenchProcesses.HEAP));
        }
      }
      List<Measurement> twoCores = List.of();
      if (settings.engines().contains(ReadEngine.SPARK_ROWS)) {
        progress.step("measuring SPARK_ROWS on two cores");
        twoCores =
            run(
                "spark_rows-2",
                "measure",
                plan(s3, cases, settings.warmUps(), List.of(ReadEngine.SPARK_ROWS), false),
                s3,
                2,
                BenchProcesses.HEAP);
      }
      if (!connectors.isEmpty()) {
        oneCore.addAll(overCql(s3, cases, connectors));
      }
      progress.step("done");
      return new ReadReport(new ReadBars(cases, oneCore, twoCores), progress.elapsed());
    }
  }

  /** A run of the legacy engine is long: what there is to compile is soon compiled. */
  private static int warmUps(ReadEngine engine, ReadBenchSettings settings) {
    return engine == ReadEngine.LEGACY ? Math.min(1, settings.warmUps()) : settings.warmUps();
  }

  /** Both ways over CQL, from one live node that has the same SSTables. */
  private List<Measurement> overCql(S3Server s3, List<ReadCase> cases, List<ReadEngine> engines)
      throws IOException, InterruptedException {
    progress.step("a live node takes the same SSTables");
    try (LiveTables live = LiveTables.start(paths, dir, progress)) {
      live.load(cases, processes.backups());
      progress.step("measuring " + engines + " on one core, and the node");
      return processes.overCql(
          new ConnectorPlan(
              live.node().nativeAddress().getHostString(),
              live.node().nativeAddress().getPort(),
              live.node().process().pid(),
              cases,
              ReadCase.warmUp(cases),
              engines,
              processes.plan(s3, cases, 0, engines, false).catalog(),
              WriteSetting.ALIKE.table()),
          s3);
    }
  }

  /**
   * One Cassandra partition in many SSTables, read by the move job's source in a small heap.
   *
   * @param heap such as {@code 512m}
   */
  Measurement wide(ReadCase table, String heap) throws IOException, InterruptedException {
    try (S3Server s3 = processes.startS3()) {
      progress.step("writing " + table);
      List<ReadCase> cases = List.of(table);
      run("write", "write", plan(s3, cases, 0, List.of(), false), s3, 1, BenchProcesses.HEAP);
      progress.step("reading it in a heap of " + heap);
      ReadPlan plan = plan(s3, cases, 0, List.of(ReadEngine.SPARK_ROWS), false);
      return run("wide", "measure", plan, s3, 1, heap).get(0);
    }
  }

  private ReadPlan plan(
      S3Server s3, List<ReadCase> cases, int warmUps, List<ReadEngine> engines, boolean shares) {
    return processes.plan(s3, cases, warmUps, engines, shares);
  }

  private List<Measurement> run(
      String name, String what, ReadPlan plan, S3Server s3, int cores, String heap)
      throws IOException, InterruptedException {
    return processes.run(
        name,
        "io.pointsman.bench.ReadProcess",
        List.of(what),
        plan,
        new TypeReference<>() {},
        s3,
        cores,
        heap);
  }
}
