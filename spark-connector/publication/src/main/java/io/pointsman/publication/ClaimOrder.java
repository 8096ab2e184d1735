package io.pointsman.publication;

import io.pointsman.decider.Connector;
import io.pointsman.decider.job.JobKey;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Comparator;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Where a claim stands among all claims of a destination. Total, so that a worker that wakes up
 * before its claim cannot shut out the run that came after it; a run's LEGACY claims stand above
 * every SPARK attempt of the same execution.
 *
 * @param generation fixed once an execution, when it is decided: 1 + that of the fence head then;
 *     from 1
 * @param runStart when the run was created
 * @param runId Conductor's workflow id, {@code [A-Za-z0-9_.-]+}
 * @param execution the pass through the run, from 1
 * @param engine who claims
 * @param attempt that engine's attempt, from 1
 */
public record ClaimOrder(
    long generation, Instant runStart, String runId, int execution, Connector engine, int attempt)
    implements Comparable<ClaimOrder> {

  private static final Pattern RUN_ID = Pattern.compile("[A-Za-z0-9_.-]{1,200}");
  private static final String SEPARATOR = "/";
  private static final Comparator<ClaimOrder> ORDER =
      Comparator.comparingLong(ClaimOrder::generation)
          .thenComparing(ClaimOrder::runStart)
          .thenComparing(ClaimOrder::runId)
          .thenComparingInt(ClaimOrder::execution)
          .thenComparingInt(order -> rank(order.engine()))
          .thenComparingInt(ClaimOrder::attempt);

  public ClaimOrder {
    Objects.requireNonNull(runStart, "runStart");
    Objects.requireNonNull(engine, "engine");
    if (runId == null || !RUN_ID.matcher(runId).matches()) {
      throw new IllegalArgumentException(
          "Not a claim: run id does not match " + RUN_ID.pattern() + ": " + runId);
    }
    if (generation < 1 || execution < 1 || attempt < 1) {
      throw new IllegalArgumentException(
          "Not a claim: generation %d, execution %d and attempt %d of run %s count from 1"
              .formatted(generation, execution, attempt, runId));
    }
  }

  /** The order of a job. */
  public static ClaimOrder of(long generation, Instant runStart, JobKey key) {
    return new ClaimOrder(
        generation, runStart, key.runId(), key.execution(), key.connector(), key.attempt());
  }

  /**
   * Reads a claim id back.
   *
   * @throws IllegalArgumentException when it is none, quoting it
   */
  public static ClaimOrder parse(String claimId) {
    String[] parts = claimId.split(SEPARATOR, -1);
    if (parts.length != 6) {
      throw new IllegalArgumentException("Not a claim id: " + claimId);
    }
    try {
      return new ClaimOrder(
          Long.parseLong(parts[0]),
          Instant.parse(parts[1]),
          parts[2],
          Integer.parseInt(parts[3]),
          Connector.valueOf(parts[4]),
          Integer.parseInt(parts[5]));
    } catch (DateTimeException | IllegalArgumentException e) {
      throw new IllegalArgumentException("Not a claim id: " + claimId, e);
    }
  }

  /** The order itself as text: a redelivered task makes the same claim again. */
  public String claimId() {
    return String.join(
        SEPARATOR,
        Long.toString(generation),
        runStart.toString(),
        runId,
        Integer.toString(execution),
        engine.name(),
        Integer.toString(attempt));
  }

  /** Whether the other claim is of the same run and execution. */
  public boolean sameExecution(ClaimOrder other) {
    return runId.equals(other.runId) && execution == other.execution;
  }

  /** Whether the other claim is of the same job, whatever generation it was made with. */
  public boolean sameJob(ClaimOrder other) {
    return sameExecution(other) && engine == other.engine && attempt == other.attempt;
  }

  /** The job that claims. */
  public JobKey key() {
    return new JobKey(runId, execution, engine, attempt);
  }

  @Override
  public int compareTo(ClaimOrder other) {
    return ORDER.compare(this, other);
  }

  private static int rank(Connector engine) {
    return switch (engine) {
      case SPARK -> 0;
      case LEGACY -> 1;
    };
  }
}
