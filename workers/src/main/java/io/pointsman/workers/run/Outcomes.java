package io.pointsman.workers.run;

import io.pointsman.decider.Decision;
import io.pointsman.decider.Outcome;
import io.pointsman.registry.client.RegistryException;
import io.pointsman.tracing.RunTracing;
import io.pointsman.tracing.TraceKeys;
import io.pointsman.tracing.TracedSpan;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports outcomes. Each is kept on the object store first: with the registry down it is delivered
 * later, by whichever worker looks, and a worker without a registry sees which executions ended.
 */
public final class Outcomes {
  private static final Logger LOG = LoggerFactory.getLogger(Outcomes.class);

  private final ControlFiles files;
  private final RegistryView registry;
  private final RunTracing tracing;

  public Outcomes(ControlFiles files, RegistryView registry, RunTracing tracing) {
    this.tracing = tracing;
    this.files = files;
    this.registry = registry;
  }

  /**
   * Keeps and reports an outcome.
   *
   * @return whether the registry has it now; else it is delivered later
   */
  public boolean report(Outcome outcome) throws IOException, RegistryException {
    files.keepOutcome(outcome);
    trace(outcome);
    // Marked before it is sent: a worker that dies in between delivers it twice rather than never.
    files.markUndelivered(outcome);
    boolean delivered = registry.report(outcome);
    if (delivered) {
      files.markDelivered(outcome);
    }
    return delivered;
  }

  /** The whole execution: everything else that was done for it is below. */
  private void trace(Outcome outcome) {
    Decision decision = outcome.decision();
    if (!tracing.isOn() || decision == null) {
      return;
    }
    Map<String, String> attributes = new TreeMap<>();
    attributes.put("pointsman.movement", outcome.movementId());
    attributes.put("pointsman.execution", Integer.toString(outcome.execution()));
    attributes.put("pointsman.decided", outcome.decided().name());
    attributes.put("pointsman.reason", decision.reason().name());
    if (outcome.servedBy() != null) {
      attributes.put("pointsman.served_by", outcome.servedBy().name());
    }
    if (outcome.failure() != null) {
      attributes.put("pointsman.failure", outcome.failure().name());
    }
    if (outcome.snapshotId() != null) {
      attributes.put("pointsman.snapshot_id", outcome.snapshotId().toString());
    }
    tracing.record(
        new TracedSpan(
            outcome.runId(),
            TraceKeys.execution(outcome.runId(), outcome.execution()),
            null,
            "move_data",
            outcome.execution() == 1 ? decision.runStart() : decision.decidedAt(),
            outcome.endedAt(),
            attributes,
            outcome.servedBy() == null ? outcome.failure() + ": " + outcome.message() : null));
  }

  /** Delivers what the registry has not taken yet, until it does not answer. */
  public int deliverPending() throws IOException {
    return deliver(files.undelivered());
  }

  /** How many the registry has not taken yet. */
  public int pending() throws IOException {
    return files.undelivered().size();
  }

  /** The same for one run only, which is about to be decided anew. */
  public int deliverPendingOf(String runId) throws IOException {
    return deliver(files.undelivered(runId));
  }

  private int deliver(List<String> keys) throws IOException {
    int delivered = 0;
    for (String key : keys) {
      Optional<Outcome> kept = files.undeliveredOutcome(key);
      if (kept.isEmpty()) {
        continue;
      }
      Outcome outcome = kept.get();
      try {
        if (!registry.report(outcome)) {
          return delivered;
        }
        LOG.info(
            "Delivered the outcome of run {}, execution {}", outcome.runId(), outcome.execution());
      } catch (RegistryException e) {
        // It would refuse again: kept below runs/, and no longer offered.
        LOG.error(
            "The registry refused the outcome of run {}, execution {}: {}",
            outcome.runId(),
            outcome.execution(),
            e.getMessage());
      }
      files.markDelivered(outcome);
      delivered++;
    }
    return delivered;
  }
}
