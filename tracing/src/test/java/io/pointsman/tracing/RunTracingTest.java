package io.pointsman.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import io.pointsman.tracing.SpanReceiver.Received;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RunTracingTest {
  private static final Instant BEGUN = Instant.parse("2026-11-22T10:00:00Z");

  @Test
  void twoProcessesThatKnowTheRunAloneWriteOneTrace() throws Exception {
    try (SpanReceiver receiver = SpanReceiver.start()) {
      try (RunTracing worker = RunTracing.of(receiver.environment(), "pointsman-worker");
          RunTracing job = RunTracing.of(receiver.environment(), "pointsman-job")) {
        assertThat(worker.isOn()).isTrue();
        job.record(
            span("job/runs/r/1/SPARK/1", TraceKeys.execution("r", 1), "job SPARK", "it broke"));
        worker.record(span(TraceKeys.execution("r", 1), null, "move_data", null));
      }
      assertThat(receiver.spans()).hasSize(2);
      Received root = named(receiver, "move_data");
      Received below = named(receiver, "job SPARK");
      assertThat(root.parentId()).isEmpty();
      assertThat(root.traceId()).isEqualTo(TraceKeys.traceId("r")).hasSize(32);
      assertThat(below.traceId()).isEqualTo(root.traceId());
      assertThat(below.parentId()).isEqualTo(root.spanId());
      assertThat(below.spanId()).isEqualTo(TraceKeys.spanId("job/runs/r/1/SPARK/1"));
      assertThat(below.failed()).isTrue();
      assertThat(root.failed()).isFalse();
      assertThat(root.attributes())
          .containsEntry("pointsman.run_id", "r")
          .containsEntry("rows", "7");
      assertThat(root.begunNanos()).isEqualTo(BEGUN.getEpochSecond() * 1_000_000_000L);
      assertThat(root.endedNanos() - root.begunNanos()).isEqualTo(60_000_000_000L);
    }
  }

  @Test
  void nothingIsSentUnlessAReceiverIsNamed() {
    assertThat(RunTracing.of(Map.of(), "x")).isSameAs(RunTracing.OFF);
    assertThat(
            RunTracing.of(
                Map.of(
                    "OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1",
                    "OTEL_SDK_DISABLED", "true"),
                "x"))
        .isSameAs(RunTracing.OFF);
    assertThat(RunTracing.of(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", "no url"), "x").isOn())
        .isFalse();
  }

  @Test
  void headersAreSentAndAReceiverThatIsAwayHarmsNobody() throws Exception {
    try (SpanReceiver receiver = SpanReceiver.start()) {
      Map<String, String> environment = new HashMap<>(receiver.environment());
      environment.put("OTEL_EXPORTER_OTLP_HEADERS", "Authorization=Bearer abc, x-team=data");
      try (RunTracing tracing = RunTracing.of(environment, "x")) {
        tracing.record(span("a", null, "move_data", null));
        tracing.flush();
        assertThat(receiver.authorizations()).containsExactly("Bearer abc");
      }
    }
    try (RunTracing away =
        RunTracing.of(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1"), "x")) {
      away.record(span("a", null, "move_data", null));
      away.flush();
    }
  }

  private static Received named(SpanReceiver receiver, String name) {
    return receiver.spans().stream()
        .filter(span -> span.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static TracedSpan span(String key, String parent, String name, String failure) {
    return new TracedSpan(
        "r", key, parent, name, BEGUN, BEGUN.plusSeconds(60), Map.of("rows", "7"), failure);
  }
}
