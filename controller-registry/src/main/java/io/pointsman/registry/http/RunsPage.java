package io.pointsman.registry.http;

import com.google.inject.Inject;
import io.javalin.http.Context;
import io.pointsman.decider.Decision;
import io.pointsman.decider.FailureReason;
import io.pointsman.decider.RoutingTable;
import io.pointsman.registry.api.Explanation;
import io.pointsman.registry.api.RunExecution;
import io.pointsman.registry.api.RunPage;
import io.pointsman.registry.api.RunSummary;
import io.pointsman.registry.api.TableRevision;
import io.pointsman.registry.conductor.ConductorAddress;
import io.pointsman.registry.conductor.ConductorRuns;
import io.pointsman.registry.conductor.TaskStep;
import io.pointsman.registry.history.FleetHistory;
import io.pointsman.registry.history.FleetHistory.Troubles;
import io.pointsman.registry.page.ExecutionView;
import io.pointsman.registry.page.RunRow;
import io.pointsman.registry.service.RoutingTables;
import io.pointsman.registry.service.Runs;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Runs: the newest, those of one movement, those that went otherwise; and one run in full. */
final class RunsPage {
  private static final int RUNS = 50;
  private static final int OPEN = 200;

  private final Runs runs;
  private final RoutingTables tables;
  private final FleetHistory history;
  private final ConductorRuns conductor;
  private final ConductorAddress address;
  private final Pages pages;

  @Inject
  RunsPage(
      Runs runs,
      RoutingTables tables,
      FleetHistory history,
      ConductorRuns conductor,
      ConductorAddress address,
      Pages pages) {
    this.conductor = conductor;
    this.address = address;
    this.runs = runs;
    this.tables = tables;
    this.history = history;
    this.pages = pages;
  }

  List<Endpoint> endpoints() {
    return List.of(Endpoint.get("/runs", this::list), Endpoint.get("/runs/{runId}", this::run));
  }

  /** Which runs are asked for. */
  private enum Went {
    ANY,
    OPEN,
    OTHERWISE
  }

  private void list(Context context) {
    String movement = Pages.text(context.queryParam("movement"));
    FailureReason failure =
        Pages.one(FailureReason.class, "failure", context.queryParam("failure"));
    String went = context.queryParam("went");
    Went which =
        failure != null || "otherwise".equals(went)
            ? Went.OTHERWISE
            : "open".equals(went) ? Went.OPEN : Went.ANY;
    long before = Requests.before(context);
    List<RunSummary> found;
    Long next;
    switch (which) {
      case OTHERWISE -> {
        Troubles troubles = history.troubles(RUNS, before, failure);
        found = troubles.runs();
        next = troubles.next();
      }
      case OPEN -> {
        found = history.open(OPEN);
        next = null;
      }
      default -> {
        RunPage page = runs.page(RUNS, before, movement);
        found = page.runs();
        next = page.next();
      }
    }
    Map<String, Object> values = new HashMap<>();
    values.put("runs", found.stream().map(RunRow::of).toList());
    values.put("movement", movement == null ? "" : movement);
    values.put("failure", failure == null ? "" : failure.name());
    values.put("failures", FailureReason.values());
    values.put("went", which.name());
    values.put("paged", context.queryParam("before") != null);
    values.put(
        "older",
        next == null
            ? ""
            : Pages.link(
                "/runs",
                "movement",
                movement,
                "failure",
                failure == null ? null : failure.name(),
                "went",
                went,
                "before",
                next.toString()));
    pages.show(context, "runs", values);
  }

  private void run(Context context) {
    String runId = context.pathParam("runId");
    List<RunExecution> executions = runs.run(runId);
    // Conductor keeps one pass through a run: the newest.
    List<TaskStep> steps = conductor.steps(runId).orElse(null);
    List<ExecutionView> views = new ArrayList<>();
    for (RunExecution execution : executions) {
      views.add(view(execution, views.isEmpty() ? steps : null));
    }
    Map<String, Object> values = new HashMap<>();
    values.put("runId", runId);
    values.put("executions", views);
    values.put("elsewhere", address.page(runId).orElse(""));
    pages.show(context, "run", values);
  }

  private ExecutionView view(RunExecution execution, List<TaskStep> steps) {
    Decision decision = execution.decision();
    Explanation explanation =
        decision == null ? null : Explanation.of(decision, table(decision.revision()));
    return ExecutionView.of(execution, explanation, steps);
  }

  private RoutingTable table(long revision) {
    return tables.find(revision).map(TableRevision::table).orElse(null);
  }
}
