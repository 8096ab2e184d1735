package io.pointsman.registry.service;

import com.google.inject.Inject;
import io.pointsman.decider.Decision;
import io.pointsman.decider.DecisionReason;
import io.pointsman.decider.DecisionRequest;
import io.pointsman.decider.Movement;
import io.pointsman.decider.Outcome;
import io.pointsman.decider.Route;
import io.pointsman.decider.RouteDecider;
import io.pointsman.decider.Standing;
import io.pointsman.decider.registry.MovementDefinition;
import io.pointsman.decider.registry.RegistryCopy;
import io.pointsman.registry.api.OutcomeReceipt;
import io.pointsman.registry.api.OutcomeReceipt.Recorded;
import io.pointsman.registry.api.RunExecution;
import io.pointsman.registry.api.RunPage;
import io.pointsman.registry.api.RunSummary;
import io.pointsman.registry.api.TableRevision;
import io.pointsman.registry.store.Database;
import io.pointsman.registry.store.DefinitionKind;
import io.pointsman.registry.store.DefinitionStore;
import io.pointsman.registry.store.RoutingTableStore;
import io.pointsman.registry.store.RunStore;
import io.pointsman.registry.store.Subject;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Decides executions and keeps what became of them. */
public final class Runs {
  private static final String DECIDED_BY = RouteDecider.REGISTRY;

  private final Database database;
  private final RunStore runs;
  private final RoutingTableStore tables;
  private final DefinitionStore definitions;
  private final Standings standings;
  private final Shadows shadows;
  private final Evidence evidence;
  private final Clock clock;

  @Inject
  Runs(
      Database database,
      RunStore runs,
      RoutingTableStore tables,
      DefinitionStore definitions,
      Standings standings,
      Shadows shadows,
      Evidence evidence,
      Clock clock) {
    this.database = database;
    this.runs = runs;
    this.tables = tables;
    this.definitions = definitions;
    this.standings = standings;
    this.shadows = shadows;
    this.evidence = evidence;
    this.clock = clock;
  }

  /**
   * The decision of a run's present execution: the recorded one while that execution has no
   * outcome, else a new one for the next execution.
   *
   * <p>A refusal moves nothing and may get no outcome: it stands as long as nothing would be
   * decided otherwise, so that a run can be restarted once what it was refused for is put right.
   */
  public Decision decide(DecisionRequest request) {
    return database.writeBeside(
        List.of(
            Subject.run(request.runId()),
            // Its generations must not be given out twice.
            Subject.destination(request.movement().destination().toString())),
        handle -> {
          Optional<RunExecution> newest = runs.newest(handle, request.runId());
          if (newest.isPresent() && newest.get().outcome() == null) {
            Decision recorded = newest.get().decision();
            if (recorded.route() != Route.REFUSED) {
              return recorded;
            }
            Decision anew = evaluate(handle, request, recorded.execution() + 1);
            if (anew.route() == Route.REFUSED
                && anew.reason() == recorded.reason()
                && anew.movement().equals(recorded.movement())) {
              return recorded;
            }
            return record(handle, request, anew);
          }
          int execution = newest.map(RunExecution::execution).orElse(0) + 1;
          return record(handle, request, evaluate(handle, request, execution));
        });
  }

  private Decision record(Handle handle, DecisionRequest request, Decision decision) {
    runs.addDecision(handle, decision, request.settings());
    if (decision.shadow()) {
      shadows.granted(handle, decision);
    }
    evidence.decided(handle, decision);
    return decision;
  }

  private Decision evaluate(Handle handle, DecisionRequest offered, int execution) {
    Movement caller = offered.movement();
    DefinitionStore.Names names = definitions.names(handle, caller);
    Movement effective = names.movement().map(MovementDefinition::movement).orElse(caller);
    // The fence head may be lost with its table; a destination's generations must not go back.
    long highest = runs.highestGeneration(handle, effective.destination().toString());
    DecisionRequest request =
        offered.generation() > highest ? offered : offered.withGeneration(highest + 1);
    TableRevision table = tables.newest(handle);
    Optional<String> unknown =
        names.source() && names.catalog()
            ? Optional.empty()
            : RegistryCopy.unknownName(
                effective,
                definitions.names(handle, DefinitionKind.SOURCE),
                definitions.names(handle, DefinitionKind.CATALOG));
    if (unknown.isPresent()) {
      return RouteDecider.refuse(
          request,
          execution,
          effective,
          DecisionReason.INVALID_INPUT,
          unknown.get(),
          table.revision(),
          clock.instant(),
          DECIDED_BY);
    }
    Standing standing = standings.of(handle, table.table(), effective);
    Decision decision = decide(handle, table, standing, request, execution, effective);
    if (!decision.shadow()) {
      return decision;
    }
    // Two that counted at once must not both take the last place: counted again, one by one.
    database.alsoAbout(handle, Subject.shadows());
    return decide(handle, table, standing, request, execution, effective);
  }

