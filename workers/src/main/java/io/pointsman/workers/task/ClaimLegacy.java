package io.pointsman.workers.task;

import com.fasterxml.jackson.databind.JsonNode;
import io.pointsman.control.ControlStore;
import io.pointsman.decider.Connector;
import io.pointsman.decider.Decision;
import io.pointsman.decider.FailureClass;
import io.pointsman.decider.FailureReason;
import io.pointsman.decider.InvalidMovementException;
import io.pointsman.decider.Route;
import io.pointsman.decider.job.JobKey;
import io.pointsman.decider.job.JobResult;
import io.pointsman.legacy.LegacyEngine;
import io.pointsman.publication.ClaimResult;
import io.pointsman.publication.UnsupportedTypeException;
import io.pointsman.workers.conductor.PolledTask;
import io.pointsman.workers.conductor.TaskAnswer;
import io.pointsman.workers.conductor.TaskFailedException;
import io.pointsman.workers.conductor.TaskOutput;
import io.pointsman.workers.run.Decisions;
import io.pointsman.workers.run.Execution;
import io.pointsman.workers.run.Fallback;
import io.pointsman.workers.run.Fence;
import io.pointsman.workers.run.MovementInput;
import io.pointsman.workers.run.PublishedResults;
import io.pointsman.workers.run.Repins;
import io.pointsman.workers.run.Runs;
import io.pointsman.workers.run.SparkFailures;
import io.pointsman.workers.run.Ticket;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The head of the one legacy branch, whatever led there. Without a decision it checks the input and
 * decides by the same rules. It claims first, which shuts a late Spark out, and is told by the same
 * look at the table when this execution is published after all.
 */
public final class ClaimLegacy extends LegacyTask {
  private static final Logger LOG = LoggerFactory.getLogger(ClaimLegacy.class);

  private final Decisions decisions;
  private final Runs runs;
  private final SparkFailures sparkFailures;
  private final Fence fence;
  private final LegacyEngine engine;
  private final ControlStore records;
  private final PublishedResults published;
  private final Repins repins;

  public ClaimLegacy(
      Decisions decisions,
      Runs runs,
      SparkFailures sparkFailures,
      Fence fence,
      LegacyEngine engine,
      ControlStore records,
      PublishedResults published,
      Repins repins) {
    super("claim_legacy");
    this.decisions = decisions;
    this.runs = runs;
    this.sparkFailures = sparkFailures;
    this.fence = fence;
    this.engine = engine;
    this.records = records;
    this.published = published;
    this.repins = repins;
  }

  @Override
  TaskAnswer work(PolledTask task, Fallback none) throws Exception {
    JsonNode input = task.input();
    boolean decided = input.path("decision").isObject();
    Execution execution;
    if (decided) {
      execution = Execution.of(input);
    } else {
      String why = "no decision came: " + lost(input.path("decide"));
      try {
        MovementInput movement = MovementInput.parse(input);
        Decisions.Decided own =
            decisions.decideWithoutDecider(
                movement, task.workflowId(), runs.start(task.workflowId()), why);
        execution = new Execution(own.decision(), own.settings());
      } catch (InvalidMovementException e) {
        return refused(
            FailureReason.INVALID_INPUT,
            FailureReason.DECIDER_LOST + ": " + why + ". " + e.getMessage());
      }
      if (execution.decision().route() == Route.REFUSED) {
        return refused(
            Refusals.failure(execution.decision().reason()), execution.decision().message());
      }
    }
    Fallback fallback = fallback(execution.decision(), input.path("spark"));
    if (fallback != null && fallback.failure().failureClass() == FailureClass.STOP) {
      return stopped(execution, fallback.failure(), fallback.message());
    }
    try {
      return claimWithBackup(execution, fallback);
    } catch (TaskFailedException e) {
      if (fallback == null || e.retry()) {
        throw e;
      }
      throw TaskFailedException.terminal(
          e.reason(),
          e.getMessage() + "; legacy was tried because Spark did not serve: " + fallback);
    }
  }

  /**
   * Spark may have failed because its backup went away, and time has passed since it was pinned.
   */
  private TaskAnswer claimWithBackup(Execution decided, Fallback fallback)
      throws IOException, TaskFailedException {
    Execution execution = repins.current(decided);
    Optional<String> gone =
        fallback == null
            ? Optional.empty()
            : gone(execution, execution.equals(decided) ? fallback : null);
    if (gone.isEmpty() || fence.published(execution.decision()).isPresent()) {
      return claim(execution, fallback);
    }
    Repins.Found found = repins.another(execution, gone.get());
    if (found instanceof Repins.Found.Another another) {
      return claim(another.execution(), fallback);
    }
    if (found instanceof Repins.Found.None none) {
      if (none.reason().failureClass() == FailureClass.STOP) {
        return stopped(execution, none.reason(), none.message());
      }
      if (engine.abilities().takesPin()) {
        throw TaskFailedException.terminal(none.reason(), none.message());
      }
      LOG.info("{} chooses a backup by itself: {}", engine.name(), none.message());
    }
    return claim(execution, fallback);
  }

  /**
   * How the execution's backup is known to be gone, or empty.
   *
   * @param fallback why Spark failed on this very backup, or null
   */
  private Optional<String> gone(Execution execution, Fallback fallback) {
    if (fallback != null && fallback.failure() == FailureReason.BACKUP_GONE) {
      return Optional.of(fallback.message());
    }
    try {
      return repins.missing(execution);
    } catch (IOException e) {
      LOG.warn("Whether the pinned backup is still whole is not known now: {}", e.getMessage());
      return Optional.empty();
    }
  }

