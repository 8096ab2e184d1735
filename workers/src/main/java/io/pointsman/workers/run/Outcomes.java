package io.pointsman.workers.run;

import io.pointsman.decider.Outcome;
import io.pointsman.registry.client.RegistryException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
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

  public Outcomes(ControlFiles files, RegistryView registry) {
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
    // Marked before it is sent: a worker that dies in between delivers it twice rather than never.
    files.markUndelivered(outcome);
    boolean delivered = registry.report(outcome);
    if (delivered) {
      files.markDelivered(outcome);
    }
    return delivered;
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
