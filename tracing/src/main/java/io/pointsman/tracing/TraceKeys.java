package io.pointsman.tracing;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Ids of traces and spans, made of what everybody knows of a run: so workers, registry and jobs say
 * the same without telling each other.
 */
public final class TraceKeys {
  private static final int TRACE_BYTES = 16;
  private static final int SPAN_BYTES = 8;

  private TraceKeys() {}

  /** The run's trace, 32 hexadecimal digits. */
  public static String traceId(String runId) {
    return digest("pointsman/trace/" + runId, TRACE_BYTES);
  }

  /** The span of a key, 16 hexadecimal digits. */
  public static String spanId(String key) {
    return digest("pointsman/span/" + key, SPAN_BYTES);
  }

  /** The key of the span of a whole execution, which all others are below. */
  public static String execution(String runId, int execution) {
    return "execution/" + runId + "/" + execution;
  }

  /**
   * The key of a job's span.
   *
   * @param path where the job's records lie
   */
  public static String job(String path) {
    return "job/" + path;
  }

  /**
   * The key of the span of a part of a job.
   *
   * @param path where the job's records lie
   * @param number from 0, in the order of the job
   */
  public static String phase(String path, int number) {
    return job(path) + "/" + number;
  }

  /** The key of a Conductor task's span. */
  public static String task(String taskId) {
    return "task/" + taskId;
  }

  /**
   * The run's trace as W3C's header {@code traceparent} names it, for services that go on with it:
   * their spans are below the one of that key, and are sampled.
   */
  public static String parent(String runId, String key) {
    return "00-" + traceId(runId) + "-" + spanId(key) + "-01";
  }

  private static String digest(String text, int bytes) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is in every JDK", e);
    }
  }
}
