package io.pointsman.workers.visibility;

import com.fasterxml.jackson.databind.JsonNode;
import io.pointsman.tracing.RunTracing;
import io.pointsman.tracing.TraceKeys;
import io.pointsman.tracing.TracedSpan;
import io.pointsman.workers.conductor.PolledTask;
import io.pointsman.workers.conductor.TaskAnswer;
import io.pointsman.workers.conductor.TaskObserver;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * A span for every task that was done or failed, from when Conductor first handed it out: one that
 * is offered again and again, such as an await, is one span.
 */
public final class TaskSpans implements TaskObserver {
  private final RunTracing tracing;
  private final Clock clock;

  public TaskSpans(RunTracing tracing, Clock clock) {
    this.tracing = tracing;
    this.clock = clock;
  }

  @Override
  public void worked(PolledTask task, TaskAnswer answer, Duration took) {
    if (!tracing.isOn() || answer instanceof TaskAnswer.Waiting) {
      return;
    }
    JsonNode decision = decision(task, answer);
    String runId = decision.path("runId").asText("");
    if (runId.isEmpty()) {
      return; // of no execution, such as input that is no movement
    }
    Instant now = clock.instant();
    long started = task.json().path("startTime").asLong();
    tracing.record(
        new TracedSpan(
            runId,
            TraceKeys.task(task.id()),
            TraceKeys.execution(runId, decision.path("execution").asInt(1)),
            task.type(),
            started > 0 ? Instant.ofEpochMilli(started) : now.minus(took),
            now,
            Map.of("pointsman.task_id", task.id()),
            answer instanceof TaskAnswer.Failed failed ? failed.reasonForIncompletion() : null));
  }

  /** The execution's: what the task was told, or, of the decider, what it said. */
  private static JsonNode decision(PolledTask task, TaskAnswer answer) {
    for (String name : new String[] {"decision", "legacyDecision"}) {
      if (task.input().path(name).isObject()) {
        return task.input().path(name);
      }
    }
    return answer.output().path("decision");
  }
}
