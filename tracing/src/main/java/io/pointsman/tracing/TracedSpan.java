package io.pointsman.tracing;

import java.time.Instant;
import java.util.Map;

/**
 * A piece of a run's work that has ended.
 *
 * @param runId whose trace it is in
 * @param key what its id is made of
 * @param parentKey the one above, or null for an execution's own
 * @param name what was done
 * @param begun when it began
 * @param ended when it ended
 * @param attributes what else is known
 * @param failure why it failed, or null
 */
public record TracedSpan(
    String runId,
    String key,
    String parentKey,
    String name,
    Instant begun,
    Instant ended,
    Map<String, String> attributes,
    String failure) {
  public TracedSpan {
    attributes = Map.copyOf(attributes);
  }
}
