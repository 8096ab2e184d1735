package io.pointsman.registry;

import static io.pointsman.registry.TestRegistry.request;
import static io.pointsman.registry.TestRegistry.served;
import static org.assertj.core.api.Assertions.assertThat;

import io.pointsman.decider.Connector;
import io.pointsman.tracing.RunTracing;
import io.pointsman.tracing.SpanReceiver;
import io.pointsman.tracing.SpanReceiver.Received;
import io.pointsman.tracing.TraceKeys;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TracingTest {
  @TempDir private Path directory;

  @Test
  void whatTheRegistryDoesForARunIsInTheRunsTrace() throws Exception {
    try (SpanReceiver receiver = SpanReceiver.start()) {
      RunTracing tracing = RunTracing.of(receiver.environment(), "pointsman-registry");
      try (TestRegistry registry = TestRegistry.traced(TestDatabase.SQLITE, directory, tracing)) {
        registry
            .client()
            .reportOutcome(served(registry.client().decide(request("run-1")), Connector.LEGACY));
      }
      assertThat(receiver.spans())
          .extracting(Received::name)
          .containsExactly("registry decide", "registry outcome");
      assertThat(receiver.spans())
          .allSatisfy(
              span -> {
                assertThat(span.traceId()).isEqualTo(TraceKeys.traceId("run-1"));
                assertThat(span.parentId())
                    .isEqualTo(TraceKeys.spanId(TraceKeys.execution("run-1", 1)));
                assertThat(span.attributes()).containsEntry("pointsman.decided", "LEGACY");
              });
    }
  }
}
