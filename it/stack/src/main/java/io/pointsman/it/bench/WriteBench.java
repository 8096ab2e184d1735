package io.pointsman.it.bench;

import com.fasterxml.jackson.core.type.TypeReference;
import io.pointsman.bench.ReadCase;
import io.pointsman.bench.ReadEngine;
import io.pointsman.bench.WriteMeasurement;
import io.pointsman.bench.WritePlan;
import io.pointsman.bench.WriteSetting;
import io.pointsman.it.S3Server;
import io.pointsman.it.StackPaths;
import io.pointsman.it.show.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Moves the same tables with one setting of Parquet after the other. */
final class WriteBench {
  private final BenchProcesses processes;
  private final Progress progress;

  WriteBench(StackPaths paths, Path dir, Progress progress) {
    this.processes = new BenchProcesses(paths, dir, progress);
    this.progress = progress;
  }

  /**
   * @param cases what is moved
   * @param warmUps rounds before those that count
   */
  WriteReport run(List<ReadCase> cases, List<ReadEngine> engines, int warmUps)
      throws IOException, InterruptedException {
    try (S3Server s3 = processes.startS3()) {
      progress.step("writing %d tables".formatted(cases.size()));
      processes.run(
          "write",
          "io.pointsman.bench.ReadProcess",
          List.of("write"),
          processes.plan(s3, cases, warmUps, List.of(), false),
          new TypeReference<List<Object>>() {},
          s3,
          1,
          BenchProcesses.HEAP);
      List<WriteMeasurement> measured = new ArrayList<>();
      for (ReadEngine engine : engines) {
        List<WriteSetting> settings = settings(engine);
        progress.step("%s with %d settings".formatted(engine, settings.size()));
        measured.addAll(
            processes.run(
                "write-" + engine.name().toLowerCase(Locale.ROOT),
                "io.pointsman.bench.WriteProcess",
                List.of(),
                new WritePlan(processes.plan(s3, cases, warmUps, List.of(engine), false), settings),
                new TypeReference<List<WriteMeasurement>>() {},
                s3,
                1,
                BenchProcesses.HEAP));
      }
      progress.step("done");
      return new WriteReport(measured, progress.elapsed());
    }
  }

  /** The legacy engine is for comparison only: with what counts most. */
  private static List<WriteSetting> settings(ReadEngine engine) {
    List<WriteSetting> all = WriteSettings.all();
    return engine == ReadEngine.LEGACY ? all.subList(0, 3) : all;
  }
}
