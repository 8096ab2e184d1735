package io.pointsman.tracing;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where spans go. Off unless the environment names a receiver, by OpenTelemetry's own variables:
 * {@code OTEL_EXPORTER_OTLP_ENDPOINT} or {@code OTEL_EXPORTER_OTLP_TRACES_ENDPOINT}, and {@code
 * OTEL_EXPORTER_OTLP_HEADERS}. A receiver that is away costs the spans, never the work.
 */
public final class RunTracing implements AutoCloseable {
  /** Spans go nowhere. */
  public static final RunTracing OFF = new RunTracing(null);

  private static final Logger LOG = LoggerFactory.getLogger(RunTracing.class);
  private static final String ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT";
  private static final String TRACES_ENDPOINT = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT";
  private static final String HEADERS = "OTEL_EXPORTER_OTLP_HEADERS";
  private static final String DISABLED = "OTEL_SDK_DISABLED";

  private final SpanSender sender;

  private RunTracing(SpanSender sender) {
    this.sender = sender;
  }

  /**
   * As the environment says.
   *
   * @param service what sends, such as {@code pointsman-worker}
   */
  public static RunTracing of(Map<String, String> environment, String service) {
    String endpoint = endpoint(environment);
    if (endpoint.isEmpty()) {
      return OFF;
    }
    try {
      return new RunTracing(
          new SpanSender(endpoint, headers(environment.getOrDefault(HEADERS, "")), service));
    } catch (RuntimeException | LinkageError e) {
      LOG.warn("There are no traces: {} is no receiver, or its client is missing: {}", endpoint, e);
      return OFF;
    }
  }

  /** Whether an environment names a receiver, so that the others of a run are told of its trace. */
  public static boolean isWanted(Map<String, String> environment) {
    return !endpoint(environment).isEmpty();
  }

  /** Empty when spans go nowhere. */
  private static String endpoint(Map<String, String> environment) {
    String endpoint = environment.getOrDefault(TRACES_ENDPOINT, "");
    if (endpoint.isBlank()) {
      String base = environment.getOrDefault(ENDPOINT, "");
      endpoint = base.isBlank() ? "" : base.replaceAll("/+$", "") + "/v1/traces";
    }
    return endpoint.isBlank() || "true".equals(environment.get(DISABLED)) ? "" : endpoint;
  }

  private static Map<String, String> headers(String text) {
    Map<String, String> headers = new LinkedHashMap<>();
    for (String header : text.split(",")) {
      int equals = header.indexOf('=');
      if (equals > 0) {
        headers.put(
            header.substring(0, equals).strip().toLowerCase(Locale.ROOT),
            header.substring(equals + 1).strip());
      }
    }
    return headers;
  }

  /** Whether anybody receives spans. */
  public boolean isOn() {
    return sender != null;
  }

  /** Has a span sent, soon; never throws. */
  public void record(TracedSpan span) {
    if (sender == null) {
      return;
    }
    try {
      sender.send(span);
    } catch (RuntimeException | LinkageError e) {
      LOG.warn("A span of run {} is lost: {}", span.runId(), e.toString());
    }
  }

  /** Has what was recorded sent now, for at most five seconds. */
  public void flush() {
    if (sender != null) {
      sender.flush();
    }
  }

  @Override
  public void close() {
    if (sender != null) {
      sender.close();
    }
  }
}
