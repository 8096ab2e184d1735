package io.pointsman.workers.run;

import com.fasterxml.jackson.databind.JsonNode;
import io.pointsman.decider.FailureReason;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Finds out why the Spark sub-workflow did not serve. Conductor nests the reasons of failed
 * workflows in each other's text, so the sub-workflow's own failed task is asked.
 */
public final class SparkFailures {
  private static final Pattern NAMED =
      Pattern.compile(
          "(?s)\\b("
              + Arrays.stream(FailureReason.values())
                  .map(Enum::name)
                  .collect(Collectors.joining("|"))
              + "): (.*)");

  private final Runs runs;

  public SparkFailures(Runs runs) {
    this.runs = runs;
  }

  /**
   * Why it did not serve.
   *
   * @param runId the run that it belongs to
   * @param subWorkflowId as the run's input to the fallback has it, or null
   * @param reason what the workflow's task says, or null
   */
  public Fallback of(String runId, String subWorkflowId, String reason) throws IOException {
    // One that fails at once can end before Conductor has noted its id where the input looks.
    Optional<String> id =
        subWorkflowId == null
            ? runs.workflow(runId).flatMap(SparkFailures::subWorkflow)
            : Optional.of(subWorkflowId);
    if (id.isPresent()) {
      Optional<JsonNode> failed = runs.workflow(id.get()).flatMap(SparkFailures::failedTask);
      if (failed.isPresent()) {
        return ofTask(failed.get());
      }
    }
    String said = reason == null ? "the sub-workflow ended without a verdict" : reason;
    return parse(said).orElse(new Fallback(FailureReason.WORKER_LOST, said));
  }

  /** The name and message in a reason text, or empty when it has no name. */
  public static Optional<Fallback> parse(String reason) {
    Matcher matcher = NAMED.matcher(reason == null ? "" : reason);
    return matcher.find()
        ? Optional.of(
            new Fallback(
                FailureReason.valueOf(matcher.group(1)),
                matcher.group(2).strip().replaceAll("'$", "")))
        : Optional.empty();
  }

  private static Fallback ofTask(JsonNode task) {
    String name = task.path("referenceTaskName").asText();
    String said = task.path("reasonForIncompletion").asText("");
    return parse(said)
        .orElseGet(
            () -> {
              boolean timedOut = task.path("status").asText().equals("TIMED_OUT");
              boolean neverPolled = task.path("pollCount").asInt() == 0;
              String how =
                  !timedOut
                      ? "ended " + task.path("status").asText()
                      : neverPolled ? "was taken by no worker" : "lost its worker";
              return new Fallback(
                  FailureReason.WORKER_LOST,
                  "the task " + name + " " + how + (said.isBlank() ? "" : " (" + said + ")"));
            });
  }

  private static Optional<String> subWorkflow(JsonNode run) {
    String found = "";
    for (JsonNode task : run.path("tasks")) {
      if (task.path("taskType").asText().equals("SUB_WORKFLOW")) {
        found = task.path("subWorkflowId").asText("");
      }
    }
    return found.isEmpty() ? Optional.empty() : Optional.of(found);
  }

  private static Optional<JsonNode> failedTask(JsonNode workflow) {
    JsonNode failed = null;
    for (JsonNode task : workflow.path("tasks")) {
      String status = task.path("status").asText();
      if (status.startsWith("FAILED") || status.equals("TIMED_OUT") || status.equals("CANCELED")) {
        failed = task;
      }
    }
    return Optional.ofNullable(failed);
  }
}
