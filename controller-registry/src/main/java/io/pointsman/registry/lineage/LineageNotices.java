package io.pointsman.registry.lineage;

import io.pointsman.decider.Connector;
import io.pointsman.decider.Decision;
import io.pointsman.decider.FailureReason;
import io.pointsman.decider.Outcome;
import io.pointsman.decider.Route;
import io.pointsman.decider.registry.CatalogDefinition;
import io.pointsman.decider.registry.SourceDefinition;
import io.pointsman.registry.journal.Findings;
import io.pointsman.registry.journal.JournalReader;
import io.pointsman.registry.lineage.RunEvent.Type;
import io.pointsman.registry.store.Database;
import io.pointsman.registry.store.DefinitionKind;
import io.pointsman.registry.store.DefinitionStore;
import io.pointsman.registry.store.JournalEntry;
import io.pointsman.registry.store.JournalEntry.Decided;
import io.pointsman.registry.store.JournalEntry.Reported;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/**
 * Writes down the OpenLineage events of executions: one START, and one of COMPLETE, FAIL and ABORT.
 * An execution that had failed and that a retry served is another run of lineage, for a run ends
 * but once there. What Spark tried before the legacy engine served is a run of its own, below the
 * execution's.
 */
public final class LineageNotices implements JournalReader {
  /** Whom its messages are for, in the outbox. */
  public static final String TARGET = "lineage";

  private final String namespace;
  private final Database database;
  private final DefinitionStore definitions;
  private final Duration patience;
  private final Clock clock;

  /**
   * @param namespace of the jobs
   * @param patience what is older is no longer told
   */
  public LineageNotices(
      String namespace,
      Database database,
      DefinitionStore definitions,
      Duration patience,
      Clock clock) {
    this.namespace = namespace;
    this.database = database;
    this.definitions = definitions;
    this.patience = patience;
    this.clock = clock;
  }

  @Override
  public String name() {
    return TARGET;
  }

  @Override
  public boolean fromTheBeginning() {
    return false;
  }

  @Override
  public void read(JournalEntry entry, Findings findings) {
    if (entry.at().isBefore(clock.instant().minus(patience))) {
      return;
    }
    if (entry instanceof Decided decided
        && decided.decision() != null
        && decided.decision().route() != Route.REFUSED) {
      Decision decision = decided.decision();
      tell(
          "decision-" + decided.id(),
          event(decision, Type.START, decision.runId(), decision.execution())
              .at(decision.decidedAt()),
          findings);
    } else if (entry instanceof Reported reported) {
      reported(reported, findings);
    }
  }

  private void reported(Reported reported, Findings findings) {
    Outcome outcome = reported.outcome();
    Decision decision = reported.decision() == null ? outcome.decision() : reported.decision();
    boolean retried = reported.earlier() != null;
    if (decision == null
        || decision.route() == Route.REFUSED
        || (retried && outcome.servedBy() == null)) {
      return; // nothing began, or it had failed already
    }
    String id = "outcome-" + reported.id();
    String run = outcome.runId() + (retried ? "/retry-" + reported.id() : "");
    if (retried) {
      tell(
          id + "-start",
          event(decision, Type.START, run, outcome.execution()).at(reported.earlier().endedAt()),
          findings);
    }
    if (!retried && decision.route() == Route.SPARK && outcome.servedBy() == Connector.LEGACY) {
      fallback(id, decision, outcome, findings);
    }
    Type type =
        outcome.servedBy() != null
            ? Type.COMPLETE
            : outcome.failure() == FailureReason.CANCELLED ? Type.ABORT : Type.FAIL;
    tell(
        id,
        event(decision, type, run, outcome.execution()).ended(outcome).at(outcome.endedAt()),
        findings);
  }

  /** When Spark's part ended is not recorded: before the run did. */
  private void fallback(String id, Decision decision, Outcome outcome, Findings findings) {
    String run = outcome.runId() + "/spark";
    Type type = outcome.failure() == FailureReason.KILL_SWITCH ? Type.ABORT : Type.FAIL;
    tell(
        id + "-spark-start",
        event(decision, Type.START, run, outcome.execution()).asAttempt().at(decision.decidedAt()),
        findings);
    tell(
        id + "-spark",
        event(decision, type, run, outcome.execution())
            .asAttempt()
            .ended(outcome)
            .at(outcome.endedAt()),
        findings);
  }

  private RunEvent event(Decision decision, Type type, String run, int execution) {
    String cluster = decision.movement().source().cluster();
    String catalog = decision.movement().destination().catalog();
    Optional<SourceDefinition> source =
        database.read(handle -> definitions.find(handle, DefinitionKind.SOURCE, cluster));
    Optional<CatalogDefinition> definition =
        database.read(handle -> definitions.find(handle, DefinitionKind.CATALOG, catalog));
    return new RunEvent(namespace, type, decision, run, execution)
        .of(source.orElse(null), definition.orElse(null));
  }

  private static void tell(String id, RunEvent event, Findings findings) {
    findings.tell(id, TARGET, event.type().name(), event.json());
  }
}
