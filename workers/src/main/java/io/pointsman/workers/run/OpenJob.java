package io.pointsman.workers.run;

import io.pointsman.decider.Connector;
import io.pointsman.decider.Decision;

/**
 * A job that was submitted and of whose end no worker has taken note, as it lies below {@code
 * open/} on the control store.
 *
 * @param connector whose job
 * @param decision the execution that it belongs to
 * @param settings its deadlines
 */
public record OpenJob(Connector connector, Decision decision, RunSettings settings) {

  public static OpenJob of(Connector connector, Execution execution) {
    return new OpenJob(connector, execution.decision(), execution.settings());
  }
}
