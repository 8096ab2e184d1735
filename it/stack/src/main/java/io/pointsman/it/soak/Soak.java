package io.pointsman.it.soak;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pointsman.it.ConductorServer;
import io.pointsman.it.S3Server;
import io.pointsman.it.StackPaths;
import io.pointsman.it.scripted.ClusterClient;
import io.pointsman.it.show.Progress;
import io.pointsman.it.soak.SoakPlan.Planned;
import io.pointsman.publication.Catalogs;
import io.pointsman.registry.client.RegistryClient;
import io.pointsman.registry.client.RegistryException;
import io.pointsman.workflows.ConductorApi;
import io.pointsman.workflows.Definitions;
import io.pointsman.workflows.Registrar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.catalog.Catalog;

/** Runs a day's movements through real parts and looks whether each was served, once. */
final class Soak {
  private static final String WORKFLOW = "move_data";
  private static final Duration PROGRESS_EVERY = Duration.ofSeconds(5);
  private static final Duration SETTLING = Duration.ofSeconds(90);

  private final SoakSettings settings;
  private final SoakPlan plan;
  private final StackPaths paths;
  private final Path folder;
  private final Progress progress;
  private final Footprint footprint = new Footprint();
  private Instant nextProgress = Instant.MIN;

  /**
   * @param folder for everything it writes
   */
  Soak(SoakSettings settings, StackPaths paths, Path folder, Progress progress) {
    this.settings = settings;
    this.plan = SoakPlan.of(settings);
    this.paths = paths;
    this.folder = folder;
    this.progress = progress;
  }

  /** With an object store and a Conductor of its own, and Conductor's own time measured before. */
  SoakReport run() throws Exception {
    Baseline baseline = null;
    if (settings.baseline()) {
      progress.step("the same runs with tasks that do nothing: Conductor's own time");
      try (ConductorServer alone =
          ConductorServer.start(paths, folder.resolve("conductor-alone"), progress::detail)) {
        baseline =
            Baseline.measure(
                plan, settings, alone.uri(), (ended, running) -> tell(ended, running, footprint));
      }
      progress.step("Conductor alone took %.0f s".formatted(baseline.seconds()));
    }
    try (S3Server s3 = S3Server.start(paths, folder.resolve("s3"), progress::detail);
        ConductorPart.Own conductor =
            new ConductorPart.Own(paths, folder.resolve("conductor"), progress::detail)) {
      return run(s3, conductor, baseline);
    }
  }

  /**
   * With these.
   *
   * @param baseline or null
   */
  SoakReport run(S3Server s3, ConductorPart conductor, Baseline baseline) throws Exception {
    Files.createDirectories(folder);
    ConductorApi api = new ConductorApi(conductor.server().uri());
    int version = register(api);
    try (SoakStack stack = new SoakStack(paths, folder, progress, s3, conductor, footprint)) {
      progress.step("registry, workers and the scripted engines start");
      stack.start(plan);
      FaultInjector faults = new FaultInjector(settings, stack, conductor, progress);
      progress.step(
          settings.movements() + " movements, " + settings.inFlight() + " runs at the same time");
      Instant begun = Instant.now();
      List<RunLoad.Ended> ended =
          new RunLoad(api, WORKFLOW, version, settings.inFlight())
              .run(
                  plan.movements().stream().map(Soak::start).toList(),
                  Duration.ofSeconds(300 + 2L * settings.movements()),
                  (done, running) -> {
                    faults.look(done);
                    tell(done, running, footprint);
                    stack.lookAtParts();
                  });
      Duration wall = Duration.between(begun, Instant.now());
      faults.settle(ended.size());
      progress.step("%d runs ended after %d s".formatted(ended.size(), wall.toSeconds()));
      return report(stack, faults, ended, wall, baseline);
    }
  }

  private SoakReport report(
      SoakStack stack,
      FaultInjector faults,
      List<RunLoad.Ended> ended,
      Duration wall,
      Baseline baseline)
      throws Exception {
    RegistryClient registry = stack.registryClient();
    awaitOutcomes(registry);
    progress.step("every destination is read back");
    Map<Integer, RunLoad.Ended> byNumber = new HashMap<>();
    for (RunLoad.Ended run : ended) {
      byNumber.put(Integer.parseInt(run.start().correlationId().replaceAll("\\D", "")), run);
    }
    Catalog catalog = Catalogs.open(stack.ownCatalog());
    Evidence evidence;
    try {
      evidence = Evidence.gather(plan, byNumber, new PublishedTables(catalog), registry);
    } finally {
      Catalogs.close(catalog);
    }
    Overhead overhead = Overhead.of(ended, ClusterClient.times(stack.clusterUri()));
    stack.lookAtParts();
    return new SoakReport(
        settings,
        evidence,
        overhead,
        wall.toMillis() / 1000.0,
        baseline,
        faults.told(),
        faults.allDone(),
        footprint.used());
  }

  private int register(ConductorApi api) throws IOException {
    Definitions shipped = Definitions.shipped();
    List<Registrar.Registered> registered =
        new Registrar(api)
            .register(
                settings.responseTimeout() == null
                    ? shipped
                    : shipped.withTasks(
                        task ->
                            task.put(
                                "responseTimeoutSeconds", settings.responseTimeout().toSeconds())));
    return registered.stream()
        .filter(definition -> definition.name().equals(WORKFLOW))
        .findFirst()
        .orElseThrow()
        .version();
  }

  private void tell(int ended, int running, Footprint footprint) {
    footprint.look("soak (this process)", ProcessHandle.current().pid());
    if (Instant.now().isAfter(nextProgress)) {
      nextProgress = Instant.now().plus(PROGRESS_EVERY);
      progress.detail(
          ended + " of " + settings.movements() + " runs ended, " + running + " under way");
    }
  }

  private void awaitOutcomes(RegistryClient registry)
      throws InterruptedException, RegistryException {
    Instant until = Instant.now().plus(SETTLING);
    while (!Evidence.outcomesComplete(registry, settings.movements())
        && Instant.now().isBefore(until)) {
      progress.detail("outcomes are delivered");
      Thread.sleep(1000);
    }
  }

  private static RunLoad.Start start(Planned planned) {
    ObjectNode input =
        JsonNodeFactory.instance.objectNode().put("movement", planned.movement().id());
    if (planned.deadline() != null) {
      input.put("deadlineSeconds", planned.deadline().toSeconds());
    }
    return new RunLoad.Start(planned.correlationId(), input);
  }
}
