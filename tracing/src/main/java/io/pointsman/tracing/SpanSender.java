package io.pointsman.tracing;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporterBuilder;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.IdGenerator;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Sends spans by OTLP over HTTP, in batches, from a thread of its own. */
final class SpanSender {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final Duration DELAY = Duration.ofSeconds(1);
  private static final Duration FLUSH = Duration.ofSeconds(5);

  /** The ids of the span that this thread begins now. */
  private static final ThreadLocal<TracedSpan> BEGINNING = new ThreadLocal<>();

  private final SdkTracerProvider provider;
  private final Tracer tracer;

  SpanSender(String endpoint, Map<String, String> headers, String service) {
    OtlpHttpSpanExporterBuilder exporter =
        OtlpHttpSpanExporter.builder().setEndpoint(endpoint).setTimeout(TIMEOUT);
    headers.forEach(exporter::addHeader);
    this.provider =
        SdkTracerProvider.builder()
            .setIdGenerator(new DerivedIds())
            .setResource(
                Resource.create(Attributes.of(AttributeKey.stringKey("service.name"), service)))
            .addSpanProcessor(
                BatchSpanProcessor.builder(exporter.build()).setScheduleDelay(DELAY).build())
            .build();
    this.tracer = provider.get("io.pointsman");
  }

  /** Says the ids that follow from the run, instead of random ones. */
  private static final class DerivedIds implements IdGenerator {
    @Override
    public String generateSpanId() {
      return TraceKeys.spanId(BEGINNING.get().key());
    }

    @Override
    public String generateTraceId() {
      return TraceKeys.traceId(BEGINNING.get().runId());
    }
  }

  void send(TracedSpan span) {
    SpanBuilder builder = tracer.spanBuilder(span.name()).setStartTimestamp(span.begun());
    if (span.parentKey() == null) {
      builder.setNoParent();
    } else {
      builder.setParent(
          Context.root()
              .with(
                  Span.wrap(
                      SpanContext.create(
                          TraceKeys.traceId(span.runId()),
                          TraceKeys.spanId(span.parentKey()),
                          TraceFlags.getSampled(),
                          TraceState.getDefault()))));
    }
    builder.setAttribute("pointsman.run_id", span.runId());
    span.attributes().forEach(builder::setAttribute);
    Span begun;
    BEGINNING.set(span);
    try {
      begun = builder.startSpan();
    } finally {
      BEGINNING.remove();
    }
    if (span.failure() != null) {
      begun.setStatus(StatusCode.ERROR, span.failure());
    }
    // Clocks of two hosts may differ: none ends before it began.
    begun.end(span.ended().isBefore(span.begun()) ? span.begun() : span.ended());
  }

  void flush() {
    provider.forceFlush().join(FLUSH.toMillis(), TimeUnit.MILLISECONDS);
  }

  void close() {
    provider.shutdown().join(FLUSH.toMillis(), TimeUnit.MILLISECONDS);
  }
}