  private Decision decide(
      Handle handle,
      TableRevision table,
      Standing standing,
      DecisionRequest request,
      int execution,
      Movement effective) {
    return RouteDecider.decide(
        table.table(),
        table.revision(),
        standing.withShadows(
            shadows.use(handle, table.table(), effective, standing, request.settings())),
        request,
        execution,
        effective,
        clock.instant(),
        DECIDED_BY);
  }

  /**
   * Records how an execution ended. The first report that says who served is kept; before that the
   * latest report is, since a retry may still serve. Where the report's decision is not the
   * registry's, Conductor's is the truth and the registry's own is kept as superseded.
   */
  public OutcomeReceipt report(Outcome outcome, Movement movement) {
    return database.writeBeside(
        List.of(Subject.run(outcome.runId())),
        handle -> {
          Optional<RunExecution> known = runs.find(handle, outcome.runId(), outcome.execution());
          if (known.isEmpty()) {
            runs.addUnheardOf(handle, outcome, movement);
            runs.putOutcome(handle, outcome);
            ran(handle, outcome, null, movement);
            return new OutcomeReceipt(outcome, Recorded.NEW, false);
          }
          RunExecution recorded = known.get();
          if (!recorded.movementId().equals(outcome.movementId())) {
            throw RefusedException.conflict(
                "Execution "
                    + outcome.execution()
                    + " of run '"
                    + outcome.runId()
                    + "' moves '"
                    + recorded.movementId()
                    + "', but its outcome says '"
                    + outcome.movementId()
                    + "'");
          }
          boolean superseded = supersede(handle, recorded, outcome);
          Outcome earlier = recorded.outcome();
          if (earlier == null) {
            runs.putOutcome(handle, outcome);
            ran(handle, outcome, recorded.decision(), movement);
            return new OutcomeReceipt(outcome, Recorded.NEW, superseded);
          }
          if (earlier.servedBy() != null || !later(outcome, earlier)) {
            return new OutcomeReceipt(earlier, Recorded.UNCHANGED, superseded);
          }
          runs.putOutcome(handle, outcome);
          ran(handle, outcome, recorded.decision(), movement);
          return new OutcomeReceipt(outcome, Recorded.REPLACED, superseded);
        });
  }

  /** What is recorded of an execution stays open until somebody served, so that this acts once. */
  private void ran(Handle handle, Outcome outcome, Decision own, Movement reported) {
    Decision held = outcome.decision();
    boolean ownHeld = held == null && own != null && own.route() == outcome.decided();
    Movement movement =
        definitions
            .find(handle, DefinitionKind.MOVEMENT, outcome.movementId())
            .map(MovementDefinition::movement)
            .orElse(ownHeld ? own.movement() : reported);
    evidence.ran(handle, movement, new RunResult(ownHeld ? own : held, outcome));
  }

  private static boolean later(Outcome outcome, Outcome earlier) {
    return outcome.servedBy() != null
        || (!outcome.equals(earlier) && !outcome.endedAt().isBefore(earlier.endedAt()));
  }

  private boolean supersede(Handle handle, RunExecution recorded, Outcome outcome) {
    Decision own = recorded.decision();
    Decision held = outcome.decision();
    boolean differs =
        own == null
            ? held != null
            : held == null ? own.route() != outcome.decided() : !Objects.equals(own, held);
    if (differs) {
      runs.supersede(handle, recorded, held);
      if (own != null && own.shadow() && (held == null || !held.shadow())) {
        shadows.over(
            handle,
            recorded.runId(),
            recorded.execution(),
            "the decision that Conductor held has no shadow");
      }
    }
    return recorded.supersededDecision() != null || (differs && own != null);
  }

  /**
   * The decision of a run's newest execution.
   *
   * @throws RefusedException when none is known
   */
  public Decision decision(String runId) {
    return database
        .read(handle -> runs.newest(handle, runId))
        .map(RunExecution::decision)
        .orElseThrow(
            () -> RefusedException.notFound("No decision of run '" + runId + "' is known"));
  }

  /**
   * All executions of a run, newest first.
   *
   * @throws RefusedException when none is known
   */
  public List<RunExecution> run(String runId) {
    List<RunExecution> executions = database.read(handle -> runs.executions(handle, runId));
    if (executions.isEmpty()) {
      throw RefusedException.notFound("Run '" + runId + "' is not known");
    }
    return executions;
  }

  /** Executions older than {@code before}, newest first; of one movement, or of all for null. */
  public RunPage page(int limit, long before, String movementId) {
    List<RunSummary> rows =
        database.read(
            handle ->
                runs.page(handle, limit + 1, before, movementId).stream()
                    .map(RunSummary::of)
                    .toList());
    return rows.size() <= limit
        ? new RunPage(rows, null)
        : new RunPage(rows.subList(0, limit), rows.get(limit - 1).cursor());
  }
}