  private TaskAnswer claim(Execution execution, Fallback fallback)
      throws IOException, TaskFailedException {
    JobKey job = job(execution);
    if (execution.settings().partition() != null && !engine.abilities().writesPartitions()) {
      throw TaskFailedException.terminal(
          FailureReason.LEGACY_SUBMIT_FAILED,
          "The legacy engine %s cannot overwrite one partition, and would replace the whole table: nothing of its configuration names {partition}"
              .formatted(engine.name()));
    }
    ClaimResult claim;
    try {
      claim = fence.claim(execution, job);
    } catch (UnsupportedTypeException | TaskFailedException e) {
      return unfenced(execution, job, fallback, e);
    }
    if (claim instanceof ClaimResult.Claimed claimed) {
      return claimed(
          execution, execution.ticket(job, claimed.tableUuid()), fallback, claimed.message());
    }
    if (claim instanceof ClaimResult.Served served) {
      return Answers.served(published.result(execution, served.run(), fallback));
    }
    FailureReason reason = claim.failure().orElseThrow();
    if (reason.failureClass() == FailureClass.STOP) {
      return stopped(execution, reason, claim.message());
    }
    if (claim instanceof ClaimResult.Unavailable || claim instanceof ClaimResult.Unsettled) {
      throw TaskFailedException.passing(reason, claim.message(), null);
    }
    return unfenced(
        execution, job, fallback, TaskFailedException.terminal(reason, claim.message()));
  }

  /** An engine that writes by itself may know types and backups that Pointsman does not. */
  private TaskAnswer unfenced(Execution execution, JobKey job, Fallback fallback, Exception problem)
      throws TaskFailedException {
    boolean lasting =
        problem instanceof UnsupportedTypeException
            || (problem instanceof TaskFailedException failed && !failed.retry());
    if (engine.abilities().stages() || !lasting) {
      throw problem instanceof TaskFailedException failed
          ? failed
          : TaskFailedException.terminal(FailureReason.SCHEMA_UNSUPPORTED, problem.getMessage());
    }
    return claimed(
        execution,
        new Ticket(null, null, job.attempt()),
        fallback,
        "The destination is not claimed ("
            + problem.getMessage()
            + "); the engine "
            + engine.name()
            + " writes it by itself.");
  }

  private static TaskAnswer claimed(
      Execution execution, Ticket ticket, Fallback fallback, String message) {
    Decision decision = execution.decision();
    String summary =
        fallback == null
            ? decision.message() + ". " + message
            : "Falling back to legacy (" + fallback + "). " + message;
    return new TaskAnswer.Done(
        common(summary, Answers.CLAIMED, decision, fallback)
            .put("claim", ticket)
            .put("decision", decision)
            .put("settings", execution.settings())
            .json());
  }

  private static TaskAnswer stopped(Execution execution, FailureReason reason, String message) {
    return new TaskAnswer.Done(
        Answers.stop(reason, message)
            .put("movement", execution.decision().movement().id())
            .put("execution", execution.decision().execution())
            .put("decision", execution.decision())
            .json());
  }

  private static TaskAnswer refused(FailureReason failure, String message) {
    return new TaskAnswer.Done(
        TaskOutput.summary("REFUSED: " + message)
            .put("verdict", Answers.REFUSED)
            .put("decided", Route.REFUSED)
            .put("failure", failure)
            .put("message", message)
            .json());
  }

  private static TaskOutput common(
      String summary, String verdict, Decision decision, Fallback fallback) {
    return TaskOutput.summary(summary)
        .put("verdict", verdict)
        .put("movement", decision.movement().id())
        .put("decided", decision.route())
        .put("reason", fallback == null ? decision.reason().name() : fallback.failure().name())
        .put("execution", decision.execution())
        .put("fallback", fallback);
  }

  /** A finished, failed attempt makes the next; any other is found again. */
  private JobKey job(Execution execution) throws IOException {
    Decision decision = execution.decision();
    List<JobKey> attempts =
        records.attempts(decision.runId(), decision.execution(), Connector.LEGACY);
    if (attempts.isEmpty()) {
      return execution.job(Connector.LEGACY, 1);
    }
    JobKey last = attempts.get(attempts.size() - 1);
    Optional<JobResult> result = records.result(last);
    return result.isPresent() && !result.get().succeeded()
        ? execution.job(Connector.LEGACY, last.attempt() + 1)
        : last;
  }

  private Fallback fallback(Decision decision, JsonNode spark) throws IOException {
    if (decision.route() != Route.SPARK) {
      return null;
    }
    String subWorkflow = spark.path("subWorkflowId").asText("");
    String reason = spark.path("reason").asText("");
    return sparkFailures.of(
        decision.runId(),
        subWorkflow.isEmpty() || subWorkflow.equals("null") ? null : subWorkflow,
        reason.isEmpty() || reason.equals("null") ? null : reason);
  }

  private static String lost(JsonNode decide) {
    String reason = decide.path("reason").asText("");
    return reason.isEmpty() || reason.equals("null")
        ? "decide_route ended " + decide.path("status").asText("without a status")
        : reason;
  }
}
