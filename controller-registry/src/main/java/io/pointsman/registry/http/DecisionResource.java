package io.pointsman.registry.http;

import com.google.inject.Inject;
import io.javalin.http.Context;
import io.pointsman.decider.DecisionRequest;
import io.pointsman.decider.Movement;
import io.pointsman.decider.Outcome;
import io.pointsman.registry.service.Runs;
import java.io.IOException;
import java.util.List;

/** Decisions, outcomes and the runs that they make up. */
final class DecisionResource {
  private final Runs runs;

  @Inject
  DecisionResource(Runs runs) {
    this.runs = runs;
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
    Requests.answer(context, runs.decide(request));
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
    Requests.answer(
        context,
        runs.report(
            outcome, outcome.decision() == null ? movement : outcome.decision().movement()));
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
