package io.pointsman.it.soak;

import com.fasterxml.jackson.databind.JsonNode;
import io.pointsman.decider.Connector;
import io.pointsman.decider.Decision;
import io.pointsman.decider.FailureReason;
import io.pointsman.it.soak.SoakPlan.Planned;
import io.pointsman.registry.api.RunExecution;
import io.pointsman.registry.api.RunPage;
import io.pointsman.registry.api.RunSummary;
import io.pointsman.registry.client.RegistryClient;
import io.pointsman.registry.client.RegistryException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * What the parts say of the runs when all is over, held against each other: Conductor's outputs,
 * the destinations' logs and the registry's records. Each list names what is not as it must be.
 *
 * @param done runs that ended served
 * @param lost movements that were not served, each with what is known of it
 * @param servedBySpark runs whose rows are Spark's
 * @param servedByLegacy runs whose rows are legacy's, of those the fallbacks by their reason
 * @param fallbacks by reason
 * @param publishedTwice runs with another number of publishes than one
 * @param wrongRows destinations whose head is not what the run's output says, or is not the plan's
 * @param decidedTwice runs with more than one execution, or told to go two ways
 * @param answersLost decisions that the registry recorded and could not tell any more; the worker
 *     came to the same, and the registry was told that later
 * @param servedLate jobs that staged after their time, before any worker had looked again, and
 *     whose rows serve: {@code await_spark} publishes what is there
 * @param withoutOutcome runs of which the registry has no final outcome, or another one
 * @param unexpected runs that neither went as their script says nor have a reason not to
 * @param branchesLeft run branches that are still in the destinations
 */
