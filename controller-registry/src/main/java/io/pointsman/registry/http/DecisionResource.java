package io.pointsman.registry.http;

import com.google.inject.Inject;
import io.javalin.http.Context;
import io.pointsman.decider.Decision;
import io.pointsman.decider.DecisionRequest;
import io.pointsman.decider.Movement;
import io.pointsman.decider.Outcome;
import io.pointsman.decider.Route;
import io.pointsman.registry.api.OutcomeReceipt;
import io.pointsman.registry.service.Runs;
import io.pointsman.tracing.RunTracing;
import io.pointsman.tracing.TraceKeys;
import io.pointsman.tracing.TracedSpan;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Decisions, outcomes and the runs that they make up. */
final class DecisionResource {
  private final Runs runs;
  private final RunTracing tracing;
  private final Clock clock;

  @Inject
  DecisionResource(Runs runs, RunTracing tracing, Clock clock) {
    this.runs = runs;
    this.tracing = tracing;
    this.clock = clock;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.post("/v1/decisions", this::decide),
        Endpoint.get("/v1/decisions/{runId}", this::decision),
        Endpoint.post("/v1/outcomes", this::report),
        Endpoint.get("/v1/runs", this::page),
        Endpoint.get("/v1/runs/{runId}", this::run));
  }

  private void decide(Context context) throws IOException {
    DecisionRequest request = Requests.json(context, DecisionRequest.class);
    Faults faults = new Faults();
    faults.runId(request.runId());
    faults.missing("runStart", request.runStart());
    faults.missing("movement", request.movement());
    faults.unless(
        request.generation() >= 0,
        "generation",
        "is " + request.generation() + "; 0 or more is expected");
    faults.unless(
        !request.refuse() || request.obstacle() != null,
        "refuse",
        "is true, but 'obstacle' is missing; say what refuses the run");
    faults.length("obstacleMessage", request.obstacleMessage());
    faults.refuse("The request");
    Instant begun = clock.instant();
    Decision decision = runs.decide(request);
    trace("registry decide", decision.runId(), decision.execution(), begun, decision.route());
    Requests.answer(context, decision);
  }

  private void trace(String what, String runId, int execution, Instant begun, Route decided) {
    if (!tracing.isOn()) {
      return;
    }
    tracing.record(
        new TracedSpan(
            runId,
            // Asked twice it is done twice: only the run's id follows from the run.
            what + UUID.randomUUID(),
            TraceKeys.execution(runId, execution),
            what,
            begun,
            clock.instant(),
            Map.of("pointsman.decided", decided.name()),
            null));
  }

  private void decision(Context context) {
    Requests.answer(context, runs.decision(context.pathParam("runId")));
  }

  private void report(Context context) throws IOException {
    Outcome outcome = Requests.json(context, Outcome.class);
    Faults faults = new Faults();
    faults.runId(outcome.runId());
    faults.execution(outcome.execution());
    faults.missing("decided", outcome.decided());
    faults.missing("endedAt", outcome.endedAt());
    faults.length("message", outcome.message());
    Movement movement = faults.movement(outcome.movementId());
    if (outcome.decision() != null) {
      faults.unless(
          outcome.decision().movement() != null
              && outcome.decision().movement().id().equals(outcome.movementId()),
          "decision.movement",
          "is not the outcome's movement");
      faults.unless(
          outcome.decision().route() == outcome.decided(),
          "decision.route",
          "is " + outcome.decision().route() + ", but 'decided' is " + outcome.decided());
    }
    faults.refuse("The outcome");
    Instant begun = clock.instant();
    OutcomeReceipt receipt =
        runs.report(outcome, outcome.decision() == null ? movement : outcome.decision().movement());
    trace("registry outcome", outcome.runId(), outcome.execution(), begun, outcome.decided());
    Requests.answer(context, receipt);
  }

  private void page(Context context) {
    String movementId = context.queryParam("movement");
    Requests.answer(
        context, runs.page(Requests.limit(context), Requests.before(context), movementId));
  }

  private void run(Context context) {
    Requests.answer(context, runs.run(context.pathParam("runId")));
  }
}
