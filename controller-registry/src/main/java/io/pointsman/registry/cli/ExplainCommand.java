package io.pointsman.registry.cli;

import io.pointsman.decider.Decision;
import io.pointsman.decider.Outcome;
import io.pointsman.registry.api.Explanation;
import io.pointsman.registry.api.RunExecution;
import io.pointsman.registry.api.TableRevision;
import io.pointsman.registry.client.RegistryClient;
import io.pointsman.registry.client.RegistryException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "explain",
    footer = {"%nExample:", "  pointsman explain 0a3ff7a1-1d7e-4f5e-9c55-6b7d1fb0a001"},
    mixinStandardHelpOptions = true,
    description = "Explains a run's decisions, asked again of the revision that they were made on.")
final class ExplainCommand implements Callable<Integer> {
  @Mixin private RegistryOptions registry;

  @Parameters(paramLabel = "RUN", description = "The run's id: the workflow's in Conductor.")
  private String runId;

  /**
   * One execution with its explanation.
   *
   * @param execution all that was recorded
   * @param explanation how its decision came about, or null without a decision
   */
  record Explained(RunExecution execution, Explanation explanation) {}

  @Override
  public Integer call() throws RegistryException {
    RegistryClient client = registry.client();
    List<RunExecution> executions = client.run(runId);
    if (executions.isEmpty()) {
      throw new IllegalArgumentException("The registry knows no run '" + runId + "'");
    }
    List<Explained> explained = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    for (RunExecution execution : executions) {
      Explained one = new Explained(execution, explanation(client, execution.decision()));
      explained.add(one);
      text.append(text(one)).append('\n');
    }
    registry.print(explained, text.toString());
    return 0;
  }

  private static Explanation explanation(RegistryClient client, Decision decision)
      throws RegistryException {
    if (decision == null) {
      return null;
    }
    Optional<TableRevision> table =
        decision.revision() < 1 ? Optional.empty() : client.routingTable(decision.revision());
    return Explanation.of(decision, table.map(TableRevision::table).orElse(null));
  }

  private static String text(Explained explained) {
    RunExecution run = explained.execution();
    StringBuilder text = new StringBuilder();
    line(text, "Run", run.runId() + ", execution " + run.execution());
    line(text, "Movement", run.movementId());
    Decision decision = run.decision();
    if (decision == null) {
      line(text, "Decided", "nothing that the registry knows of");
    } else {
      line(text, "Decided", decision.message());
      line(
          text,
          "",
          "by the "
              + decision.decidedBy()
              + " at "
              + decision.decidedAt()
              + ", revision "
              + decision.revision()
              + ", generation "
              + decision.generation());
      if (decision.pin() != null) {
        line(
            text,
            "Backup",
            decision.pin().backupId()
                + " of "
                + decision.pin().takenAt()
                + ", read as of "
                + decision.pin().referenceTime());
      }
      for (Explanation.Step step : explained.explanation().steps()) {
        text.append(step.decisive() ? "  * " : "    ")
            .append(step.asked())
            .append("  ")
            .append(step.answer())
            .append('\n');
      }
      line(
          text,
          "Replayed",
          explained.explanation().replayed()
              ? "the same route"
              : "not confirmed: the recorded revision says otherwise or is not known here");
    }
    if (run.supersededDecision() != null) {
      line(text, "Superseded", "the registry had decided " + run.supersededDecision().message());
    }
    line(text, "Outcome", outcome(run.outcome()));
    return text.toString();
  }

  private static String outcome(Outcome outcome) {
    if (outcome == null) {
      return "none was reported yet";
    }
    String why =
        outcome.failure() == null ? "" : " (" + outcome.failure() + ": " + outcome.message() + ")";
    return outcome.servedBy() == null
        ? "not served" + why
        : "served by "
            + outcome.servedBy()
            + why
            + ", "
            + outcome.rows()
            + " rows in "
            + outcome.seconds()
            + " s, snapshot "
            + outcome.snapshotId();
  }

  private static void line(StringBuilder text, String label, String value) {
    text.append("%-11s".formatted(label)).append(value).append('\n');
  }
}