record Evidence(
    int done,
    List<String> lost,
    int servedBySpark,
    int servedByLegacy,
    Map<String, Integer> fallbacks,
    List<String> publishedTwice,
    List<String> wrongRows,
    List<String> decidedTwice,
    int answersLost,
    int servedLate,
    List<String> withoutOutcome,
    List<String> unexpected,
    int branchesLeft) {
  private static final int PAGE = 500;

  /** Gathers it. */
  static Evidence gather(
      SoakPlan plan,
      Map<Integer, RunLoad.Ended> ended,
      PublishedTables tables,
      RegistryClient registry)
      throws Exception {
    Map<String, List<RunSummary>> known = known(registry);
    var read = tables.read(plan.movements().stream().map(p -> p.movement().destination()).toList());
    Gathering gathering = new Gathering(registry);
    for (Planned planned : plan.movements()) {
      gathering.look(
          planned, ended.get(planned.number()), read.get(planned.movement().destination()), known);
    }
    return gathering.evidence();
  }

  /** Whether the registry has an outcome of every run by now. */
  static boolean outcomesComplete(RegistryClient registry, int runs) throws RegistryException {
    return known(registry).values().stream().flatMap(List::stream).filter(RunSummary::ended).count()
        >= runs;
  }

  private static Map<String, List<RunSummary>> known(RegistryClient registry)
      throws RegistryException {
    Map<String, List<RunSummary>> known = new HashMap<>();
    Long before = null;
    do {
      RunPage page = registry.runs(PAGE, before);
      page.runs().forEach(r -> known.computeIfAbsent(r.runId(), id -> new ArrayList<>()).add(r));
      before = page.next();
    } while (before != null);
    return known;
  }

  private static final class Gathering {
    private final RegistryClient registry;
    private int answersLost;
    private int servedLate;
    private int done;
    private int bySpark;
    private int byLegacy;
    private int branches;
    private final List<String> lost = new ArrayList<>();
    private final Map<String, Integer> fallbacks = new TreeMap<>();
    private final List<String> publishedTwice = new ArrayList<>();
    private final List<String> wrongRows = new ArrayList<>();
    private final List<String> decidedTwice = new ArrayList<>();
    private final List<String> withoutOutcome = new ArrayList<>();
    private final List<String> unexpected = new ArrayList<>();

    Gathering(RegistryClient registry) {
      this.registry = registry;
    }

    void look(
        Planned planned,
        RunLoad.Ended ended,
        PublishedTables.Read table,
        Map<String, List<RunSummary>> known)
        throws RegistryException {
      String name = planned.movement().id();
      branches += table.branches().size();
      if (ended == null) {
        lost.add(name + ": its run has not ended");
        return;
      }
      name += ", run " + ended.runId();
      JsonNode output = ended.run().path("output");
      String servedBy = output.path("servedBy").asText("");
      if (!ended.status().equals("COMPLETED") || servedBy.isEmpty() || servedBy.equals("null")) {
        lost.add(
            name
                + ": "
                + ended.status()
                + ", "
                + ended.run().path("reasonForIncompletion").asText());
        return;
      }
      done++;
      served(planned, name, Connector.valueOf(servedBy), output);
      if (table.publishes(ended.runId()) != 1 || table.published().size() != 1) {
        publishedTwice.add(name + ": " + table.published());
      } else if (table.snapshotId() != output.path("snapshotId").asLong()
          || table.rows() != planned.script().rows()
          || table.rows() != output.path("rows").asLong()
          || table.published().get(0).orElseThrow().connector() != Connector.valueOf(servedBy)) {
        wrongRows.add(name + ": " + table + ", but the run says " + output);
      }
      List<RunSummary> executions = known.getOrDefault(ended.runId(), List.of());
      if (executions.size() > 1
          || (executions.stream().anyMatch(RunSummary::superseded)
              && contradicted(ended.runId()))) {
        decidedTwice.add(name + ": " + executions);
      } else if (executions.stream().anyMatch(RunSummary::superseded)) {
        answersLost++;
      }
      if (executions.isEmpty()
          || !executions.get(0).ended()
          || executions.get(0).servedBy() != Connector.valueOf(servedBy)) {
        withoutOutcome.add(name + ": " + executions);
      }
    }

    /** Whether the registry had recorded another way than Conductor was told. */
    private boolean contradicted(String runId) throws RegistryException {
      for (RunExecution execution : registry.run(runId)) {
        Decision before = execution.supersededDecision();
        if (before != null
            && (before.route() != execution.decision().route()
                || !Objects.equals(before.pin(), execution.decision().pin()))) {
          return true;
        }
      }
      return false;
    }

    private void served(Planned planned, String name, Connector by, JsonNode output) {
      boolean decidedSpark = output.path("decided").asText().equals("SPARK");
      FailureReason scripted = planned.expectedFailure();
      if (by == Connector.SPARK) {
        bySpark++;
        if (scripted != null && late(planned, output)) {
          servedLate++;
        } else if (!decidedSpark || scripted != null) {
          unexpected.add(name + ": Spark served, but " + planned.script() + ", " + output);
        }
        return;
      }
      byLegacy++;
      if (decidedSpark) {
        String failure = output.path("fallback").path("failure").asText("none");
        fallbacks.merge(failure, 1, Integer::sum);
        // Whatever was scripted, the run's worker may have been killed.
        if (!failure.equals(String.valueOf(scripted))
            && !failure.equals(FailureReason.WORKER_LOST.name())) {
          unexpected.add(name + ": " + output.path("fallback") + ", but " + planned.script());
        }
      }
    }

    /** Whether the job's time was over when it served. */
    private static boolean late(Planned planned, JsonNode output) {
      return planned.expectedFailure() == FailureReason.DEADLINE
          && output.path("seconds").asDouble() > planned.deadline().toSeconds() / 2.0;
    }

    Evidence evidence() {
      return new Evidence(
          done,
          lost,
          bySpark,
          byLegacy,
          fallbacks,
          publishedTwice,
          wrongRows,
          decidedTwice,
          answersLost,
          servedLate,
          withoutOutcome,
          unexpected,
          branches);
    }
  }
}
