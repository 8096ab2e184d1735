package io.pointsman.workers.visibility;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pointsman.decider.FailureReason;
import io.pointsman.tracing.RunTracing;
import io.pointsman.tracing.SpanReceiver;
import io.pointsman.tracing.SpanReceiver.Received;
import io.pointsman.tracing.TraceKeys;
import io.pointsman.workers.conductor.PolledTask;
import io.pointsman.workers.conductor.TaskAnswer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class TaskSpansTest {
  private static final Instant NOW = Instant.parse("2026-11-22T10:05:00Z");
  private static final ObjectNode NOTHING = JsonNodeFactory.instance.objectNode();

  @Test
  void anAwaitThatWasOfferedManyTimesIsOneSpanFromItsStart() throws Exception {
    try (SpanReceiver receiver = SpanReceiver.start()) {
      try (RunTracing tracing = RunTracing.of(receiver.environment(), "pointsman-worker")) {
        TaskSpans spans = new TaskSpans(tracing, Clock.fixed(NOW, ZoneOffset.UTC));
        PolledTask await = task("await_spark", "task-2", true);
        spans.worked(await, new TaskAnswer.Waiting(NOTHING, Duration.ofSeconds(5)), Duration.ZERO);
        spans.worked(await, new TaskAnswer.Waiting(NOTHING, Duration.ofSeconds(5)), Duration.ZERO);
        spans.worked(
            await,
            new TaskAnswer.Failed(NOTHING, FailureReason.SPARK_LOST, "gone", false),
            Duration.ofMillis(3));
        ObjectNode decided = NOTHING.deepCopy();
        decided.putObject("decision").put("runId", "run-1").put("execution", 1);
        spans.worked(
            task("decide_route", "task-1", false),
            new TaskAnswer.Done(decided),
            Duration.ofMillis(3));
        spans.worked(
            task("decide_route", "task-3", false), new TaskAnswer.Done(NOTHING), Duration.ZERO);
      }
      assertThat(receiver.spans())
          .extracting(Received::name)
          .containsExactly("await_spark", "decide_route");
      Received await = receiver.spans().get(0);
      assertThat(await.traceId()).isEqualTo(TraceKeys.traceId("run-1"));
      assertThat(await.parentId()).isEqualTo(TraceKeys.spanId(TraceKeys.execution("run-1", 1)));
      assertThat(Duration.ofNanos(await.endedNanos() - await.begunNanos()))
          .isEqualTo(Duration.ofMinutes(5));
      assertThat(await.failed()).isTrue();
      assertThat(receiver.spans().get(1).failed()).isFalse();
    }
  }

  private static PolledTask task(String type, String id, boolean decided) {
    ObjectNode task =
        NOTHING
            .deepCopy()
            .put("taskType", type)
            .put("taskId", id)
            .put("startTime", NOW.minus(Duration.ofMinutes(5)).toEpochMilli());
    ObjectNode input = task.putObject("inputData");
    if (decided) {
      input.putObject("decision").put("runId", "run-1").put("execution", 1);
    }
    return new PolledTask(task);
  }
}
