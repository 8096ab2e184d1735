package io.pointsman.it.soak;

import io.pointsman.decider.DecisionRequest;
import io.pointsman.decider.Route;
import io.pointsman.decider.RouteDecider;
import io.pointsman.decider.RoutingTable;
import io.pointsman.decider.RoutingTableParser;
import io.pointsman.it.scripted.JobScript;
import io.pointsman.it.soak.SoakPlan.Planned;
import io.pointsman.workers.conductor.Failures;
import io.pointsman.workers.conductor.WorkerLoop;
import io.pointsman.workflows.ConductorApi;
import io.pointsman.workflows.Definitions;
import io.pointsman.workflows.Registrar;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What Conductor takes by itself: the same runs, with the same tasks and switches, whose tasks are
 * answered at once.
 *
 * @param runs how many
 * @param seconds from the first start to the last end
 * @param run how long each run took
 */
record Baseline(int runs, double seconds, Durations run) {
  private static final int LOOPS = 2;

  /** Measures it. */
  static Baseline measure(
      SoakPlan plan, SoakSettings settings, URI conductor, RunLoad.Watcher watcher)
      throws Exception {
    ConductorApi api = new ConductorApi(conductor);
    Definitions definitions = NoOpWorkflows.definitions(Definitions.shipped());
    new Registrar(api).register(definitions);
    RoutingTable routing = RoutingTableParser.parse(SoakPlan.routing());
    List<RunLoad.Start> starts =
        plan.movements().stream()
            .map(
                planned ->
                    new RunLoad.Start(
                        planned.correlationId(), NoOpWorkflows.input(way(planned, routing))))
            .toList();
    WorkerLoop[] loops = new WorkerLoop[LOOPS];
    try {
      for (int i = 0; i < LOOPS; i++) {
        loops[i] = new WorkerLoop(api, SoakStack.processSettings("no-op-" + i), new Failures());
        loops[i].start(NoOpWorkflows.workers(definitions));
      }
      Instant begun = Instant.now();
      List<RunLoad.Ended> ended =
          new RunLoad(api, definitions.moveData().path("name").asText(), 1, settings.inFlight())
              .run(starts, Duration.ofSeconds(300 + 2L * settings.movements()), watcher);
      double seconds = Duration.between(begun, Instant.now()).toMillis() / 1000.0;
      long completed = ended.stream().filter(run -> run.status().equals("COMPLETED")).count();
      if (completed != starts.size()) {
        throw new IllegalStateException(
            "Only %d of %d runs with tasks that do nothing completed"
                .formatted(completed, starts.size()));
      }
      return new Baseline(
          starts.size(),
          seconds,
          Durations.of(ended.stream().map(RunLoad.Ended::duration).toList()));
    } finally {
      for (WorkerLoop loop : loops) {
        if (loop != null) {
          loop.close();
        }
      }
    }
  }

  private static NoOpWorkflows.Way way(Planned planned, RoutingTable routing) {
    DecisionRequest request =
        new DecisionRequest(
            planned.correlationId(),
            Instant.EPOCH,
            planned.movement(),
            null,
            null,
            null,
            false,
            1,
            Map.of());
    Route route =
        RouteDecider.decide(routing, 0, request, 1, planned.movement(), Instant.EPOCH, "baseline")
            .route();
    return route == Route.LEGACY
        ? NoOpWorkflows.Way.LEGACY
        : planned.script().fate() == JobScript.Fate.STAGES
            ? NoOpWorkflows.Way.SPARK
            : NoOpWorkflows.Way.FALLBACK;
  }
}
