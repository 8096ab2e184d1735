package io.pointsman.workers.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.pointsman.decider.Connector;
import io.pointsman.decider.Decision;
import java.time.Instant;

/**
 * A job that was submitted, or that waits for its turn, and of whose end no worker has taken note,
 * as it lies below {@code open/} on the control store.
 *
 * @param connector whose job
 * @param decision the execution that it belongs to
 * @param settings its deadlines
 * @param waitingSince when it came to wait for its turn; null when it has been submitted
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record OpenJob(
    Connector connector, Decision decision, RunSettings settings, Instant waitingSince) {

  public static OpenJob of(Connector connector, Execution execution) {
    return new OpenJob(connector, execution.decision(), execution.settings(), null);
  }

  /** A job that is not submitted yet. */
  static OpenJob waiting(Connector connector, Execution execution, Instant since) {
    return new OpenJob(connector, execution.decision(), execution.settings(), since);
  }

  /** Whether it has not been submitted yet. */
  public boolean waits() {
    return waitingSince != null;
  }
}
